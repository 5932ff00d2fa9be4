/** @import {Desk} from "./bookapp.js" */
/** @import {Visit} from "./booktypes.js" */
import { nobody } from "./blockers.js";
import { actOf } from "./booklink.js";
import { button, choice } from "./button.js";
import { deskHead } from "./deskhead.js";
import { el, setText, show } from "./dom.js";
import { clock, minutes } from "./format.js";
import { instead } from "./places.js";
import { dayWords, whatWords, whenWords } from "./visitwords.js";

/** Tap, then tap: a visit is chosen, then a time on this day or another. Nothing is dragged. */

const REASONS = ["patient's wish", "comes later", "blood values", "drug not there", "ward's plan"];
const NUDGE_MS = 5 * 60_000;

/** @param {Desk} desk */
export function moveDesk(desk) {
  const head = deskHead(desk, () => back(), "Keep it");
  const from = el("p", {});
  const hint = el("p", { class: "hint" });
  const to = el("p", { class: "aim", role: "status" });
  const less = button("plain", () => aim(seat - NUDGE_MS), "key");
  const more = button("plain", () => aim(seat + NUDGE_MS), "key");
  const nudge = el("div", { class: "stepper" }, less.node, to, more.node);
  const reasons = choice("Reason", () => desk.draw());
  const go = button("go", () => move(seat), "wide");
  const said = instead((offer) => move(Date.parse(offer.seat)));
  const node = el("div", { class: "desk-sheet move-desk" }, head.node, from, hint, nudge, reasons.node, go.node, said.node);
  reasons.set(REASONS.map((each) => ({ id: each, text: each })));
  less.set("−");
  more.set("+");
  less.node.setAttribute("aria-label", "5 minutes earlier");
  more.node.setAttribute("aria-label", "5 minutes later");

  /** @type {Visit|null} */
  let visit = null;
  let seat = 0;
  let busy = false;
  /** @type {import("./commands.js").Act|undefined} */
  let act;
  /** @type {import("./booktypes.js").Refusal|null} */
  let refused = null;

  /** @param {number} next */
  function aim(next) {
    seat = next;
    act = undefined;
    refused = null;
    desk.draw();
  }

  function back() {
    visit = null;
    desk.go("visit");
  }

  /** @param {number} at */
  async function move(at) {
    if (!visit || busy) return;
    busy = true;
    const id = visit.id;
    const body = { seat: new Date(at).toISOString(), reason: reasons.value() || "ward's plan", version: visit.version };
    const done = await desk.book.tap(`/visits/${id}/move`, body);
    busy = false;
    act = actOf(done, desk.time(), "moved");
    refused = done.refused;
    if (done.answer) {
      const moved = done.answer.visits[0];
      visit = null;
      desk.book.show(moved.on);
      desk.select(id);
    } else {
      const now = desk.visit();
      if (now) visit = now; // somebody else may have changed it: the next tap is on what it is now
    }
    desk.draw();
  }

  return {
    node,
    aim,
    plan: () => (visit && seat ? { visit, seat } : null),
    update() {
      const chosen = desk.visit();
      if (chosen && chosen.id !== visit?.id) {
        visit = chosen;
        seat = 0;
        act = undefined;
        refused = null;
        reasons.pick("");
      }
      if (!visit) return;
      head.set(`Move ${visit.patient}`);
      setText(from, `${whatWords(visit, desk.book.book)}, ${minutes(visit.minutes)}. Now ${whenWords(visit)}.`);
      show(nudge, seat !== 0);
      show(reasons.node, seat !== 0);
      show(go.node, seat !== 0);
      setText(hint, seat ? "Tap another time to change it." : "Tap the new time on the board; other days by ◀ and ▶.");
      if (seat) {
        setText(to, clock(seat));
        go.set(`Move to ${dayWords(desk.book.day())}, ${clock(seat)}`, [...(reasons.value() ? [] : ["Say why."]), ...nobody(desk)]);
      }
      said.update(busy ? { ...actOf({ answer: {}, refused: null, sent: true }, 0, ""), state: "sending" } : act, refused);
    },
  };
}

/** @import {Desk} from "./bookapp.js" */
/** @import {Visit} from "./booktypes.js" */
import { nobody } from "./blockers.js";
import { actOf } from "./booklink.js";
import { button } from "./button.js";
import { deskHead } from "./deskhead.js";
import { el, setAttr, setText, show } from "./dom.js";
import { clock } from "./format.js";
import { instead } from "./places.js";
import { whatWords, whenWords } from "./visitwords.js";

/** A place, or those of a course, held while somebody is asked: book before the time is up. */

/** @param {Desk} desk */
export function keptDesk(desk) {
  const head = deskHead(desk);
  const what = el("p", {});
  const list = el("ul", { class: "kept-list" });
  const left = el("p", { class: "left", role: "timer" });
  const bar = /** @type {HTMLProgressElement} */ (el("progress", { max: "1" }));
  const said = instead((offer) => again(offer));
  const book = button("go", bookAll, "wide");
  const drop = button("plain", dropAll, "wide");
  const another = button("plain", () => desk.go("ask"), "wide");
  const node = el("div", { class: "desk-sheet kept-desk" }, head.node, what, list, left, bar, said.node, book.node, drop.node, another.node);

  /** @type {Visit[]} */
  let visits = [];
  /** @type {string|null} */
  let waiting = null;
  let state = "held";
  let busy = false;
  /** @type {import("./commands.js").Act|undefined} */
  let act;
  /** @type {import("./booktypes.js").Refusal|null} */
  let refused = null;

  const until = () => Math.min(...visits.map((each) => Date.parse(each.held_until ?? "")));

  /** @param {string} path @param {object} body @param {string} word */
  async function tap(path, body, word) {
    busy = true;
    desk.draw();
    const done = await desk.book.tap(path, body);
    busy = false;
    act = actOf(done, desk.time(), word);
    refused = done.refused;
    return done.answer;
  }

  async function bookAll() {
    if (busy) return;
    const series = visits[0].series;
    const answer = series
      ? await tap(`/series/${series}/book`, {}, "Booked.")
      : await tap("/visits", { hold: visits[0].id }, "Booked.");
    if (answer) {
      visits = answer.visits;
      state = "booked";
      if (waiting) await desk.book.tap(`/waiting-list/${waiting}/leave`, {});
      waiting = null;
    }
    desk.draw();
  }

  async function dropAll() {
    if (busy) return;
    for (const visit of visits) {
      if (!(await tap(`/visits/${visit.id}/cancel`, { reason: "not wanted" }, "The place is free again."))) break;
    }
    if (act?.state === "confirmed") state = "dropped";
    desk.draw();
  }

  /** Hold another place instead. @param {import("./booktypes.js").Offer} offer */
  async function again(offer) {
    const [visit] = visits;
    const body = { patient: visit.patient, visit: wish(visit), seat: offer.seat };
    const answer = await tap("/holds", body, "");
    if (answer) desk.keep(answer.visits, waiting);
    desk.draw();
  }

  /** @param {Visit} visit */
  const wish = (visit) => ({
    what: visit.what,
    place: visit.place,
    ...(visit.infusion_no === null ? {} : { infusion_no: visit.infusion_no }),
  });

  return {
    node,
    /** @param {Visit[]} held @param {string|null} forWhom id on the waiting list */
    take(held, forWhom) {
      visits = held;
      waiting = forWhom;
      state = "held";
      act = undefined;
      refused = null;
    },
    update() {
      if (!visits.length) return;
      const [first] = visits;
      const held = state === "held";
      const seconds = Math.ceil((until() - desk.time()) / 1000);
      const over = held && seconds <= 0;
      head.set(state === "booked" ? "Booked" : state === "dropped" ? "Let go" : over ? "Hold is over" : "Held");
      setText(what, `${first.patient}: ${whatWords(first, desk.book.book)}`);
      const key = JSON.stringify(visits.map(whenWords));
      if (list.dataset.key !== key) {
        list.dataset.key = key;
        list.replaceChildren(...visits.map((each) => el("li", {}, whenWords(each))));
      }
      show(left, held);
      show(bar, held);
      if (held) setText(left, over ? "The place was held for a while and is free again." : `Free again in ${clockOf(seconds)}, at ${clock(until(), true)}.`);
      if (held) bar.value = Math.max(0, seconds / ((desk.book.book?.hold_min ?? 10) * 60));
      setAttr(left, "data-over", over ? "true" : null);
      said.update(busy ? { ...actOf({ answer: {}, refused: null, sent: true }, 0, ""), state: "sending" } : act, refused);
      show(book.node, held);
      show(drop.node, held && !over);
      show(another.node, !held || over);
      const all = visits.length > 1 ? ` all ${visits.length}` : "";
      book.set(`Book${all} for ${first.patient}`, [...(over ? ["Hold it anew."] : []), ...nobody(desk)]);
      drop.set(visits.length > 1 ? "Let them all go" : "Let it go");
      another.set(over ? "Ask again" : "Book another");
    },
  };
}

/** 9:05. @param {number} seconds */
const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.max(0, seconds % 60)).padStart(2, "0")}`;

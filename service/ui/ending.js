/** @import {Chair, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { nobody } from "./blockers.js";
import { button, choice, outcome, stepper } from "./button.js";
import { el, setAttr, setText, show } from "./dom.js";
import { clock, minutes } from "./format.js";
import { stopKey, tapDiscontinue } from "./stops.js";

/** The end of an infusion: for good and early, or after the last drop. */

const HOLD_MS = 800;
const REASONS = ["reaction", "order of the prescriber", "wish of the patient", "trouble with the line", "wrong patient, bag or pump"];

/** Stop for good: the one button that is held, because nothing undoes it. @param {App} app @param {() => void} done */
export function discontinuing(app, done) {
  /** @type {Chair|null} */
  let chair = null;
  /** @type {number|undefined} */
  let timer;
  const reasons = choice("Reason", () => app.draw());
  reasons.set(REASONS.map((each) => ({ id: each, text: each })));
  const label = el("span", { class: "label" });
  const why = el("span", { class: "why" });
  const hold = el("button", { type: "button", class: "act stop hold wide" }, el("span", { class: "fill" }), label, why);
  const said = outcome();
  const back = button("plain", done);
  back.set("Back");

  const begin = () => {
    if (hold.getAttribute("aria-disabled") === "true" || timer !== undefined) return;
    hold.classList.add("holding");
    timer = window.setTimeout(() => {
      release();
      if (chair) tapDiscontinue(app, chair, reasons.value()).then((answer) => answer && done());
    }, HOLD_MS);
  };
  const release = () => {
    window.clearTimeout(timer);
    timer = undefined;
    hold.classList.remove("holding");
  };
  hold.addEventListener("pointerdown", begin);
  for (const kind of ["pointerup", "pointerleave", "pointercancel", "blur", "keyup"]) hold.addEventListener(kind, release);
  hold.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (!event.repeat) begin();
    }
  });
  hold.addEventListener("contextmenu", (event) => event.preventDefault());

  return {
    node: el(
      "div",
      { class: "discontinue" },
      el("h3", {}, "End this infusion for good"),
      el("p", { class: "hint" }, "The pump is to be stopped. The rest of the bag is not given; nothing brings this infusion back."),
      reasons.node,
      hold,
      said.node,
      back.node,
    ),
    /** @param {Chair} next */
    update(next) {
      chair = next;
      const left = next.session ? `, ${next.session.left_ml}\u00a0mL not given` : "";
      setText(label, `Hold to end for good${left}`);
      const missing = reasons.value() ? "" : "Choose the reason.";
      setText(why, missing);
      setAttr(hold, "aria-disabled", missing ? "true" : null);
      said.update(app.commands.act(stopKey(next)));
    },
  };
}

/** Flush, observation, discharge. @param {App} app */
export function afterwards(app) {
  /** @type {Chair|null} */
  let chair = null;
  const title = el("h3");
  const words = el("p", { class: "big-line" });
  const volume = stepper("flush volume", 20, 5, "mL", 100);
  const flush = button("go", () => send("flush", { volume_ml: String(volume.value()) }), "wide");
  const discharge = button("go", () => send("discharge", {}), "wide");
  const said = outcome();
  const later = el("ul", { class: "look" });
  const amount = el("div", { class: "field" }, el("span", {}, "Flushed by hand with"), volume.node);
  volume.onChange(() => app.draw());

  /** @param {string} verb @param {object} body */
  function send(verb, body) {
    if (!chair?.session) return;
    app.commands.send(`${chair.chair}:after`, `/sessions/${encodeURIComponent(chair.session.id)}/${verb}`, body, { chair });
  }

  return {
    node: el("div", {}, title, words, later, amount, flush.node, discharge.node, said.node),
    shows: (/** @type {Chair} */ each) =>
      ["flushing", "observing", "completed", "discontinued"].includes(each.session?.phase ?? ""),
    /** @param {Chair} next @param {number} now */
    update(next, now) {
      chair = next;
      const session = /** @type {Session} */ (next.session);
      const flushing = session.phase === "flushing";
      const observing = session.phase === "observing";
      setText(title, flushing ? "The volume is in" : observing ? "Observation" : session.phase === "completed" ? "Completed" : "Ended before the volume was in");
      const until = session.observe_until ? Date.parse(session.observe_until) : now;
      setText(words, flushing
        ? "Flush the line by hand, then say with how much."
        : observing
          ? now < until
            ? `Until ${clock(session.observe_until)}: ${minutes((until - now) / 60_000)} to go.`
            : "The time of observation is over."
          : `${session.infused_ml} of ${session.volume_ml}\u00a0mL were given.`);
      later.replaceChildren(...session.postmedication.map((each) => el("li", {}, `${each.name}, ${each.dose}: ${each.when}`)));
      show(amount, flushing);
      show(flush.node, flushing);
      flush.set(`Flushed with ${volume.value()}\u00a0mL`, nobody(app));
      show(discharge.node, !flushing && session.phase !== "completed");
      discharge.set(`Discharge ${session.patient}`, [
        ...(observing && now < until ? [`Observed for ${minutes((until - now) / 60_000)} more.`] : []),
        ...nobody(app),
      ]);
      said.update(app.commands.act(`${next.chair}:after`));
    },
  };
}

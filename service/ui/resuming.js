/** @import {Chair, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { blockers } from "./blockers.js";
import { button, outcome } from "./button.js";
import { el, setText, show } from "./dom.js";
import { mlPerHour } from "./format.js";
import { confirmedRate } from "./rateconfirm.js";
import { holdSentence, moves } from "./status.js";

/**
 * After a pause, or when the session is held because a hand was at the pump.
 * @param {App} app @param {() => void} toSecond
 */
export function resuming(app, toSecond) {
  /** @type {Chair|null} */
  let chair = null;
  const title = el("h3");
  const why = el("p", { class: "big-line" });
  const pump = el("p", { class: "fixed" });
  const go = button("go", () => {
    const session = chair?.session;
    if (!chair || !session) return;
    app.commands.send(`${chair.chair}:go`, `/sessions/${encodeURIComponent(session.id)}/resume`, {}, {
      chair,
      confirm: session.resume_rate_ml_h ? confirmedRate : undefined,
    });
  }, "wide");
  // Before the first drop every gate of the start applies again, the second person's too.
  const second = button("plain", toSecond, "wide");
  const said = outcome();

  return {
    node: el("div", {}, title, why, pump, second.node, go.node, said.node),
    shows: (/** @type {Chair} */ each) =>
      each.session?.phase === "held" ||
      (each.session?.phase === "paused" && each.session.pause !== "late-attestation"),
    /** @param {Chair} next */
    update(next) {
      chair = next;
      const session = /** @type {Session} */ (next.session);
      const held = session.phase === "held";
      setText(title, held ? "Held: a person decides" : "Paused");
      setText(why, held ? holdSentence(session.hold) : "The pump was stopped by hand, not because of a reaction.");
      setText(pump, moves(next)
        ? `The pump says: infusing at ${mlPerHour(next.pump.rate_ml_h ?? "?")}`
        : "The pump says: standing still");
      show(second.node, session.second_check_asked);
      second.set(session.second_check ? "Check again" : "Hand the tablet to a second person");
      const rate = session.resume_rate_ml_h;
      go.set(rate ? `Resume at ${mlPerHour(rate)}` : "Lift the hold: the pump stays stopped", [
        ...session.resume_gates.map((each) => each.sentence),
        ...blockers(app),
      ]);
      said.update(app.commands.act(`${next.chair}:go`));
    },
  };
}

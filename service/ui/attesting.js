/** @import {Chair, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { blockers } from "./blockers.js";
import { button, outcome } from "./button.js";
import { el, setAttr, setText, show } from "./dom.js";
import { clock, minutes, mlPerHour, passed } from "./format.js";
import { confirmedRate } from "./rateconfirm.js";

/**
 * A running step, and the nurse's word that the next one needs. The word is for exactly one step;
 * after a pause for a late word the same button lets the pump go on at the same rate.
 * @param {App} app
 */
export function attesting(app) {
  /** @type {Chair|null} */
  let chair = null;
  const title = el("h3");
  const where = el("p", { class: "big-line" });
  const bar = /** @type {HTMLProgressElement} */ (el("progress", { max: "1", "aria-label": "served" }));
  const look = el(
    "ul",
    { class: "look" },
    el("li", {}, "Look at the patient: flush, rash, itching, cough, breath, shivering, pain."),
    el("li", {}, "Take temperature, pulse, blood pressure, oxygen saturation."),
  );
  const attest = button("go", attestNow, "wide attest");
  const said = outcome();
  const given = el("p", { class: "done" });
  const withdraw = button("plain", withdrawNow, "wide");
  const back = outcome();
  withdraw.set("Take the word back: do not raise the rate");
  const node = el(
    "div",
    {},
    title,
    where,
    bar,
    look,
    attest.node,
    said.node,
    el("div", { class: "reserve" }, given, withdraw.node),
    back.node,
  );

  const path = (/** @type {Session} */ session, /** @type {string} */ verb) =>
    `/sessions/${encodeURIComponent(session.id)}/${verb}`;

  function attestNow() {
    const session = chair?.session;
    if (!chair || !session?.step) return;
    const body = { step: session.step.no, no_reaction: true, vitals_taken: true };
    const confirm = session.phase === "paused" ? confirmedRate : undefined;
    app.commands.forget(`${chair.chair}:withdraw`);
    app.commands.send(`${chair.chair}:go`, path(session, "attestation"), body, { chair, confirm });
  }

  function withdrawNow() {
    const session = chair?.session;
    if (!chair || !session) return;
    app.commands.forget(`${chair.chair}:go`);
    app.commands.send(`${chair.chair}:withdraw`, path(session, "attestation/withdrawal"), {}, { chair });
  }

  return {
    node,
    shows: (/** @type {Chair} */ each) =>
      each.session?.phase === "infusing" ||
      (each.session?.phase === "paused" && each.session.pause === "late-attestation"),
    /** @param {Chair} next */
    update(next) {
      chair = next;
      const session = /** @type {Session} */ (next.session);
      const step = session.step;
      if (!step) return;
      const late = session.phase === "paused";
      const word = step.attest;
      const serve = step.serve_min;
      setText(title, `Step ${step.no}: ${mlPerHour(step.rate_ml_h)}`);
      show(bar, serve !== null);
      if (serve) bar.value = Math.min(1, step.served_min / serve);
      setText(where, late
        ? "Paused: nobody attested in time. The pump stands still."
        : serve === null || step.next_rate_ml_h === null
          ? "Last rate: it runs until the volume is in."
          : `${passed(Math.min(step.served_min, serve))} of ${minutes(serve)} served. ${mlPerHour(step.next_rate_ml_h)} in ${minutes(step.due_in_min ?? 0)}.`);
      const asks = step.next_rate_ml_h !== null && word !== null;
      for (const each of [attest.node, look]) show(each, asks || late);
      setAttr(attest.node, "data-asks", word?.needed && word.open ? "true" : null);
      attest.set(late
        ? `No reaction, vitals taken: go on at ${mlPerHour(step.rate_ml_h)}`
        : `No reaction, vitals taken: go on to ${mlPerHour(step.next_rate_ml_h ?? "?")}`, reasons(app, session));
      const stands = word?.given_by ? `${app.ward.personName(word.given_by)} at ${clock(word.given_at, true)}: no reaction, vitals taken` : "";
      setText(given, stands && !word?.needed ? stands : stands ? `${stands}. ${word?.second_needed ? "A second person has to say so too." : "Too old now: look again."}` : "");
      show(given, Boolean(stands));
      show(withdraw.node, Boolean(stands));
      said.update(app.commands.act(`${next.chair}:go`));
      back.update(app.commands.act(`${next.chair}:withdraw`));
    },
  };
}

/** Why the word cannot be given now. @param {App} app @param {Session} session */
function reasons(app, session) {
  const word = session.step?.attest;
  const gates = (word?.gates ?? []).map((each) => each.sentence);
  if (session.phase === "paused") return [...session.resume_gates.map((each) => each.sentence), ...gates, ...blockers(app)];
  if (!word) return [];
  if (!word.open && word.opens_in_min) return [`Opens in ${minutes(word.opens_in_min)}: the last minutes of the step count.`];
  if (!word.needed) return [word.given_by ? "Given. The rate rises when the step is served." : "Not needed now."];
  return [...gates, ...blockers(app)];
}

/** @import {Chair, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { blockers, nobody } from "./blockers.js";
import { button, choice, outcome } from "./button.js";
import { el, setText, show } from "./dom.js";
import { clock, mlPerHour } from "./format.js";
import { confirmedRate } from "./rateconfirm.js";

/**
 * A reaction: the pump is stopped first, everything else is asked here. A person grades; software
 * never does.
 */

// CTCAE, "infusion related reaction"; the wording is version 5's.
const GRADES = [
  ["1", "Mild transient reaction; infusion interruption not indicated; intervention not indicated"],
  ["2", "Therapy or infusion interruption indicated but responds promptly to symptomatic treatment"],
  ["3", "Prolonged, or recurrence of symptoms after initial improvement; hospitalization indicated"],
  ["4", "Life-threatening consequences; urgent intervention indicated"],
  ["5", "Death"],
];

const ACTIONS = {
  continue: "By the protocol: once clear, the same step is served again.",
  resume: "By the protocol: once improved, resume slowly, on a prescriber's order.",
  discontinue: "By the protocol: this infusion ends for good.",
};

/** @param {App} app @param {() => void} toSecond */
export function reacting(app, toSecond) {
  /** @type {Chair|null} */
  let chair = null;
  let whose = "";
  const title = el("h3");
  const stop = el("p", { class: "big-line" });
  const grades = choice("Grade", () => app.draw());
  grades.set(GRADES.map(([id, words]) => ({ id, text: `Grade ${id}`, more: words })));
  grades.node.classList.add("grades");
  const stays = choice("Hospital", () => app.draw());
  stays.set([
    { id: "no", text: "goes home today" },
    { id: "yes", text: "has to stay in hospital" },
  ]);
  const staying = el("div", { class: "field" }, el("span", {}, "Because of the reaction the patient"), stays.node);
  // Choosing is not recording: from grade 3 on a protocol may end the infusion for good.
  const record = button("go", gradeNow, "wide");
  const graded = outcome();
  const action = el("p", { class: "done" });
  const improved = choice("Improved to", () => app.draw());
  improved.set([
    { id: "0", text: "gone" },
    { id: "1", text: "grade 1" },
    { id: "2", text: "grade 2" },
  ]);
  const prescriber = choice("Prescriber", () => app.draw());
  const second = button("plain", toSecond, "wide");
  const checked = el("p", { class: "done" });
  const go = button("go", resumeNow, "wide");
  const said = outcome();
  const after = el(
    "div",
    { class: "after-grade" },
    el("div", { class: "field" }, el("span", {}, "Symptoms now"), improved.node),
    el("div", { class: "field" }, el("span", {}, "Ordered by"), prescriber.node),
    checked,
    second.node,
    go.node,
    said.node,
  );
  const again = button("plain", () => {
    regrade = !regrade;
    app.draw();
  });
  let regrade = false;
  const node = el("div", { class: "reacting" }, title, stop, grades.node, staying, record.node, graded.node, el("div", { class: "side-by-side" }, action, again.node), after);

  const send = (/** @type {string} */ key, /** @type {string} */ verb, /** @type {object} */ body, /** @type {any} */ more = {}) =>
    chair?.session
      ? app.commands.send(`${chair.chair}:${key}`, `/sessions/${encodeURIComponent(chair.session.id)}/${verb}`, body, { chair, ...more })
      : Promise.resolve(null);

  function gradeNow() {
    if (!grades.value() || !stays.value()) return;
    send("grade", "grade", { grade: Number(grades.value()), hospitalised: stays.value() === "yes" }).then((answer) => {
      if (answer) regrade = false;
      app.draw();
    });
  }

  function resumeNow() {
    /** @type {Record<string, string|number>} */
    const body = {};
    if (improved.value()) body.improved_to = Number(improved.value());
    if (prescriber.value()) body.prescriber = prescriber.value();
    send("go", "resume", body, { confirm: confirmedRate });
  }

  return {
    node,
    shows: (/** @type {Chair} */ each) => each.session?.phase === "interrupted",
    /** @param {Chair} next */
    update(next) {
      chair = next;
      const session = /** @type {Session} */ (next.session);
      const reaction = session.reaction;
      const key = `${session.id} ${reaction?.at}`;
      if (key !== whose) {
        whose = key;
        regrade = false;
        for (const each of [grades, stays, improved, prescriber]) each.pick("");
      }
      const grade = reaction?.grade ?? null;
      setText(title, reaction ? `Reaction at ${clock(reaction.at, true)}` : "Reaction");
      setText(stop, session.stop?.confirmed_at
        ? `Pump confirmed stopped ${clock(session.stop.confirmed_at, true)}.`
        : "Look at the pump: it has not said yet that it stopped.");
      if (grade !== null && grades.value() === "") grades.pick(String(grade));
      show(grades.node, grade === null || regrade);
      show(staying, grade === null || regrade);
      show(record.node, grade === null || regrade);
      record.set(grades.value() ? `Record grade ${grades.value()}` : "Record the grade", [
        ...(grades.value() ? [] : ["Choose the grade."]),
        ...(stays.value() ? [] : ["Say whether the patient has to stay in hospital."]),
        ...nobody(app),
      ]);
      graded.update(app.commands.act(`${next.chair}:grade`));
      show(again.node, grade !== null);
      again.set(regrade ? "Close" : "Grade again…");
      setText(action, grade === null ? "" : `Grade ${grade}. ${ACTIONS[reaction?.action ?? "continue"]}`);
      show(after, grade !== null && reaction?.action !== "discontinue" && !regrade);
      const orders = reaction?.action === "resume";
      show(/** @type {Element} */ (prescriber.node.parentElement), orders);
      prescriber.set((app.ward.view?.people ?? [])
        .filter((each) => each.role === "prescriber")
        .map((each) => ({ id: each.id, text: each.name })));
      const check = session.second_check;
      show(checked, check !== null);
      setText(checked, check ? `${app.ward.personName(check.by)} keyed ${mlPerHour(check.rate_ml_h)} at ${clock(check.at)}` : "");
      second.set(check ? "Second check again" : "Second check: hand the tablet over");
      const gates = session.resume_gates.map((each) => each.sentence);
      // What is chosen on this page is not known to the ward yet: ask for it here.
      const open = [
        ...(improved.value() ? [] : ["Say how the symptoms are now."]),
        ...(orders && !prescriber.value() ? ["Name the prescriber who ordered it."] : []),
        ...(check && check.by === app.who.person() ? ["You made the second check: somebody else resumes."] : []),
        ...gates,
        ...blockers(app),
      ];
      go.set(`Resume at ${mlPerHour(session.resume_rate_ml_h ?? "?")}`, open);
      said.update(app.commands.act(`${next.chair}:go`));
    },
  };
}

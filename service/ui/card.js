/** @import {Chair} from "./types.js" */
/** @import {App} from "./app.js" */
import { button } from "./button.js";
import { el, icon, setAttr, setIcon, setText, show } from "./dom.js";
import { age, clock, placeName } from "./format.js";
import { stairsOf } from "./chairtimes.js";
import { staircase } from "./stairs.js";
import {
  SIGN, SILENT_MS, alarmsOf, mayReact, moves, nextWords, silentFor, stateOf, volumeWords,
} from "./status.js";
import { stopKey, tapReaction, tapStopPump } from "./stops.js";

/** One chair on the board. Its parts keep their places whatever happens. */

/** @param {App} app @param {string} chairId */
export function card(app, chairId) {
  const shape = icon("dash");
  const word = el("span");
  const badge = el("span", { class: "badge" }, shape, word);
  const heard = el("span", { class: "heard" });
  const drug = el("strong", { class: "drug" });
  const patient = el("span", { class: "patient" });
  const number = el("b");
  const unit = el("span", { class: "unit" }, "mL/h");
  const rate = el("p", { class: "rate" }, number, unit);
  const alarm = alarmLine();
  const stairs = staircase(false);
  const volume = el("span");
  const next = el("span", { class: "next" });
  const react = button("stop", () => {
    const chair = app.ward.chair(chairId);
    if (!chair) return;
    if (mayReact(chair.session)) tapReaction(app, chair);
    else if (moves(chair)) tapStopPump(app, chair);
  }, "react");
  const open = button("plain", () => app.open(chairId), "open");
  const idle = el("p", { class: "idle" });
  const node = el(
    "article",
    { class: "card", "aria-label": placeName(chairId) },
    el("header", {}, el("h2", {}, placeName(chairId)), heard, badge),
    el("div", { class: "what" }, el("div", { class: "who" }, drug, patient), rate),
    el("div", { class: "view" }, alarm.node, stairs.node, idle),
    el("p", { class: "facts" }, volume, next),
    el("div", { class: "keys" }, react.node, open.node),
  );

  return {
    node,
    /** @param {Chair} chair */
    update(chair) {
      const { session, pump } = chair;
      const now = app.time();
      const state = stateOf(chair);
      const alarms = alarmsOf(chair);
      const silence = silentFor(chair, app.ward.now()); // the age of the numbers, whoever is to blame
      const act = app.commands.act(stopKey(chair));
      setAttr(node, "data-kind", state.kind);
      setAttr(node, "data-alarm", alarms[0]?.priority ?? null);
      setAttr(node, "data-silent", silence > SILENT_MS ? "true" : null);
      setAttr(node, "data-open", app.opened() === chairId ? "true" : null);
      setAttr(node, "data-session", session ? "true" : null);
      setText(word, state.word);
      setIcon(shape, state.shape);
      setText(heard, heardWords(app, silence));
      setText(drug, session?.drug ?? "");
      setText(patient, session ? `${session.patient}, no. ${session.infusion_no}` : "");
      const shownRate = session ? session.reported_rate_ml_h : moves(chair) ? pump.rate_ml_h : null;
      setText(number, shownRate ?? "–");
      show(rate, session !== null || moves(chair));
      alarm.update(alarms, act?.state === "not-sent" ? act.text : null);
      stairs.update(session, ...stairsOf(chair, now));
      setText(volume, session ? volumeWords(session) : "");
      setText(next, session ? nextWords(session, now) : "");
      setText(idle, session ? "" : idleWords(app, chair));

      const reacts = mayReact(session);
      const stopOnly = !reacts && moves(chair);
      react.set(stopOnly ? "STOP PUMP" : "REACTION");
      react.able(reacts || stopOnly);
      setText(
        /** @type {Element} */ (react.node.lastChild),
        act && (reacts || stopOnly) ? briefly(act) : "",
      );
      open.set(session ? "Open" : "Check\u00a0in");
    },
  };
}

/** A stop on the button itself: the panel says the rest. @param {import("./commands.js").Act} act */
function briefly(act) {
  switch (act.state) {
    case "sending":
      return "Sending…";
    case "accepted":
      return `Accepted ${clock(act.at, true)}`;
    case "confirmed":
      return act.text.replace(/^Pump (confirmed|says) stopped/, "Pump stopped");
    case "refused":
      return "Not done: open";
    default:
      return "NOT SENT";
  }
}

/** How old the numbers are. Without a link nobody knows whether the pump is silent. @param {App} app @param {number} silence */
export function heardWords(app, silence) {
  if (app.link.state !== "live" && silence > SILENT_MS) return `${age(silence)} old`;
  if (silence === Infinity) return "pump never heard";
  return silence > SILENT_MS ? `silent ${age(silence)}` : `heard ${age(silence)}`;
}

/** @param {App} app @param {Chair} chair */
function idleWords(app, chair) {
  if (chair.pump.trouble) return chair.pump.trouble;
  const waiting = app.ward.waiting();
  if (waiting.length) return `Free. Waiting: ${waiting.map((each) => each.patient).join(", ")}`;
  return "Free";
}

/** The most urgent alarm in words, or what was not sent; the rest is counted. */
export function alarmLine() {
  const sign = el("b");
  const text = el("span");
  const more = el("em");
  const node = el("div", { class: "alarm", role: "alert" }, sign, text, more);
  return {
    node,
    /** @param {import("./types.js").Alarm[]} alarms @param {string|null} notSent */
    update(alarms, notSent) {
      const first = alarms[0];
      setAttr(node, "data-priority", notSent ? "high" : first?.priority ?? null);
      setText(sign, notSent ? SIGN.high : first ? SIGN[first.priority] : "");
      setText(text, notSent ?? first?.sentence ?? "");
      const others = alarms.length - (notSent ? 0 : 1);
      setText(more, others > 0 ? `+${others}` : "");
      show(node, Boolean(notSent || first));
    },
  };
}

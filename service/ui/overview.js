/** @import {Chair, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { el, fact, keepList, setAttr, setText } from "./dom.js";
import { clock, minutes, ml, mlPerHour, placeName } from "./format.js";
import { alarmKeys, stateWords } from "./alarms.js";
import { heardWords } from "./card.js";
import { stairsOf } from "./chairtimes.js";
import { staircase } from "./stairs.js";
import { SIGN, SILENT_MS, alarmsOf, minuteOf, silentFor, volumeWords } from "./status.js";

/** What is true about a chair: its alarms, its numbers, its staircase, its pump. @param {App} app */
export function overview(app) {
  const alarms = el("div", { class: "alarm-list" });
  const keys = alarmKeys(app);
  const number = el("b");
  const rate = el("p", { class: "rate" }, number, el("span", { class: "unit" }, "mL/h"));
  const wish = el("p", { class: "wish" });
  const facts = {
    profile: fact("Profile"),
    volume: fact("Delivered"),
    left: fact("Left"),
    step: fact("Step"),
    next: fact("Next"),
    ends: fact("Ends"),
    stop: fact("Stop"),
  };
  const stairs = staircase(true);
  const pump = el("p", { class: "pump" });
  const legend = el(
    "p",
    { class: "legend" },
    el("span", { class: "key planned" }, "planned"),
    el("span", { class: "key delivered" }, "delivered"),
    el("span", { class: "key tail" }, "still to come"),
  );
  const node = el(
    "div",
    { class: "truth" },
    alarms,
    keys.node,
    el("div", { class: "numbers" }, el("div", { class: "rate-box" }, rate, wish), el("dl", {}, ...Object.values(facts).map((each) => each.node))),
    el("figure", {}, stairs.node, legend),
    pump,
  );
  const kept = new Map();

  return {
    node,
    /** @param {Chair} chair @param {number} now */
    update(chair, now) {
      const session = chair.session;
      const silence = silentFor(chair, app.ward.now());
      setAttr(node, "data-silent", silence > SILENT_MS ? "true" : null);
      keepList(alarms, alarmsOf(chair), (each) => each.id, (each) => makeAlarm(each, app), kept);
      keys.update(chair);
      setText(number, (session ? session.reported_rate_ml_h : chair.pump.rate_ml_h) ?? "–");
      setText(wish, wishWords(chair));
      facts.profile.set(session ? `${session.profile}${session.profile_reason ? ": " + session.profile_reason : ""}` : "–");
      facts.volume.set(session ? volumeWords(session) : "–");
      facts.left.set(session ? ml(session.left_ml) : "–");
      facts.step.set(session ? stepWords(session) : "–");
      facts.next.set(session ? nextStep(session) : "–");
      facts.ends.set(session ? endWords(session, now) : "–");
      facts.stop.set(stopWords(chair));
      stairs.update(session, ...stairsOf(chair, now));
      setText(pump, pumpWords(chair, heardWords(app, silence)));
    },
  };
}

/** @param {import("./types.js").Alarm} first @param {App} app */
function makeAlarm(first, app) {
  const sign = el("b");
  const text = el("span");
  const since = el("em");
  return {
    node: el("div", { class: "alarm", role: "alert", "data-priority": first.priority }, sign, text, since),
    /** @param {import("./types.js").Alarm} alarm */
    update(alarm) {
      setText(sign, `${SIGN[alarm.priority]} ${alarm.priority}`);
      setText(text, `${alarm.sentence}${stateWords(app, alarm)}`);
      setText(since, alarm.since ? clock(alarm.since) : "");
    },
  };
}

/** Believe reports, not wishes: say so while they differ. @param {Chair} chair */
function wishWords(chair) {
  const session = chair.session;
  if (!session || session.phase === "preparing") return "";
  const wanted = session.wanted;
  if (!wanted) return session.phase === "held" ? "hands off: nothing is sent to the pump" : "";
  if (wanted.rate_ml_h === session.reported_rate_ml_h) return "as ordered";
  return wanted.kind === "stopped" ? "asked to stop" : `asked for ${mlPerHour(wanted.rate_ml_h)}`;
}

/** @param {Session} session */
function stepWords(session) {
  const step = session.step;
  if (!step) return "–";
  const of = step.serve_min === null ? "" : ` of ${Math.ceil(step.serve_min)}`;
  const said = step.label_rate ? ` (${step.label_rate})` : "";
  return `${step.no}: ${mlPerHour(step.rate_ml_h)}${said}, ${Math.floor(step.served_min)}${of}\u00a0min`;
}

/** @param {Session} session */
function nextStep(session) {
  const step = session.step;
  if (!step) return session.phase === "preparing" && session.planned[0] ? "start" : "–";
  if (step.next_rate_ml_h === null) return "last rate";
  if (session.phase !== "infusing") return `${mlPerHour(step.next_rate_ml_h)}, the clock stands`;
  return `${mlPerHour(step.next_rate_ml_h)} in ${minutes(step.due_in_min ?? 0)}`;
}

/** @param {Session} session @param {number} now */
function endWords(session, now) {
  if (session.ended_at) return `ended ${clock(session.ended_at)}`;
  if (!session.started_at) return `${minutes(session.total_min)} in all`;
  const left = session.total_min - minuteOf(session, now);
  const at = session.speed === 1 ? `, ${clock(now + left * 60_000)}` : "";
  return session.phase === "infusing" ? `in ${minutes(left)}${at}` : "open";
}

/** Asked, sent, confirmed: three different things. @param {Chair} chair */
function stopWords(chair) {
  const stop = chair.session?.stop;
  if (!stop) return "–"; // its line is always there: nothing moves when a stop comes
  if (stop.confirmed_at) return `confirmed by pump ${clock(stop.confirmed_at, true)}`;
  if (stop.sent_at) return `sent ${clock(stop.sent_at, true)}, not confirmed yet`;
  const then = chair.pump.capability === "control" ? "not sent yet" : "press STOP at the pump";
  return `asked ${clock(stop.asked_at, true)}, ${then}`;
}

const CAPABILITY = {
  control: "",
  proposes: "the nurse confirms at the pump; STOP is at the pump only",
  monitor: "watched only; STOP is at the pump only",
};

/** @param {Chair} chair @param {string} heard */
function pumpWords(chair, heard) {
  const pump = chair.pump;
  const words = [
    placeName(pump.id),
    pump.model,
    pump.firmware && `firmware ${pump.firmware}`,
    heard,
    pump.counter_ml && `its counter ${ml(pump.counter_ml)}`,
    CAPABILITY[pump.capability],
    pump.bench_only && "bench use only",
    pump.trouble,
  ];
  return words.filter(Boolean).join(" · ");
}

/** @import {Chair, Session, Alarm} from "./types.js" */
import { clock, minutes, ml, mlPerHour, words } from "./format.js";

/** What a chair's state is called, which shape it has, and what comes next. Pure. */

/** Silence after which a pump's numbers are struck through. */
export const SILENT_MS = 5_000;

const RANK = { high: 0, medium: 1, low: 2 };
export const SIGN = { high: "!!!", medium: "!!", low: "!" };

const HOLDS = {
  "stopped-at-pump": "Somebody stopped the pump at the pump.",
  "changed-at-pump": "Somebody changed the rate at the pump.",
  "pump-alarm": "The pump stopped with an alarm.",
  "pump-reset": "The pump lost its power.",
  "found-stopped": "The pump was found stopped with volume left.",
  "long-gap": "The pump was not watched for too long.",
  "not-reached": "The pump did not come to the ordered rate.",
  "over-the-limit": "The pump ran above the limit of the protocol or of the order.",
};

/** Why a session is held, in a sentence. */
export const holdSentence = (/** @type {string|null} */ hold) =>
  HOLDS[/** @type {keyof typeof HOLDS} */ (hold)] ?? words(hold ?? "held");

/** Whether the pump says that it moves fluid. */
export const moves = (/** @type {Chair} */ chair) =>
  chair.pump.delivery !== null && !["stopped", "paused"].includes(chair.pump.delivery);

/** @param {Chair} chair @param {number} now */
export function silentFor(chair, now) {
  return chair.pump.heard_at === null ? Infinity : now - Date.parse(chair.pump.heard_at);
}

/** A stop was asked for and the pump has not said yet that it stopped. */
export const stopping = (/** @type {Chair} */ chair) =>
  chair.pump.stopping || Boolean(chair.session?.stop && !chair.session.stop.confirmed_at);

/**
 * The word, the shape and the kind of a chair's state.
 * @param {Chair} chair
 * @returns {{word: string, shape: string, kind: string}}
 */
export function stateOf(chair) {
  const session = chair.session;
  if (stopping(chair)) return { word: "Stopping", shape: "octagon", kind: "stopping" };
  if (!session) {
    if (moves(chair)) return { word: "Pump runs", shape: "diamond", kind: "held" };
    return { word: "Free", shape: "dash", kind: "free" };
  }
  switch (session.phase) {
    case "infusing":
      return moves(chair)
        ? { word: "Running", shape: "play", kind: "running" }
        : { word: "Starting", shape: "clock", kind: "preparing" };
    case "interrupted":
      return { word: "Reaction", shape: "octagon", kind: "reaction" };
    case "paused":
      return { word: "Paused", shape: "pause", kind: "paused" };
    case "held":
      return { word: "Held", shape: "diamond", kind: "held" };
    case "flushing":
      return { word: "Flush", shape: "drop", kind: "after" };
    case "observing":
      return { word: "Observing", shape: "eye", kind: "after" };
    case "completed":
      return { word: "Completed", shape: "tick", kind: "after" };
    case "discontinued":
      return { word: "Ended", shape: "cross", kind: "ended" };
    default:
      return { word: "Preparing", shape: "clock", kind: "preparing" };
  }
}

/** All alarms of a chair, highest priority first. @param {Chair} chair @returns {Alarm[]} */
export function alarmsOf(chair) {
  if (chair.session?.alarms.length) {
    return [...chair.session.alarms].sort((a, b) => RANK[a.priority] - RANK[b.priority]);
  }
  // Without an open infusion the pump's own alarms are for information.
  return chair.pump.alarms.map((name) => ({
    id: name,
    priority: "low",
    sentence: `The pump has an alarm: ${words(name)}.`,
    since: null,
  }));
}

/** REACTION works wherever fluid runs, ran or may run again. */
export const mayReact = (/** @type {Session|null} */ session) =>
  session !== null && !session.closed && !["preparing", "completed"].includes(session.phase);

/** Session minutes since the start. @param {Session} session @param {number} at server time */
export function minuteOf(session, at) {
  if (!session.started_at) return 0;
  const end = session.ended_at ? Math.min(at, Date.parse(session.ended_at)) : at;
  return Math.max(0, ((end - Date.parse(session.started_at)) / 60_000) * session.speed);
}

/** What comes next on this chair, in a few words. @param {Session} session @param {number} now */
export function nextWords(session, now) {
  const step = session.step;
  switch (session.phase) {
    case "preparing": {
      if (!session.start_gates.length) return "ready to start";
      const given = session.premedication.filter((each) => each.given_at).length;
      return `premedication ${given} of ${session.premedication.length}`;
    }
    case "infusing":
      if (!step) return "";
      if (step.next_rate_ml_h === null) {
        return `ends in ${minutes(session.total_min - minuteOf(session, now))}`;
      }
      if (step.attest?.needed && step.attest.open) return `attest: then ${mlPerHour(step.next_rate_ml_h)}`;
      return `next ${mlPerHour(step.next_rate_ml_h)} in ${minutes(step.due_in_min ?? 0)}${at(session, now)}`;
    case "interrupted":
      if (session.reaction?.grade == null) return "grade the reaction";
      return session.resume_rate_ml_h ? `may resume at ${mlPerHour(session.resume_rate_ml_h)}` : "";
    case "paused":
    case "held":
      return session.resume_rate_ml_h ? `goes on at ${mlPerHour(session.resume_rate_ml_h)}` : "a person decides";
    case "flushing":
      return "flush the line";
    case "observing":
      return session.observe_until && now >= Date.parse(session.observe_until)
        ? "may be discharged"
        : `observe until ${clock(session.observe_until)}`;
    case "discontinued":
      return "discharge";
    default:
      return "";
  }
}

/** The clock time of the next step; in a simulation that runs faster it would only confuse. */
function at(/** @type {Session} */ session, /** @type {number} */ now) {
  const due = session.step?.due_in_min;
  return session.speed === 1 && due ? `, ${clock(now + due * 60_000)}` : "";
}

/** Volume in words. */
export const volumeWords = (/** @type {Session} */ session) =>
  `${session.infused_ml} of ${ml(session.volume_ml)}`;

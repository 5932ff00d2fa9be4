import type { AlarmView, ChairView, SessionView } from "../api.gen";
import type { Shape } from "../parts/icon";
import { clock, minutes, ml, mlPerHour, words } from "./format";

/** What a chair's state is called, which shape it has, and what comes next. Pure. */

/** Silence after which a pump's numbers are struck through. */
export const SILENT_MS = 5_000;

const RANK = { high: 0, medium: 1, low: 2 };
export const SIGN = { high: "!!!", medium: "!!", low: "!" };

export const byRank = (a: AlarmView, b: AlarmView): number => RANK[a.priority] - RANK[b.priority];

const HOLDS: Record<string, string> = {
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
export const holdSentence = (hold: string | null): string => HOLDS[hold ?? ""] ?? words(hold ?? "held");

/** Whether the pump says that it moves fluid. */
export const moves = (chair: ChairView): boolean =>
  chair.pump.delivery !== null && !["stopped", "paused"].includes(chair.pump.delivery);

export const silentFor = (chair: ChairView, now: number): number =>
  chair.pump.heard_at === null ? Infinity : now - Date.parse(chair.pump.heard_at);

/** A stop was asked for and the pump has not said yet that it stopped. */
export const stopping = (chair: ChairView): boolean =>
  chair.pump.stopping || Boolean(chair.session?.stop && !chair.session.stop.confirmed_at);

export interface State {
  word: string;
  shape: Shape;
  kind: string;
}

const PHASES: Record<SessionView["phase"], State> = {
  preparing: { word: "Preparing", shape: "clock", kind: "preparing" },
  infusing: { word: "Running", shape: "play", kind: "running" },
  interrupted: { word: "Reaction", shape: "octagon", kind: "reaction" },
  paused: { word: "Paused", shape: "pause", kind: "paused" },
  held: { word: "Held", shape: "diamond", kind: "held" },
  flushing: { word: "Flush", shape: "drop", kind: "after" },
  observing: { word: "Observing", shape: "eye", kind: "after" },
  completed: { word: "Completed", shape: "tick", kind: "after" },
  discontinued: { word: "Ended", shape: "cross", kind: "ended" },
};

/** The word, the shape and the kind of a chair's state. */
export function stateOf(chair: ChairView): State {
  const session = chair.session;
  if (stopping(chair)) return { word: "Stopping", shape: "octagon", kind: "stopping" };
  if (!session) {
    if (moves(chair)) return { word: "Pump runs", shape: "diamond", kind: "held" };
    return { word: "Free", shape: "dash", kind: "free" };
  }
  if (session.phase === "infusing" && !moves(chair)) return { word: "Starting", shape: "clock", kind: "preparing" };
  return PHASES[session.phase];
}

export const phaseWord = (session: SessionView): string => PHASES[session.phase].word;

/** All alarms of a chair, highest priority first. */
export function alarmsOf(chair: ChairView): AlarmView[] {
  if (chair.session?.alarms.length) return [...chair.session.alarms].sort(byRank);
  // Without an open infusion the pump's own alarms are for information.
  return chair.pump.alarms.map((name) => ({
    id: name,
    priority: "low",
    sentence: `The pump has an alarm: ${words(name)}.`,
    short: `The pump has an alarm: ${words(name)}.`,
    response: "Look at the pump.",
    since: null,
    state: "active",
    sounds: false,
    all_stations: false,
    audio_paused_until: null,
    audio_paused_s: null,
    acknowledged_by: null,
    acknowledged_at: null,
  }));
}

/** REACTION works wherever fluid runs, ran or may run again. */
export const mayReact = (session: SessionView | null): boolean =>
  session !== null && !session.closed && !["preparing", "completed"].includes(session.phase);

/** Session minutes since the start. @param at server time */
export function minuteOf(session: SessionView, at: number): number {
  if (!session.started_at) return 0;
  const end = session.ended_at ? Math.min(at, Date.parse(session.ended_at)) : at;
  return Math.max(0, ((end - Date.parse(session.started_at)) / 60_000) * session.speed);
}

/** Where "now" stands on a chair's staircase, and how far the pump has been heard. */
export function stairsAt(chair: ChairView, now: number): [number, number] {
  const session = chair.session;
  if (!session) return [0, 0];
  return [minuteOf(session, now), minuteOf(session, chair.pump.heard_at ? Date.parse(chair.pump.heard_at) : 0)];
}

/** Whether somebody ended the infusion in a reaction before it was graded: it can still be. */
export const toGrade = (session: SessionView): boolean =>
  session.phase === "discontinued" && !session.closed && session.reaction !== null && session.reaction.grade === null;

/** What comes next on this chair, in a few words. */
export function nextWords(session: SessionView, now: number): string {
  switch (session.phase) {
    case "preparing":
      return preparingWords(session);
    case "infusing":
      return stepWords(session, now);
    case "interrupted":
      if (session.reaction?.grade == null) return "grade the reaction";
      return session.resume_rate_ml_h ? `may resume at ${mlPerHour(session.resume_rate_ml_h)}` : "";
    case "paused":
    case "held":
      return session.resume_rate_ml_h ? `goes on at ${mlPerHour(session.resume_rate_ml_h)}` : "a person decides";
    case "flushing":
      return "flush the line";
    case "observing": {
      const over = session.observe_until !== null && now >= Date.parse(session.observe_until);
      return over ? "may be discharged" : `observe until ${clock(session.observe_until)}`;
    }
    case "discontinued":
      return toGrade(session) ? "grade the reaction, discharge" : "discharge";
    default:
      return "";
  }
}

/** Whether it waits for a nurse, and not for time or for the pump. */
export function needsNurse(session: SessionView, now: number): boolean {
  const attest = session.step?.attest;
  if (session.phase === "infusing") return Boolean(attest?.needed && attest.open);
  if (session.phase === "observing") return session.observe_until !== null && now >= Date.parse(session.observe_until);
  return ["interrupted", "paused", "held", "flushing", "discontinued"].includes(session.phase);
}

function preparingWords(session: SessionView): string {
  if (!session.start_gates.length) return "ready to start";
  const given = session.premedication.filter((each) => each.given_at).length;
  return given < session.premedication.length
    ? `premedication ${given} of ${session.premedication.length}`
    : `${session.start_gates.length} still to do`;
}

function stepWords(session: SessionView, now: number): string {
  const step = session.step;
  if (!step) return "";
  if (step.next_rate_ml_h === null) return `ends in ${minutes(session.total_min - minuteOf(session, now))}`;
  if (step.attest.needed && step.attest.open) return `attest: then ${mlPerHour(step.next_rate_ml_h)}`;
  // In a simulation that runs faster a clock time would only confuse.
  const at = session.speed === 1 && step.due_in_min ? `, ${clock(now + step.due_in_min * 60_000)}` : "";
  return `next ${mlPerHour(step.next_rate_ml_h)} in ${minutes(step.due_in_min ?? 0)}${at}`;
}

export const volumeWords = (session: SessionView): string => `${session.infused_ml} of ${ml(session.volume_ml)}`;

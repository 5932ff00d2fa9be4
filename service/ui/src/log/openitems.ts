import type { ChairView, SessionView } from "../api.gen";
import { clock, minutes, mlPerHour } from "../words/format";
import { openReactions } from "../words/reactions";
import { alarmsOf, minuteOf } from "../words/status";

/** What the next nurse has to know of a chair: what is open, and what is still to come. Pure. */

export function openItems(chair: ChairView): string[] {
  const session = chair.session;
  if (!session) return [];
  const due = session.vital_signs.due_at;
  const attest = session.step?.attest;
  return [
    ...alarmsOf(chair).map((each) => `Alarm: ${each.sentence}`),
    ...(session.reaction && session.reaction.grade === null ? ["The reaction is not graded."] : []),
    ...openReactions(session),
    ...(attest?.needed && attest.open ? [`Step ${session.step?.no}: a word is asked for before the next rate.`] : []),
    ...(due ? [`Vital signs due ${clock(due)}.`] : []),
    ...session.start_gates.map((each) => each.sentence),
    ...session.resume_gates.map((each) => each.sentence),
    ...(session.ready.bag?.warm_until ? [`The bag has to be empty by ${clock(session.ready.bag.warm_until)}.`] : []),
    ...(session.observe_until ? [`Observe until ${clock(session.observe_until)}.`] : []),
  ];
}

export interface ComingStep {
  when: string;
  what: string;
}

/**
 * The steps that remain, as clock times where a minute is a minute: with the paper in the hand they
 * can be gone on with by hand, pump by pump.
 */
export function comingSteps(session: SessionView, now: number): ComingStep[] {
  const started = session.started_at ? Date.parse(session.started_at) : null;
  const plan = started === null ? session.planned : session.tail;
  const at = (min: number): string => {
    if (started !== null && session.speed === 1) return clock(started + min * 60_000);
    const left = min - minuteOf(session, now);
    return started === null ? `minute ${Math.round(min)}` : `in ${minutes(left)}`;
  };
  const steps = plan.map((each, place) => ({
    when: place === 0 && started !== null ? "now" : at(each.from_min),
    what: `${mlPerHour(each.rate_ml_h)}${each.label_rate ? ` (${each.label_rate})` : ""}`,
  }));
  const last = plan.at(-1);
  return last ? [...steps, { when: at(last.to_min), what: "volume in: flush" }] : [];
}

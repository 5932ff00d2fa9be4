import type { ChairView, SessionView } from "../api.gen";
import { personName } from "../link/ward";
import { clock, minutes, mlPerHour, named } from "../words/format";
import { minuteOf } from "../words/status";

/** What the next nurse has to know of a chair: what is open, and what is still to come. Pure. */

export function openItems(chair: ChairView): string[] {
  return (chair.session?.open_items ?? []).map(named);
}

/** With whom the chair is since the last hand-over; empty where nobody has taken it over. */
export function withWhom(session: SessionView): string {
  const taken = session.taken_over;
  return taken ? `with ${personName(taken.by)} since ${clock(taken.at)}` : "";
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

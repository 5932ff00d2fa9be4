/**
 * What silence means. An EventSource can stay "open" for ever on a dead line, so only what was heard
 * counts: a message, or the heartbeat that the ward sends every two seconds.
 */

export const LATE_MS = 4_500;
const REOPEN_MS = 6_000;
export const DEAD_MS = 10_000;
/** How long a new try may take; a source that closed will not come back by itself. */
const TRY_OPEN_MS = 3_000;
const TRY_CLOSED_MS = 1_500;

export type LinkState = "connecting" | "live" | "late" | "dead";

/** @param silence milliseconds since anything was heard, or since the page was loaded */
export function linkState(silence: number, everHeard: boolean): LinkState {
  if (silence > DEAD_MS) return "dead";
  if (silence > LATE_MS) return "late";
  return everHeard ? "live" : "connecting";
}

export function shouldReopen(silence: number, sinceTried: number, closed: boolean): boolean {
  if (closed) return sinceTried > TRY_CLOSED_MS;
  return silence > REOPEN_MS && sinceTried > TRY_OPEN_MS;
}

export interface Instant {
  wall: number;
  steady: number;
}

/** Two clocks: one stands still while the tablet sleeps, the other can be set. */
export const instant = (): Instant => ({ wall: Date.now(), steady: performance.now() });

/** The older of the two ages counts. */
export function passedSince(then: Instant, at: Instant = instant()): number {
  return Math.max(at.wall - then.wall, at.steady - then.steady);
}

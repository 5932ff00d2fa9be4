import { effect, signal } from "@preact/signals";
import { link, silence } from "./feed";
import { told, view, wardNow } from "./ward";

/** The clock that the page draws by: whole seconds, so that nothing is drawn that looks the same. */

const TURN_MS = 250;

/** Server time in whole seconds, by the tablet's own clock since the last message. */
export const second = signal(0);
/** Whole seconds since anything was heard from the ward. */
export const quiet = signal(0);

function turn(): void {
  second.value = Math.floor(wardNow() / 1_000) * 1_000;
  quiet.value = Math.floor(silence() / 1_000);
}

export function startClock(): void {
  turn();
  setInterval(turn, TURN_MS);
  // A message may set the clock anew.
  effect(() => {
    void view.value;
    void told.value;
    turn();
  });
}

/**
 * What time the shown numbers are from: the ward's now, and on a broken link the moment of the last
 * message, so that a lost link never looks like a silent pump.
 */
export const shownTime = (): number => (link.value === "live" ? second.value : told.value);

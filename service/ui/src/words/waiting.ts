import type { ChairView, SessionView } from "../api.gen";
import { needsNurse, nextWords } from "./status";

/** Which chairs wait for a nurse, and for what. Pure. */

export interface Waiting {
  chair: ChairView;
  words: string;
}

/** The patient who reacts before the pump that stands, and both before what is over. */
const FIRST: readonly SessionView["phase"][] = [
  "interrupted", "held", "paused", "infusing", "flushing", "discontinued", "observing",
];

/** The chairs that wait, the most urgent first, otherwise in the order of the chairs. */
export function waitingChairs(chairs: readonly ChairView[], now: number): Waiting[] {
  const found = chairs.flatMap((chair) => {
    const session = chair.session;
    if (!session || !needsNurse(session, now)) return [];
    return [{ chair, words: nextWords(session, now), rank: FIRST.indexOf(session.phase) }];
  });
  return found.sort((a, b) => a.rank - b.rank).map(({ chair, words }) => ({ chair, words }));
}

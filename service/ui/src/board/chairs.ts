import type { BoardView, BookedVisitView, ChairView } from "../api.gen";
import type { Option } from "../parts/button";
import { clock } from "../words/format";
import { chairWords } from "../words/visits";

/** On which chair a visit could be seated now. Pure. */

export function chairName(chair: string, board: BoardView | null): string {
  const found = board?.chairs.find((each) => each.id === chair);
  return found ? chairWords(found) : chair;
}

/** Visits that have left a place of the class which is not clean yet. */
function cleaned(visit: BookedVisitView, board: BoardView, now: number): BookedVisitView[] {
  return board.visits.filter(
    (each) => each.status === "done" && each.place === visit.place && Date.parse(each.left ?? "") > now,
  );
}

/** Chairs of the class on which nobody sits and nobody cleans. */
export function freeFor(visit: BookedVisitView, board: BoardView, live: readonly ChairView[], now: number): Option[] {
  const taken = new Set([
    ...board.visits.filter((each) => each.status === "seated").map((each) => each.chair),
    ...cleaned(visit, board, now).map((each) => each.chair),
  ]);
  const infused = new Set(live.filter((each) => each.session).map((each) => each.chair));
  return board.chairs
    .filter((each) => each.place === visit.place && !each.blocked && !taken.has(each.id))
    .map((each) => ({ id: each.id, text: chairWords(each), more: infused.has(each.id) ? "its pump is in use" : "free" }));
}

export function notFree(visit: BookedVisitView, board: BoardView, now: number): string {
  const clean = cleaned(visit, board, now).map((each) => `${chairName(each.chair ?? "", board)} is clean at ${clock(each.left)}.`);
  return ["None is free now.", ...clean].join(" ");
}

import type { ProposalView, RepairMoveView, StayView } from "../api.gen";
import { clock, minutes, named, placeName } from "../words/format";

/** A proposal for a day in words. Pure. */

export interface Change {
  id: string;
  name: string;
  text: string;
  hint: string;
  done: boolean;
  closed: boolean;
}

/** What it costs; what costs nothing is not said. */
export function costWords(proposal: ProposalView): string {
  const terms = proposal.terms.filter((each) => each.amount > 0).map((each) => each.sentence);
  const better = proposal.engine === "right-shift" || proposal.right_shift_cost <= proposal.cost
    ? ""
    : ` To move everybody back in turn would tell ${proposal.right_shift_told}.`;
  const solver = proposal.solver === "under-way" ? " A better one is being looked for." : "";
  return `${terms.join(" ") || "Nobody waits."}${better}${solver}`;
}

/** A row for each that can be accepted. */
export function changesOf(proposal: ProposalView): Change[] {
  const closed = !proposal.open;
  return [
    ...proposal.stays.filter((each) => each.longer).map((each) => stayRow(each, closed)),
    ...proposal.moves.map((each) => moveRow(each, closed)),
  ];
}

function stayRow(stay: StayView, closed: boolean): Change {
  return {
    id: stay.visit,
    name: `${stay.patient} sits longer`,
    text: `${stay.chair ? placeName(stay.chair) : "Chair"} till ${clock(stay.expected)}, planned ${clock(stay.planned)}`,
    hint: stay.sentence,
    done: stay.done,
    closed,
  };
}

function moveRow(move: RepairMoveView, closed: boolean): Change {
  const tell = move.tell ? `Must be told, ${minutes(move.notice_min)} before.` : "Need not be told.";
  const chair = move.chair && move.chair !== move.chair_before ? ` Then free: ${placeName(move.chair)}.` : "";
  return {
    id: move.visit,
    name: move.patient,
    text: `${clock(move.seat)} → ${clock(move.to)}, ${minutes(Math.abs(move.minutes))} ${move.minutes < 0 ? "earlier" : "later"}`,
    hint: `${move.waits_min ? tell : "The patient comes later anyway."}${move.beyond_limit ? " More than an hour." : ""}${chair}`,
    done: move.done,
    closed,
  };
}

/** What nobody accepts, and somebody has to do. */
export function alsoWords(proposal: ProposalView, patientOf: (visit: string) => string): string[] {
  return [
    ...proposal.unplaced.map((each) => `${patientOf(each)}: no place is left on this day. Move the visit to another one.`),
    ...proposal.swaps.map((each) =>
      `${patientOf(each.visit)}: from ${placeName(each.chair)} to ${each.to ? placeName(each.to) : "another chair, none is free"}.`),
    ...proposal.shortages.map((each) => `${clock(each.start)}–${clock(each.end)}: ${named(each.sentence)}`),
    ...proposal.bags.map((each) => `Bag for ${patientOf(each.visit)}: ${each.sentence}`),
  ];
}

import type { BoardChairView, BookView, BookedVisitView, ChairView, DayShortView, OfferView } from "../api.gen";
import type { State } from "./status";
import { clock, placeName } from "./format";
import { moves, nextWords, stateOf, volumeWords } from "./status";

/** What a visit of the book is called, which shape it has, and what the pump says of it. Pure. */

/** So long after the promised time nobody who is not here is just "booked". */
const DUE_MS = 10 * 60_000;

/** The chair of a visit, if the pump there infuses this patient. */
export function pumpOf(visit: BookedVisitView, chairs: readonly ChairView[]): ChairView | null {
  const chair = visit.status === "seated" ? chairs.find((each) => each.chair === visit.chair) : undefined;
  return chair?.session?.patient === visit.patient ? chair : null;
}

export type VisitState = State & { more: string };

/** @param chairs those of the live feed */
export function visitState(visit: BookedVisitView, chairs: readonly ChairView[], now: number): VisitState {
  switch (visit.status) {
    case "held":
      return { word: `Place held till ${clock(visit.held_until)}`, shape: "clock", kind: "kept", more: "" };
    case "arrived":
      return { word: "Is here", shape: "person", kind: "here", more: "" };
    case "seated": {
      const chair = pumpOf(visit, chairs);
      if (!chair?.session) return { word: "Seated", shape: "seat", kind: "preparing", more: "" };
      const rate = moves(chair) && chair.session.reported_rate_ml_h;
      return { ...stateOf(chair), more: rate ? `${rate}\u00a0mL/h` : "" };
    }
    case "done":
      return { word: "Done", shape: "tick", kind: "over", more: "" };
    default:
      if (visit.expected) return { word: `Late: ${clock(visit.expected)}`, shape: "clock", kind: "late", more: "" };
      if (now > Date.parse(visit.seat) + DUE_MS) return { word: "Not here yet", shape: "clock", kind: "late", more: "" };
      return { word: "Booked", shape: "ring", kind: "booked", more: "" };
  }
}

/** What the pump says, in a line. */
export function pumpLine(chair: ChairView, now: number): string {
  const session = chair.session;
  return session ? [volumeWords(session), nextWords(session, now)].filter(Boolean).join(", ") : "";
}

/** isatuximab no. 2, or the name of another kind of visit. */
export function whatWords(visit: { what: string; infusion_no: number | null }, book: BookView | null): string {
  const name = book?.kinds.find((each) => each.id === visit.what)?.name ?? visit.what;
  return visit.infusion_no === null ? name : `${name} no.\u00a0${visit.infusion_no}`;
}

/** Chair 11, bed. */
export const chairWords = (chair: Pick<BoardChairView, "id" | "place">): string =>
  chair.place === "chair" ? placeName(chair.id) : `${placeName(chair.id)}, ${placeWords(chair.place)}`;

export const placeWords = (place: string): string => (place === "isolation" ? "isolation room" : place);

/** Mon 30 Nov. @param day such as 2026-11-30 */
export function dayWords(day: string, year = false): string {
  const options: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };
  if (year) options.year = "numeric";
  return new Intl.DateTimeFormat("en-GB", options).format(Date.parse(`${day}T12:00Z`)).replace(",", "");
}

export const dayAfter = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T12:00Z`) + count * 86_400_000).toISOString().slice(0, 10);

/** Mon 30 Nov 10:15–12:50. */
export const whenWords = (place: { on: string; seat: string; end: string }): string =>
  `${dayWords(place.on)} ${clock(place.seat)}–${clock(place.end)}`;

export const whyWords = (offer: OfferView): string =>
  offer.why.length ? offer.why.map((each) => each.sentence).join(" ") : "Just as wished.";

/** What is short, day by day; neighbours of which the same is said are one line. */
export function shortLines(short: readonly DayShortView[]): { days: string; says: string }[] {
  const found: { first: string; last: string; says: string }[] = [];
  for (const { on, sentence } of short) {
    const before = found.at(-1);
    if (before?.says === sentence && dayAfter(before.last, 1) === on) before.last = on;
    else found.push({ first: on, last: on, says: sentence });
  }
  return found.map(({ first, last, says }) => ({
    days: first === last ? dayWords(first) : `${dayWords(first)} to ${dayWords(last)}`,
    says,
  }));
}

/** Put bars, in the order of their start, into as few rows as there are, none over another. */
export function packed<T extends { from: number; to: number }>(bars: readonly T[]): T[][] {
  const rows: T[][] = [];
  for (const bar of bars) {
    const row = rows.find((each) => (each.at(-1)?.to ?? 0) <= bar.from);
    if (row) row.push(bar);
    else rows.push([bar]);
  }
  return rows;
}

/** @import {Board, Book, Bound, Offer, Visit} from "./booktypes.js" */
/** @import {Chair} from "./types.js" */
import { clock, placeName } from "./format.js";
import { moves, nextWords, stateOf, volumeWords } from "./status.js";

/** What a visit of the book is called, which shape it has, and what the pump says of it. Pure. */

/** So long after the promised time nobody who is not here is just "booked". */
const DUE_MS = 10 * 60_000;

/** The chair of a visit, if the pump there infuses this patient. @param {Visit} visit @param {Chair[]} chairs */
export function pumpOf(visit, chairs) {
  const chair = visit.status === "seated" && chairs.find((each) => each.chair === visit.chair);
  return chair && chair.session?.patient === visit.patient ? chair : null;
}

/**
 * @param {Visit} visit @param {Chair[]} chairs those of the live feed @param {number} now
 * @returns {{word: string, shape: string, kind: string, more: string}}
 */
export function visitState(visit, chairs, now) {
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

/** What the pump says, in a line. @param {Chair} chair @param {number} now */
export function pumpWords(chair, now) {
  const session = chair.session;
  return session ? [volumeWords(session), nextWords(session, now)].filter(Boolean).join(", ") : "";
}

/** isatuximab no. 2, or the name of another kind of visit. @param {{what: string, infusion_no: number|null}} visit @param {Book|null} book */
export function whatWords(visit, book) {
  const name = book?.kinds.find((each) => each.id === visit.what)?.name ?? visit.what;
  return visit.infusion_no === null ? name : `${name} no.\u00a0${visit.infusion_no}`;
}

/** Chair 11, bed. @param {{id: string, place: string}} chair */
export const chairWords = (chair) =>
  chair.place === "chair" ? placeName(chair.id) : `${placeName(chair.id)}, ${placeWords(chair.place)}`;

/** @param {string} place */
export const placeWords = (place) => (place === "isolation" ? "isolation room" : place);

/** Mon 30 Nov. @param {string} day such as 2026-11-30 */
export function dayWords(day, year = false) {
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };
  if (year) options.year = "numeric";
  return new Intl.DateTimeFormat("en-GB", options).format(Date.parse(`${day}T12:00Z`)).replace(",", "");
}

/** @param {string} day @param {number} count @returns {string} */
export function dayAfter(day, count) {
  return new Date(Date.parse(`${day}T12:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** Mon 30 Nov 10:15–12:50. @param {{on: string, seat: string, end: string}} place */
export const whenWords = (place) => `${dayWords(place.on)} ${clock(place.seat)}–${clock(place.end)}`;

/** @param {Offer} offer */
export const whyWords = (offer) =>
  offer.why.length ? offer.why.map((each) => each.sentence).join(" ") : "Just as wished.";

/**
 * Put bars into as few rows as there are, none over another: the rows are places, but not chairs.
 * @template {{from: number, to: number}} T
 * @param {T[]} bars in the order of their start
 * @returns {T[][]}
 */
export function packed(bars) {
  /** @type {T[][]} */
  const rows = [];
  for (const bar of bars) {
    const row = rows.find((each) => each[each.length - 1].to <= bar.from);
    if (row) row.push(bar);
    else rows.push([bar]);
  }
  return rows;
}

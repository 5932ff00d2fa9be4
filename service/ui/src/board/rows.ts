import type { BoardChairView, BoardView, BookedVisitView, ChairView } from "../api.gen";
import { placeName, zoneAheadMs } from "../words/format";
import { alarmsOf, minuteOf } from "../words/status";
import { packed, placeWords } from "../words/visits";

/**
 * The rows of the day. A visit that sits has its chair; every other one has a place of its class and
 * no chair yet, so it stands in a lane of its own. On a later day nobody sits: its rows are the
 * places of each class, and a gap is a free one. Pure.
 */

export const HOUR = 3_600_000;

export interface Bar {
  key: string;
  visit: BookedVisitView | null;
  from: number;
  to: number;
  /** A pump infuses somebody who does not sit there by the book. */
  session: ChairView | null;
}

export interface Row {
  key: string;
  name: string;
  more: string;
  alarm: string | null;
  blocked: string | null;
  lane: boolean;
  bars: Bar[];
}

export interface Scale {
  from: number;
  to: number;
  hours: number;
  /** Percent of the width. */
  at: (ms: number) => number;
}

/** Hours that are shown: the opening, and whatever lies outside of it. */
export function scaleOf(board: BoardView): Scale {
  const ends = board.visits.map((each) => Date.parse(each.left ?? each.end));
  const seats = board.visits.map((each) => Date.parse(each.seat));
  const opens = Math.min(board.opens ? Date.parse(board.opens) : Infinity, ...seats);
  const closes = Math.max(board.closes ? Date.parse(board.closes) : 0, ...ends);
  const ahead = zoneAheadMs(opens);
  const from = Math.floor((opens + ahead) / HOUR) * HOUR - ahead;
  const to = Math.ceil((closes + ahead) / HOUR) * HOUR - ahead;
  return { from, to, hours: (to - from) / HOUR, at: (ms) => ((ms - from) / (to - from)) * 100 };
}

export function rowsOf(board: BoardView, live: readonly ChairView[], today: string, now: number): Row[] {
  const later = board.on > today;
  const byId = new Map(board.visits.map((each) => [each.id, each]));
  const places = [...new Set(board.chairs.map((each) => each.place))];
  const lanes = places.flatMap((place) => lanesOf(board, place, later));
  return [...lanes, ...(later ? [] : board.chairs.map((chair) => chairRow(chair, byId, live, now)))];
}

function chairRow(chair: BoardChairView, byId: Map<string, BookedVisitView>, live: readonly ChairView[], now: number): Row {
  const here = live.find((each) => each.chair === chair.id) ?? null;
  const bars: Bar[] = chair.visits.flatMap((each) => {
    const visit = byId.get(each.visit);
    return visit ? [{ key: visit.id, visit, from: Date.parse(each.start), to: Date.parse(each.end), session: null }] : [];
  });
  const sits = bars.some((bar) => bar.visit?.status === "seated" && bar.visit.patient === here?.session?.patient);
  if (here?.session && !sits) bars.push(unbooked(here, Math.max(0, ...bars.map((bar) => bar.to)), now));
  return {
    key: chair.id,
    name: placeName(chair.id),
    more: chair.place === "chair" ? "" : placeWords(chair.place),
    alarm: (here && alarmsOf(here)[0]?.priority) ?? null,
    blocked: chair.blocked,
    lane: false,
    bars,
  };
}

/** @param since the last visit there ended */
function unbooked(live: ChairView, since: number, now: number): Bar {
  const session = live.session;
  const opened = session ? Date.parse(session.opened_at) : now;
  const left = session ? Math.max(30, session.total_min - minuteOf(session, now)) : 30;
  return { key: `session ${live.chair}`, visit: null, from: Math.min(now, Math.max(since, opened)), to: now + left * 60_000, session: live };
}

function lanesOf(board: BoardView, place: string, later: boolean): Row[] {
  const bars = board.visits
    .filter((each) => each.chair === null && each.place === place)
    .map((visit) => ({ key: visit.id, visit, from: Date.parse(visit.seat), to: Date.parse(visit.end), session: null }))
    .sort((a, b) => a.from - b.from);
  const lanes: Bar[][] = packed(bars);
  const usable = board.chairs.filter((each) => each.place === place && !each.blocked).length;
  while (later && lanes.length < usable) lanes.push([]);
  const word = placeWords(place);
  return lanes.map((lane, count) => ({
    key: `${place} ${count}`,
    name: later ? `Any ${word}` : count ? "" : `No ${word} yet`,
    more: later && lanes.length > 1 ? `${count + 1} of ${usable}` : "",
    alarm: null,
    blocked: null,
    lane: true,
    bars: lane,
  }));
}

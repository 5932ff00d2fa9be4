import type { SegmentView, SessionView } from "../api.gen";
import { clock, minutes } from "../words/format";

/** The geometry of a staircase: planned, delivered, still to come, now. In real pixels. Pure. */

const TICKS = [5, 10, 15, 30, 60, 120, 240];
const LABEL_PX = 15;
/** How wide a letter of an axis is at most, and how far the middles of two labels stay apart. */
const LETTER_PX = 7.5;
const APART_PX = 56;
const GAP_PX = 8;
/** A lower picture has no room for hours below it; what is next is said in words beside it. */
const HOURS_FROM_PX = 64;

export interface Canvas {
  width: number;
  height: number;
  /** With every rate and the hours on its axes. */
  big: boolean;
  /** Session minutes now, and up to which the pump has been heard. */
  now: number;
  known: number;
}

export interface Label {
  x: number;
  y: number;
  text: string;
  anchor: "start" | "middle" | "end";
}

export interface Drawing {
  grid: string;
  axis: string;
  planned: string;
  tail: string;
  area: string;
  delivered: string;
  now: string;
  labels: Label[];
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

type Scale = (value: number) => number;

interface Point {
  at: number;
  rate: number;
}

export function staircase(session: SessionView, on: Canvas): Drawing {
  const { width, height, big } = on;
  const started = session.started_at !== null;
  const ends = session.planned.at(-1)?.to_min ?? 0;
  // On a card the tail is drawn only where it says something else than the plan.
  const moved = Math.abs(session.total_min - ends) > ends / 50;
  const tail = started && (big || moved) ? session.tail : [];
  const points = session.delivered.map((each) => ({ at: each.at_min, rate: Number(each.rate_ml_h) }));
  const rates = [...session.planned, ...tail].map((each) => Number(each.rate_ml_h));
  const top = Math.max(1, ...rates, ...points.map((each) => each.rate));
  const far = [...session.planned, ...tail].map((each) => each.to_min);
  const end = Math.max(1, ...far, ...(started ? [on.now, session.total_min] : []));
  const box: Box = big
    ? { left: 46, right: width - 14, top: 14, bottom: height - 34 }
    : { left: 28, right: width - 3, top: 6, bottom: height - (height < HOURS_FROM_PX ? 4 : 14) };
  const x: Scale = (min) => round(box.left + ((box.right - box.left) * min) / end);
  const y: Scale = (rate) => round(box.bottom - ((box.bottom - box.top) * rate) / top);

  const levels = big ? spaced([...rates, 0], box.bottom - box.top, top) : [0, top];
  const labels: Label[] = levels.map((rate) => ({ x: box.left - 5, y: y(rate) + 4, text: String(rate), anchor: "end" }));
  const drawing: Drawing = {
    grid: big ? levels.map((rate) => `M${box.left} ${y(rate)}H${box.right}`).join("") : "",
    axis: `M${box.left} ${box.bottom}H${box.right}`,
    planned: line(session.planned, x, y, true),
    tail: line(tail, x, y, false),
    area: "",
    delivered: "",
    now: started ? `M${x(on.now)} ${box.top - 4}V${box.bottom + (big ? 5 : 2)}` : "",
    labels,
  };
  const first = points[0];
  const last = points.at(-1);
  if (first && last) {
    drawing.delivered = trace(points, Math.max(on.known, last.at), x, y);
    drawing.area = `${drawing.delivered}V${y(0)}H${x(first.at)}Z`;
  }
  if (big) ticks(session, drawing, end, box, x);
  else if (height >= HOURS_FROM_PX) {
    labels.push({ x: box.left, y: height - 2, text: "0", anchor: "start" });
    labels.push({ x: box.right, y: height - 2, text: minutes(end), anchor: "end" });
  }
  return drawing;
}

function ticks(session: SessionView, drawing: Drawing, end: number, box: Box, x: Scale): void {
  const every = TICKS.find((each) => (end / each) * APART_PX <= box.right - box.left && apart(times(each, end, box, x))) ?? 480;
  for (const { min, ...label } of times(every, end, box, x)) {
    drawing.axis += `M${label.x} ${box.bottom}v4`;
    drawing.labels.push(label);
    // Clock times only where a minute is a minute.
    if (session.started_at && session.speed === 1) {
      const at = Date.parse(session.started_at) + min * 60_000;
      drawing.labels.push({ ...label, y: box.bottom + 30, text: clock(at) });
    }
  }
  if (!session.started_at || session.speed !== 1) {
    drawing.labels.push({ x: box.right, y: box.bottom + 30, text: "mL/h, time since the start", anchor: "end" });
  }
}

function times(every: number, end: number, box: Box, x: Scale): (Label & { min: number })[] {
  return Array.from({ length: Math.floor(end / every) + 1 }, (_, count) => {
    const min = count * every;
    const anchor = min === 0 ? "start" : x(min) > box.right - 24 ? "end" : "middle";
    return { min, x: x(min), y: box.bottom + 16, text: minutes(min), anchor };
  });
}

/** Do the words of an axis stay clear of each other? "1 h 15 min" is wider than "1 h". */
function apart(labels: readonly Label[]): boolean {
  const reach = labels.map(({ x, text, anchor }) => {
    const wide = text.length * LETTER_PX;
    const left = x - (anchor === "start" ? 0 : anchor === "end" ? wide : wide / 2);
    return [left, left + wide] as const;
  });
  return reach.every(([left], place) => left >= (reach[place - 1]?.[1] ?? -GAP_PX) + GAP_PX);
}

/** @param closed from the axis and back to it */
function line(segments: readonly SegmentView[], x: Scale, y: Scale, closed: boolean): string {
  let path = "";
  for (const each of segments) {
    const level = y(Number(each.rate_ml_h));
    const from = x(each.from_min);
    if (path) path += `L${from} ${level}`;
    else path = closed ? `M${from} ${y(0)}V${level}` : `M${from} ${level}`;
    path += `H${x(each.to_min)}`;
  }
  return closed && path ? `${path}V${y(0)}` : path;
}

function trace(points: readonly Point[], until: number, x: Scale, y: Scale): string {
  const start = `M${x(points[0]?.at ?? 0)} ${y(0)}`;
  return `${start}${points.map((each) => `H${x(each.at)}V${y(each.rate)}`).join("")}H${x(until)}`;
}

/** The rates to write on the axis: all of them, or as many as do not touch each other. */
function spaced(rates: readonly number[], room: number, top: number): number[] {
  const kept: number[] = [];
  for (const rate of [...new Set(rates)].sort((a, b) => b - a)) {
    const above = kept.at(-1);
    const gap = above === undefined ? Infinity : ((above - rate) / top) * room;
    if (gap >= LABEL_PX && (rate === 0 || (rate / top) * room >= LABEL_PX)) kept.push(rate);
  }
  return kept;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** The picture as a sentence. */
export function inWords(session: SessionView): string {
  const plan = session.planned.map((each) => `${each.rate_ml_h} for ${minutes(each.to_min - each.from_min)}`).join(", ");
  return `Planned rates in mL per hour: ${plan}. Delivered ${session.infused_ml} of ${session.volume_ml} mL.`;
}

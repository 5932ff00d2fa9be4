/** @import {Session, Segment} from "./types.js" */
import { svg, setAttr } from "./dom.js";
import { clock, minutes } from "./format.js";

/**
 * The staircase: planned (dashed), delivered (solid), still to come (dotted), and a line for now.
 * Drawn in real pixels, so that no label is ever squeezed or clipped.
 */

const TICKS = [5, 10, 15, 30, 60, 120, 240];

/** @param {boolean} big with every rate and the hours on its axes */
export function staircase(big) {
  const node = svg("svg", { class: big ? "stairs big" : "stairs", role: "img" });
  /** @type {Session|null} */
  let session = null;
  let now = 0;
  let known = 0;
  let drawn = "";
  let width = 0;
  let height = 0;

  new ResizeObserver(([entry]) => {
    width = Math.floor(entry.contentRect.width);
    height = Math.floor(entry.contentRect.height);
    draw();
  }).observe(node);

  function draw() {
    if (width < 60 || height < 24) return;
    const key = session
      ? [session.id, session.version, session.delivered.length, width, height, now.toFixed(1), known.toFixed(1)].join()
      : `${width},${height}`;
    if (key === drawn) return;
    drawn = key;
    node.replaceChildren(...(session ? parts(session, { width, height, now, known, big }) : []));
    setAttr(node, "aria-label", session ? inWords(session) : "no infusion");
  }

  return {
    node,
    /**
     * @param {Session|null} of
     * @param {number} nowMin session minutes now
     * @param {number} knownMin session minutes up to which the pump has been heard
     */
    update(of, nowMin, knownMin) {
      session = of;
      now = nowMin;
      known = Math.min(nowMin, knownMin);
      draw();
    },
  };
}

/**
 * @param {Session} session
 * @param {{width: number, height: number, now: number, known: number, big: boolean}} on
 * @returns {SVGElement[]}
 */
function parts(session, on) {
  const { width, height, big } = on;
  const started = session.started_at !== null;
  const ends = session.planned.at(-1)?.to_min ?? 0;
  // On a card the tail is drawn only where it says something else than the plan.
  const moved = Math.abs(session.total_min - ends) > ends / 50;
  const tail = started && (big || moved) ? session.tail : [];
  const points = session.delivered.map((point) => ({ at: point.at_min, rate: Number(point.rate_ml_h) }));
  const rates = [...session.planned, ...tail].map((each) => Number(each.rate_ml_h));
  const top = Math.max(1, ...rates, ...points.map((point) => point.rate));
  const end = Math.max(
    1,
    started ? on.now : 0,
    started ? session.total_min : 0,
    ...[...session.planned, ...tail].map((each) => each.to_min),
  );
  const box = big
    ? { left: 46, right: width - 14, top: 14, bottom: height - 34 }
    : { left: 26, right: width - 3, top: 5, bottom: height - 13 };
  const x = (/** @type {number} */ min) => round(box.left + ((box.right - box.left) * min) / end);
  const y = (/** @type {number} */ rate) => round(box.bottom - ((box.bottom - box.top) * rate) / top);

  /** @type {SVGElement[]} */
  const out = [];
  const label = (/** @type {number} */ px, /** @type {number} */ py, /** @type {string} */ text, anchor = "end") =>
    out.push(svg("text", { x: px, y: py, "text-anchor": anchor }, text));

  const steps = big ? levels([...rates, 0], box.bottom - box.top, top) : [0, top];
  for (const rate of steps) {
    if (big) out.push(svg("path", { class: "grid", d: `M${box.left} ${y(rate)}H${box.right}` }));
    label(box.left - 5, y(rate) + 4, String(rate));
  }
  out.push(svg("path", { class: "axis", d: `M${box.left} ${box.bottom}H${box.right}` }));
  if (big) {
    const tick = TICKS.find((each) => (end / each) * 56 <= box.right - box.left) ?? 480;
    for (let min = 0; min <= end; min += tick) {
      out.push(svg("path", { class: "axis", d: `M${x(min)} ${box.bottom}v4` }));
      label(x(min), box.bottom + 16, hours(min), min === 0 ? "start" : "middle");
      // Clock times only where a minute is a minute.
      if (session.started_at && session.speed === 1) {
        const at = Date.parse(session.started_at) + min * 60_000;
        label(x(min), box.bottom + 30, clock(at), min === 0 ? "start" : "middle");
      }
    }
    label(box.right, box.bottom + 30, "rate in mL/h, time since the start");
  } else {
    label(box.left, height - 2, "0", "start");
    label(box.right, height - 2, hours(end));
  }

  out.push(svg("path", { class: "planned", d: line(session.planned, x, y, true) }));
  if (tail.length) out.push(svg("path", { class: "tail", d: line(tail, x, y, false) }));
  if (points.length) {
    const trace = delivered(points, Math.max(on.known, points[points.length - 1].at), x, y);
    out.push(svg("path", { class: "area", d: `${trace.path}V${y(0)}H${x(points[0].at)}Z` }));
    out.push(svg("path", { class: "delivered", d: trace.path }));
  }
  if (started) {
    out.push(svg("path", { class: "now", d: `M${x(on.now)} ${box.top - 4}V${box.bottom + (big ? 5 : 2)}` }));
  }
  return out;
}

/** @param {Segment[]} segments @param {(m: number) => number} x @param {(r: number) => number} y @param {boolean} closed */
function line(segments, x, y, closed) {
  let path = "";
  for (const each of segments) {
    const level = y(Number(each.rate_ml_h));
    path += `${path ? `L${x(each.from_min)} ${level}` : closed ? `M${x(each.from_min)} ${y(0)}V${level}` : `M${x(each.from_min)} ${level}`}H${x(each.to_min)}`;
  }
  return closed && path ? `${path}V${y(0)}` : path;
}

/** @param {{at: number, rate: number}[]} points @param {number} until @param {(m: number) => number} x @param {(r: number) => number} y */
function delivered(points, until, x, y) {
  let path = `M${x(points[0].at)} ${y(0)}`;
  for (const point of points) path += `H${x(point.at)}V${y(point.rate)}`;
  return { path: `${path}H${x(until)}` };
}

/** The rates to write on the axis: all of them, or as many as do not touch each other. */
function levels(/** @type {number[]} */ rates, /** @type {number} */ room, /** @type {number} */ top) {
  const kept = /** @type {number[]} */ ([]);
  for (const rate of [...new Set(rates)].sort((a, b) => b - a)) {
    const gap = kept.length ? ((kept[kept.length - 1] - rate) / top) * room : Infinity;
    if (gap >= 15 && (rate === 0 || (rate / top) * room >= 15)) kept.push(rate);
  }
  return kept;
}

const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;

/** 90 -> 1.5 h on an axis, where there is no room for "1 h 30 min". */
function hours(/** @type {number} */ min) {
  if (min < 60 && min > 0) return `${Math.round(min)}\u00a0min`;
  return `${Math.round(min / 6) / 10}\u00a0h`;
}

/** The picture as a sentence. @param {Session} session */
function inWords(session) {
  const plan = session.planned
    .map((each) => `${each.rate_ml_h} for ${minutes(each.to_min - each.from_min)}`)
    .join(", ");
  return `Planned rates in mL per hour: ${plan}. Delivered ${session.infused_ml} of ${session.volume_ml} mL.`;
}

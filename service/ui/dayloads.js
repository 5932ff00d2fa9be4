/** @import {Board, Load} from "./booktypes.js" */
/** @import {Scale} from "./dayboard.js" */
import { el, setAttr, svg } from "./dom.js";

/**
 * What is left of every pool: the least of each hour as a number, and for the nurses the whole
 * curve under what there is of them.
 */

const HOUR = 3_600_000;
const NURSE_PARTS = 12;
/** @type {Record<string, string>} */
const NAMES = {
  nurse: "Nurses free",
  chair: "Chairs free",
  bed: "Beds free",
  isolation: "Isolation free",
  pump: "Pumps free",
  isolator: "Isolators free",
};

export function loadRows() {
  const node = el("div", { class: "loads", "aria-label": "What is left, the least of each hour" });
  let shown = "";
  return {
    node,
    /** @param {Board} board @param {Scale} scale */
    update(board, scale) {
      const now = JSON.stringify([board.on, board.loads, scale.from, scale.to]);
      if (now === shown) return;
      shown = now;
      const order = Object.keys(NAMES);
      const loads = [...board.loads].sort((a, b) => order.indexOf(a.pool) - order.indexOf(b.pool));
      node.replaceChildren(...loads.filter((load) => Math.max(...load.capacity) > 0).map((load) => loadRow(load, board, scale)));
    },
  };
}

/** @param {Load} load @param {Board} board @param {Scale} scale */
function loadRow(load, board, scale) {
  const track = el("div", { class: "track" });
  if (load.pool === "nurse") track.append(curve(load, board, scale));
  const zero = Date.parse(board.first ?? "");
  const slot = board.slot_min * 60_000;
  const parts = load.pool === "nurse" ? NURSE_PARTS : 1;
  for (let at = scale.from; at < scale.to; at += HOUR) {
    const first = Math.max(0, Math.round((at - zero) / slot));
    const slots = load.capacity.slice(first, first + HOUR / slot).map((has, count) => [has, has - load.used[first + count]]);
    const there = slots.filter(([has, free]) => has > 0 || free < 0);
    const least = Math.min(...there.map(([, free]) => free));
    const cell = el("span", { class: "cell" }, ...words(there.length ? least / parts : null));
    setAttr(cell, "data-left", !there.length ? "none" : least < 0 ? "short" : least < parts ? "full" : "some");
    cell.style.left = `${scale.at(at)}%`;
    cell.style.width = `${scale.at(at + HOUR) - scale.at(at)}%`;
    track.append(cell);
  }
  return el("div", { class: `day-row load of-${load.pool}` }, el("div", { class: "row-name" }, NAMES[load.pool] ?? load.pool), track);
}

/** @param {number|null} left @returns {string[]} */
function words(left) {
  if (left === null) return ["–"];
  if (left < 0) return [`short of ${text(-left)}`];
  return [text(left) === "0" ? "none" : text(left)];
}

/** Down to a tenth: nobody is promised the rest of a nurse. @param {number} number */
const text = (number) => String(Math.floor(number * 10 + 1e-6) / 10);

/** @param {Load} load @param {Board} board @param {Scale} scale */
function curve(load, board, scale) {
  const zero = Date.parse(board.first ?? "");
  const slot = board.slot_min * 60_000;
  const first = Math.round((scale.from - zero) / slot);
  const count = Math.round((scale.to - scale.from) / slot);
  const most = Math.max(...load.capacity, ...load.used);
  const y = (/** @type {number} */ amount) => ((1 - amount / most) * 100).toFixed(2);
  /** @param {number[]} row */
  const steps = (row) =>
    Array.from({ length: count }, (_, at) => `L${at} ${y(row[first + at] ?? 0)}L${at + 1} ${y(row[first + at] ?? 0)}`).join("");
  return svg(
    "svg",
    { class: "curve", viewBox: `0 0 ${count} 100`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { class: "taken", d: `M0 100${steps(load.used)}L${count} 100Z` }),
    svg("path", { class: "there", d: `M0 ${y(load.capacity[first] ?? 0)}${steps(load.capacity)}` }),
  );
}

/** @import {Board, Visit} from "./booktypes.js" */
/** @import {Desk} from "./bookapp.js" */
import { visitBar } from "./daybar.js";
import { loadRows } from "./dayloads.js";
import { el, keepList, setAttr, setText, show } from "./dom.js";
import { clock, placeName } from "./format.js";
import { alarmsOf, minuteOf } from "./status.js";
import { packed, placeWords } from "./visitwords.js";

/**
 * The day: chairs and time. A visit that sits has its chair; every other one has a place of its
 * class and no chair yet, so it stands in a lane of its own. On a later day nobody sits: its rows
 * are the places of each class, and a gap is a free one.
 */

const HOUR = 3_600_000;
const STEP_MS = 15 * 60_000;

/** @typedef {{key: string, name: string, more: string, alarm: string|null, blocked: string|null, bars: Bar[]}} Row */
/** @typedef {{visit: Visit|null, from: number, to: number, session: import("./types.js").Chair|null}} Bar */
/** @typedef {{from: number, to: number, at: (ms: number) => number}} Scale */

/** @param {Desk} desk @param {HTMLElement} root */
export function dayBoard(desk, root) {
  const axis = el("div", { class: "track axis" });
  const rows = el("div", { class: "day-rows" });
  const now = el("div", { class: "now-line", hidden: "" }, el("span", {}));
  const ghostWords = el("span");
  const ghost = el("div", { class: "ghost", hidden: "" }, ghostWords);
  const over = el("div", { class: "over" }, now, ghost);
  const loads = loadRows();
  const said = el("div", { class: "day-said" });
  const sheet = el(
    "div",
    { class: "day-sheet" },
    el("div", { class: "day-row head" }, el("div", { class: "row-name" }), axis),
    rows,
    loads.node,
    over,
  );
  root.append(said, sheet);
  const kept = new Map();
  let drawn = "";
  let scrolled = "";
  let chosen = "";

  sheet.addEventListener("click", (event) => {
    const track = /** @type {Element} */ (event.target).closest(".day-row .track");
    if (!track || !scale) return;
    const box = track.getBoundingClientRect();
    const ms = scale.from + ((event.clientX - box.left) / box.width) * (scale.to - scale.from);
    desk.tappedTime(Math.floor(ms / STEP_MS) * STEP_MS);
  });

  /** @type {Scale|null} */
  let scale = null;

  return {
    /** The day as it is known. */
    update() {
      const board = desk.book.board;
      const refused = desk.book.refused;
      show(sheet, Boolean(board && board.first && (board.opens || board.visits.length)));
      drawSaid(board, refused);
      if (!board || !board.first) return;
      scale = scaleOf(board);
      drawAxis(board, scale);
      keepList(rows, rowsOf(board), (row) => row.key, (row) => makeRow(row), kept);
      loads.update(board, scale);
      drawNow(board, scale);
      drawGhost(scale);
      scrollOnce(board);
      followChosen();
    },
  };

  /** @param {Board|null} board @param {import("./booktypes.js").Refusal|null} refused */
  function drawSaid(board, refused) {
    const days = (refused ? [refused.nearest] : board?.closed ? [board.before, board.after] : []).filter((day) => day !== null);
    const text = refused ? refused.text : board?.closed ? `The ward is ${board.closed}.` : board ? "" : "Asking for the day…";
    show(said, text !== "");
    const key = `${text} ${days}`;
    if (key === said.dataset.key) return;
    said.dataset.key = key;
    said.replaceChildren(el("p", {}, text), ...days.map((day) => desk.dayKey(day)));
  }

  /** Hours that are shown: the opening, and whatever lies outside of it. @param {Board} board @returns {Scale} */
  function scaleOf(board) {
    const ends = board.visits.map((each) => Date.parse(each.left ?? each.end));
    const seats = board.visits.map((each) => Date.parse(each.seat));
    const opens = Math.min(board.opens ? Date.parse(board.opens) : Infinity, ...seats);
    const closes = Math.max(board.closes ? Date.parse(board.closes) : 0, ...ends);
    const shift = zoneMinutes(opens);
    const from = Math.floor((opens + shift) / HOUR) * HOUR - shift;
    const to = Math.ceil((closes + shift) / HOUR) * HOUR - shift;
    return { from, to, at: (ms) => ((ms - from) / (to - from)) * 100 };
  }

  /** @param {Board} board @param {Scale} scale */
  function drawAxis(board, scale) {
    const key = `${board.on} ${scale.from} ${scale.to} ${board.closes}`;
    if (key === drawn) return;
    drawn = key;
    const hours = (scale.to - scale.from) / HOUR;
    sheet.style.setProperty("--hours", String(hours));
    axis.replaceChildren();
    for (let hour = 0; hour < hours; hour += 1) {
      const at = scale.from + hour * HOUR;
      const label = el("span", { class: "hour" }, clock(at));
      label.style.left = `${scale.at(at)}%`;
      axis.append(label);
    }
    for (const each of over.querySelectorAll(".shut")) each.remove();
    for (const [from, to, word] of /** @type {[number, number, string][]} */ ([
      [scale.from, Date.parse(board.opens ?? ""), ""],
      [Date.parse(board.closes ?? ""), scale.to, `closed ${board.closes ? clock(board.closes) : ""}`],
    ])) {
      if (!(to > from)) continue;
      const shut = el("div", { class: word ? "shut" : "shut early" }, el("span", {}, word));
      shut.style.left = `${scale.at(from)}%`;
      shut.style.width = `${scale.at(to) - scale.at(from)}%`;
      over.append(shut);
    }
  }

  /** @param {Board} board @param {Scale} scale */
  function drawNow(board, scale) {
    const at = desk.time();
    const shown = at > scale.from && at < scale.to;
    show(now, shown);
    if (!shown) return;
    now.style.left = `${scale.at(at)}%`;
    setText(/** @type {Element} */ (now.firstChild), clock(at));
  }

  /** Where a moved visit would be. @param {Scale} scale */
  function drawGhost(scale) {
    const plan = desk.moving();
    const at = plan?.seat ?? 0;
    const shown = Boolean(plan && at >= scale.from && at < scale.to);
    show(ghost, shown);
    if (!plan || !shown) return;
    ghost.style.left = `${scale.at(at)}%`;
    ghost.style.width = `${scale.at(at + plan.visit.minutes * 60_000) - scale.at(at)}%`;
    setText(ghostWords, `${plan.visit.patient} ${clock(at)}`);
  }

  /** The first look goes to now; after that the place is the person's. @param {Board} board */
  function scrollOnce(board) {
    if (scrolled === board.on) return;
    scrolled = board.on;
    const at = scale?.at(desk.time()) ?? 0;
    if (at > 0 && at < 100) root.scrollLeft = Math.max(0, (at / 100) * root.scrollWidth - root.clientWidth / 2);
    else root.scrollLeft = 0;
  }

  /** A sheet that opens takes room: what was tapped stays in sight. */
  function followChosen() {
    const now = desk.selected() ?? "";
    if (now === chosen) return;
    chosen = now;
    rows.querySelector("[data-chosen]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {Board} board @returns {Row[]} */
  function rowsOf(board) {
    const later = board.on > (desk.book.book?.today ?? board.on);
    const byId = new Map(board.visits.map((each) => [each.id, each]));
    const found = later ? [] : board.chairs.map((chair) => chairRow(chair, byId));
    const lanes = [...new Set(board.chairs.map((each) => each.place))].flatMap((place) => lanesOf(board, place, later));
    return [...lanes, ...found];
  }

  /** @param {import("./booktypes.js").BoardChair} chair @param {Map<string, Visit>} byId @returns {Row} */
  function chairRow(chair, byId) {
    const live = desk.ward.view?.chairs.find((each) => each.chair === chair.id) ?? null;
    /** @type {Bar[]} */
    const bars = chair.visits.map((each) => ({
      visit: byId.get(each.visit) ?? null,
      from: Date.parse(each.start),
      to: Date.parse(each.end),
      session: null,
    }));
    const sits = bars.some((bar) => bar.visit?.status === "seated" && bar.visit.patient === live?.session?.patient);
    if (live?.session && !sits) bars.push(unbooked(live, Math.max(0, ...bars.map((bar) => bar.to))));
    const alarm = live ? alarmsOf(live)[0] : null;
    return {
      key: chair.id,
      name: placeName(chair.id),
      more: chair.place === "chair" ? "" : placeWords(chair.place),
      alarm: alarm?.priority ?? null,
      blocked: chair.blocked,
      bars: bars.filter((bar) => bar.visit || bar.session),
    };
  }

  /**
   * A pump infuses somebody who does not sit there by the book.
   * @param {import("./types.js").Chair} live @param {number} since the last visit there ended
   * @returns {Bar}
   */
  function unbooked(live, since) {
    const session = /** @type {import("./types.js").Session} */ (live.session);
    const from = Math.min(desk.time(), Math.max(since, Date.parse(session.opened_at)));
    const left = Math.max(30, session.total_min - minuteOf(session, desk.time()));
    return { visit: null, from, to: desk.time() + left * 60_000, session: live };
  }

  /** @param {Board} board @param {string} place @param {boolean} later @returns {Row[]} */
  function lanesOf(board, place, later) {
    const bars = board.visits
      .filter((each) => each.chair === null && each.place === place)
      .map((visit) => ({ visit, from: Date.parse(visit.seat), to: Date.parse(visit.end), session: null }))
      .sort((a, b) => a.from - b.from);
    const lanes = packed(bars);
    const usable = board.chairs.filter((each) => each.place === place && !each.blocked).length;
    while (later && lanes.length < usable) lanes.push([]);
    const word = placeWords(place);
    return lanes.map((lane, count) => ({
      key: `${place} ${count}`,
      name: later ? `Any ${word}` : count ? "" : `No ${word} yet`,
      more: later && lanes.length > 1 ? `${count + 1} of ${usable}` : "",
      alarm: null,
      blocked: null,
      bars: lane,
    }));
  }

  /** @param {Row} first */
  function makeRow(first) {
    const name = el("span");
    const more = el("small");
    const blocked = el("span", { class: "blocked" });
    const track = el("div", { class: "track" }, blocked);
    const head = el("div", { class: "row-name" }, name, more);
    const list = el("div", { class: "bars" });
    track.append(list);
    const bars = new Map();
    return {
      node: el("div", { class: `day-row${first.key.includes(" ") ? " lane" : ""}` }, head, track),
      /** @param {Row} row */
      update(row) {
        setText(name, row.name);
        setText(more, row.more);
        setAttr(head, "data-alarm", row.alarm);
        setText(blocked, row.blocked ? `Out of use: ${row.blocked}` : "");
        show(blocked, row.blocked !== null);
        keepList(list, row.bars, (bar) => bar.visit?.id ?? `session ${bar.session?.chair}`, () => visitBar(desk), bars);
        if (scale) for (const bar of row.bars) bars.get(bar.visit?.id ?? `session ${bar.session?.chair}`).place(scale, bar);
      },
    };
  }
}

/** How far the ward's clock is ahead of UTC, in ms. @param {number} at */
function zoneMinutes(at) {
  const [hours, minutes] = clock(at).split(":").map(Number);
  const ahead = hours * 60 + minutes - Math.floor(at / 60_000) % 1_440;
  return ahead * 60_000;
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsOf } from "../src/board/loads";
import type { Scale } from "../src/board/rows";
import { NO_WISH, nthVisit, offersBody, seriesBody } from "../src/board/wish";
import { packed, shortLines } from "../src/words/visits";
import type { BoardView, DayShortView } from "../src/api.gen";

const WISH = { ...NO_WISH, patient: "P", what: "isatuximab", place: "chair", first: "2026-12-01", infusion: 3 };
const KIND = { numbered: true, by_order: false };

test("no bar lies over another, in as few rows as there can be", () => {
  const bars = [{ from: 0, to: 10 }, { from: 5, to: 15 }, { from: 10, to: 20 }, { from: 15, to: 16 }];
  assert.deepEqual(packed(bars).map((row) => row.map((each) => each.from)), [[0, 10], [5, 15]]);
});

test("the numbers of a course go on from visit to visit", () => {
  assert.equal(nthVisit(WISH, KIND, 2).infusion_no, 5);
  assert.equal("infusion_no" in nthVisit(WISH, { numbered: false, by_order: false }, 2), false);
  const { visits } = seriesBody({ ...WISH, visits: 3, apart: 7, within: "13" }, KIND);
  assert.deepEqual(visits.map((each) => [each.due, each.late_days]), [["2026-12-01", 6], ["2026-12-08", 6], ["2026-12-15", 6]]);
});

test("a limit on the time is the wished time", () => {
  assert.deepEqual(offersBody({ ...WISH, limit: "after", around: 570 }, KIND).earliest, "09:30");
  assert.equal("latest" in offersBody({ ...WISH, limit: "any" }, KIND), false);
});

test("what is left is the least of each hour, and never rounded up", () => {
  const from = Date.parse("2026-12-01T08:00:00Z");
  const scale: Scale = { from, to: from + 2 * 3_600_000, hours: 2, at: () => 0 };
  const board = { first: "2026-12-01T08:00:00Z", slot_min: 30 } as BoardView;
  const load = { pool: "nurse", capacity: [24, 24, 24, 24], used: [0, 13, 30, 24] };
  assert.deepEqual(cellsOf(load, board, scale).map((each) => [each.left, each.words]), [["full", "0.9"], ["short", "short of 0.5"]]);
});

test("what is short is said day by day, neighbours with the same once", () => {
  const short = (on: string, of: DayShortView["of"], sentence: string): DayShortView => ({ on, of, sentence });
  assert.deepEqual(
    shortLines([
      short("2026-11-30", "nurse", "No nurse has the time for it."),
      short("2026-12-01", "nurse", "No nurse has the time for it."),
      short("2026-12-02", "chair", "No chair is free for so long."),
      short("2026-12-04", "chair", "No chair is free for so long."),
    ]),
    [
      { days: "Mon 30 Nov to Tue 1 Dec", says: "No nurse has the time for it." },
      { days: "Wed 2 Dec", says: "No chair is free for so long." },
      { days: "Fri 4 Dec", says: "No chair is free for so long." },
    ],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { OfReactionView, ReportedReactionView } from "../src/api.gen";
import { setZone } from "../src/words/format";
import { earlierTimes, lastOf, marksOf } from "../src/words/reactions";

setZone("UTC");

const entry = (more: Partial<OfReactionView> = {}): OfReactionView => ({
  entry: 40, about: "drug", text: "oxygen 4 L/min inhaled", happened_at: "2026-11-27T10:05:00.000Z",
  at: "2026-11-27T10:05:00.000Z", by: "nurse-a", back_dated: false, late: false, amends: null, corrected_by: [], ...more,
});

const reaction = (more: Partial<ReportedReactionView> = {}): ReportedReactionView => ({
  no: 1, at: "2026-11-27T10:00:00.000Z", grade: null, outcome: null, over: false, entries: [], ...more,
});

test("what came late, for an earlier time or as a correction says so", () => {
  assert.equal(marksOf(entry()), "");
  const marked = entry({ back_dated: true, at: "2026-11-27T11:00:00.000Z", late: true, amends: 38, corrected_by: [44] });
  assert.equal(marksOf(marked), "back-dated, entered 27 Nov 11:00; late entry; corrects entry 38; corrected by entry 44");
});

test("a key shows the last entry that nothing has corrected", () => {
  const entries = [entry(), entry({ entry: 41, text: "wrong", corrected_by: [42] }), entry({ entry: 43, about: "call", text: "Prescriber A" })];
  assert.equal(lastOf(reaction({ entries }), "drug"), "10:05 oxygen 4 L/min inhaled");
  assert.equal(lastOf(reaction({ entries }), "outcome"), "");
});

test("no earlier time lies before the reaction", () => {
  const now = Date.parse("2026-11-27T10:12:00.000Z");
  assert.deepEqual(earlierTimes(reaction(), now).map((each) => each.text), ["5 min ago", "10 min ago", "with the reaction, 10:00"]);
  assert.deepEqual(earlierTimes(reaction(), Date.parse(reaction().at)).map((each) => each.id), [reaction().at]);
  for (const each of earlierTimes(reaction(), now)) assert.ok(each.id >= reaction().at);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { PremedicationView } from "../src/api.gen";
import { doseWords, windowOf } from "../src/start/windows";

const item: PremedicationView = {
  item: "x", name: "x", dose: "1 mg", routes: ["oral"], required: true, least_mg: null, most_mg: null,
  given_at: "2026-11-27T10:00:00Z", route: "oral", dose_mg: "1", entry: 1, question: false, decision: null,
  decided_by: null, open_from: "2026-11-27T10:30:00Z", open_until: "2026-11-27T11:30:00Z",
};
const at = (time: string): number => Date.parse(`2026-11-27T${time}Z`);

test("a window runs down: wait, ready, over", () => {
  assert.deepEqual(windowOf(item, at("10:15:00")), { kind: "wait", words: "wait 15\u00a0min", share: 0.5 });
  assert.deepEqual(windowOf(item, at("11:15:00")), { kind: "open", words: "ready, 15\u00a0min left", share: 0.25 });
  assert.equal(windowOf(item, at("11:30:01")).kind, "over");
  assert.equal(windowOf({ ...item, given_at: null }, at("10:15:00")).kind, "none");
});

test("a range of doses is said once, and bounds are added where the label gives none", () => {
  const said = (dose: string, least_mg: string | null, most_mg: string | null) => doseWords({ ...item, dose, least_mg, most_mg });
  assert.equal(said("650 to 1000 mg", "650", "1000"), "650 to 1000 mg");
  assert.equal(said("25 to 50 mg; intravenous", "2", "50"), "25 to 50 mg; intravenous");
  assert.equal(said("40 mg", "20", "40"), "40 mg (20 to 40 mg)");
  assert.equal(said("25 to 50 mg", "2", "30"), "25 to 50 mg (2 to 30 mg)");
  assert.equal(said("28 mg", null, null), "28 mg");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { PremedicationView } from "../src/api.gen";
import { windowOf } from "../src/start/windows";

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

import assert from "node:assert/strict";
import { test } from "node:test";
import { dueBurst } from "../src/link/sound";
import { alarm } from "./samples";

const QUIET = { sounding: "", nextAt: 0 };

test("ten pulses every 10 s for high, three every 25 s for medium, none for low", () => {
  assert.equal(dueBurst([alarm({ priority: "high" })], QUIET, 1_000).pulses, 10);
  assert.equal(dueBurst([alarm({ priority: "high" })], QUIET, 1_000).nextAt, 11_000);
  assert.equal(dueBurst([alarm()], QUIET, 1_000).pulses, 3);
  assert.equal(dueBurst([alarm()], QUIET, 1_000).nextAt, 26_000);
  assert.equal(dueBurst([alarm({ priority: "low" })], QUIET, 1_000).pulses, 0);
});

test("nothing sounds twice within its time, and a new alarm sounds at once", () => {
  const before = dueBurst([alarm()], QUIET, 1_000);
  assert.equal(dueBurst([alarm()], before, 2_000).pulses, 0);
  assert.equal(dueBurst([alarm()], before, 26_000).pulses, 3);
  const fresh = [alarm(), alarm({ id: "pump-silent", priority: "high" })];
  assert.equal(dueBurst(fresh, before, 2_000).pulses, 10);
});

test("a sound that rests is not heard, and an alarm that rises is new", () => {
  const before = dueBurst([alarm()], QUIET, 1_000);
  assert.equal(dueBurst([alarm({ sounds: false })], before, 26_000).pulses, 0);
  assert.equal(dueBurst([alarm({ priority: "high" })], before, 2_000).pulses, 10);
});

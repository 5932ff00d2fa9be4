import assert from "node:assert/strict";
import { test } from "node:test";
import { linkState, passedSince, shouldReopen } from "../src/link/watchdog";

test("silence is late after 4.5 s and dead after 10 s", () => {
  assert.equal(linkState(4_500, true), "live");
  assert.equal(linkState(4_501, true), "late");
  assert.equal(linkState(10_000, true), "late");
  assert.equal(linkState(10_001, true), "dead");
});

test("a page that never heard anything goes dead as well", () => {
  assert.equal(linkState(1_000, false), "connecting");
  assert.equal(linkState(10_001, false), "dead");
});

test("a silent line is opened anew after 6 s, and each try gets 3 s", () => {
  assert.equal(shouldReopen(6_000, 6_000, false), false);
  assert.equal(shouldReopen(6_001, 6_001, false), true);
  assert.equal(shouldReopen(9_000, 2_999, false), false);
});

test("a closed source is opened anew though something was heard just now", () => {
  assert.equal(shouldReopen(0, 1_501, true), true);
  assert.equal(shouldReopen(0, 1_000, true), false);
});

test("the older of the two clocks counts: one sleeps, the other can be set back", () => {
  assert.equal(passedSince({ wall: 0, steady: 0 }, { wall: 60_000, steady: 10 }), 60_000);
  assert.equal(passedSince({ wall: 0, steady: 0 }, { wall: -5_000, steady: 12_000 }), 12_000);
});

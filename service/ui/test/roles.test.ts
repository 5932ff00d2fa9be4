import assert from "node:assert/strict";
import { test } from "node:test";
import { roles } from "../src/words/roles";

test("who has several roles has each of them", () => {
  assert.deepEqual(roles({ role: "prescriber" }), ["prescriber"]);
  assert.deepEqual(roles({ role: "nurse, prescriber" }), ["nurse", "prescriber"]);
  assert.deepEqual(roles({ role: "charge nurse" }), ["charge nurse"]);
});

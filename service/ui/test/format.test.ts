import assert from "node:assert/strict";
import { test } from "node:test";
import { age, clock, instantOf, minutes, ml, named, paceWords, passed, placeName, setZone, thousands } from "../src/words/format";

/** A thousand numbers of a fixed seed: the same in every run. */
function* numbers(): Generator<number> {
  let seed = 20261127;
  for (let count = 0; count < 1_000; count += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield seed % 2_000_000;
  }
}

test("digits are grouped from 1,000 on and never changed", () => {
  assert.equal(thousands("999"), "999");
  assert.equal(thousands("1000"), "1,000");
  assert.equal(thousands("1234567.25"), "1,234,567.25");
  for (const value of numbers()) {
    for (const decimal of [String(value), String(value / 1_000)]) {
      assert.equal(thousands(decimal).replaceAll(",", ""), decimal);
      assert.match(thousands(decimal).split(".")[0] ?? "", /^\d{1,3}(,\d{3})*$/);
    }
  }
});

test("a number and its unit never part, and the unit is never a letter that is misread", () => {
  assert.equal(ml("0.5"), "0.5\u00a0mL");
  for (const value of numbers()) assert.doesNotMatch(minutes(value / 7) + age(value), / (min|h|s|mL)\b/);
});

test("what is to come is rounded up and what has passed down: nobody is early", () => {
  for (const value of numbers()) {
    const span = value / 97;
    const inMinutes = (words: string) => {
      const [, hours = "0"] = /(\d+)\u00a0h/.exec(words) ?? [];
      const [, rest = "0"] = /(\d+)\u00a0min/.exec(words) ?? [];
      return Number(hours) * 60 + Number(rest);
    };
    assert.ok(inMinutes(minutes(span)) >= span - 1e-6);
    assert.ok(inMinutes(passed(span)) <= span + 1e-6);
    assert.ok(inMinutes(minutes(span)) - inMinutes(passed(span)) <= 1);
  }
  assert.equal(minutes(80), "1\u00a0h 20\u00a0min");
  assert.equal(minutes(0), "0\u00a0min");
});

test("clock times are the ward's, also at the change of summer time", () => {
  setZone("Europe/Berlin");
  assert.equal(clock("2026-11-27T13:05:09Z", true), "14:05:09");
  assert.equal(instantOf("2026-11-27T14:05"), "2026-11-27T13:05:00.000Z");
  assert.equal(instantOf("2026-03-29T12:00"), "2026-03-29T10:00:00.000Z");
  assert.equal(instantOf("2026-10-25T12:00"), "2026-10-25T11:00:00.000Z");
  setZone("UTC");
});

test("places are named as people name them, in a sentence too", () => {
  assert.equal(placeName("chair-11"), "Chair\u00a011");
  assert.equal(placeName("window seat"), "window seat");
  assert.equal(named("Reaction on chair-4: look."), "Reaction on Chair\u00a04: look.");
  assert.equal(named("Given at 2026-11-27T13:44:01.083Z."), "Given at 27 Nov 13:44.");
});

test("a demonstration alone says that its pumps run faster than its clock", () => {
  assert.equal(paceWords({ mode: "simulation", speed: 60 }), "pump time runs 60 times as fast");
  assert.equal(paceWords({ mode: "simulation", speed: 1 }), "");
  assert.equal(paceWords({ mode: "patient", speed: 60 }), "");
  assert.equal(paceWords(null), "");
});

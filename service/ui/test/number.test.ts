import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS, NOTHING_KEYED, numberOf, pressed, type Keyed } from "../src/parts/number";

const typed = (keys: string, every = 200): Keyed =>
  [...keys].reduce((keyed, key, place) => pressed(keyed, key, place * every), NOTHING_KEYED);

test("a key that bounces is dropped: 4.8 never becomes 44.8", () => {
  let keyed = pressed(NOTHING_KEYED, "4", 0);
  keyed = pressed(keyed, "4", 119);
  assert.equal(keyed.typed, "4");
  assert.equal(keyed.refused, true);
  assert.equal(pressed(keyed, "4", 240).typed, "44");
});

test("what cannot be a rate is refused and never corrected", () => {
  assert.equal(typed("1.5.2").typed, "1.52");
  assert.equal(typed("00").typed, "0");
  assert.equal(typed(".5").typed, "5");
  assert.equal(typed("12345").typed, "1234");
  assert.equal(typed("1.255").typed, "1.25");
});

test("a number is one only when it is whole", () => {
  assert.equal(numberOf(typed("1.")), "");
  assert.equal(numberOf(typed("0")), "");
  assert.equal(numberOf(typed("0.5")), "0.5");
  assert.equal(numberOf(typed("100")), "100");
});

test("whatever is pressed, what stands there is a number or the beginning of one", () => {
  let seed = 7;
  let keyed = NOTHING_KEYED;
  for (let count = 0; count < 5_000; count += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    keyed = seed % 11 === 0 ? NOTHING_KEYED : pressed(keyed, KEYS[seed % KEYS.length] ?? "0", count * 200);
    assert.match(keyed.typed, /^$|^(0|[1-9]\d{0,3})(\.\d{0,2})?$/);
  }
});

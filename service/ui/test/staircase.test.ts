import assert from "node:assert/strict";
import { test } from "node:test";
import { inWords, staircase } from "../src/ward/staircase";
import { session } from "./samples";

const CARD = { width: 300, height: 80, big: false, now: 90, known: 90 };
const BIG = { width: 600, height: 300, big: true, now: 90, known: 90 };
const numbers = (path: string): number[] => (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

test("every step of the plan is drawn at its minute and its rate", () => {
  const { planned } = staircase(session(), BIG);
  const [left, right, top, bottom] = [46, 586, 14, 266];
  const x = (min: number) => left + ((right - left) * min) / 180;
  const y = (rate: number) => bottom - ((bottom - top) * rate) / 150;
  const expected = [x(0), y(0), y(25), x(60), x(60), y(50), x(120), x(120), y(150), x(180), y(0)];
  assert.deepEqual(numbers(planned), expected.map((each) => Math.round(each * 10) / 10));
});

test("a pause is a hole in what was delivered", () => {
  const delivered = [{ at_min: 0, rate_ml_h: "25" }, { at_min: 40, rate_ml_h: "0" }, { at_min: 70, rate_ml_h: "25" }];
  const drawn = staircase(session({ delivered }), BIG);
  assert.equal(drawn.delivered.match(/V266/g)?.length, 1);
  assert.ok(drawn.area.endsWith("Z"));
});

test("what was delivered ends where the pump was last heard", () => {
  const delivered = [{ at_min: 0, rate_ml_h: "25" }];
  const heard = staircase(session({ delivered }), { ...BIG, known: 30 });
  assert.equal(numbers(heard.delivered).at(-1), 136);
});

test("a card draws what is still to come only where it is not the plan any more", () => {
  const tail = [{ from_min: 90, to_min: 260, rate_ml_h: "50", label_rate: null }];
  assert.equal(staircase(session({ tail }), CARD).tail, "");
  assert.notEqual(staircase(session({ tail, total_min: 260 }), CARD).tail, "");
});

test("no label leaves the picture and no two rates touch", () => {
  for (const size of [CARD, BIG, { ...CARD, width: 120, height: 30 }, { ...BIG, width: 340, height: 180 }]) {
    const { labels } = staircase(session(), size);
    for (const label of labels) {
      assert.ok(label.y <= size.height && label.y >= 8, `${label.text} at ${label.y} of ${size.height}`);
      assert.ok(label.x >= 0 && label.x <= size.width);
    }
    const rates = labels.filter((each) => each.anchor === "end" && /^\d+$/.test(each.text)).map((each) => each.y);
    for (const [place, y] of rates.entries()) assert.ok(rates.slice(place + 1).every((other) => Math.abs(other - y) >= 12));
  }
});

test("a time on an axis is said in hours and minutes, never in a part of an hour", () => {
  const wide = staircase(session(), { ...BIG, width: 1_300 }).labels.map((each) => each.text);
  assert.ok(wide.includes("1\u00a0h 15\u00a0min"), wide.join());
  const plan = (to_min: number) => session({ planned: [{ from_min: 0, to_min, rate_ml_h: "25", label_rate: null }], total_min: to_min });
  for (let end = 1; end <= 600; end += 7) {
    for (const size of [CARD, BIG]) {
      const { labels } = staircase(plan(end), size);
      assert.ok(labels.length > 2);
      for (const { text } of labels) assert.doesNotMatch(text, /\d\.\d+\s*h/);
    }
  }
});

test("no two times of an axis touch, however long they are", () => {
  const left = { start: 0, middle: 0.5, end: 1 };
  for (const speed of [1, 60]) {
    for (let end = 5; end <= 900; end += 5) {
      for (const width of [200, 340, 600, 900]) {
        const on = { ...BIG, width, now: 1, known: 1 };
        const { labels } = staircase(session({ total_min: end, speed, planned: [] }), on);
        const axis = labels.filter((each) => each.y === 300 - 34 + 16);
        assert.ok(axis.length > 0);
        // 7.2 px is what a letter of the widest font takes at the axis' size, on the average of "1 h 15 min".
        const reach = axis.map(({ x, text, anchor }) => [x - left[anchor] * text.length * 7.2, x + (1 - left[anchor]) * text.length * 7.2]);
        for (const [place, [from = 0]] of reach.entries()) {
          const before = reach[place - 1]?.[1] ?? -Infinity;
          assert.ok(from > before, `${axis.map((each) => each.text).join()} at ${width}`);
        }
      }
    }
  }
});

test("the picture is a sentence for whoever does not see it", () => {
  assert.match(inWords(session()), /^Planned rates in mL per hour: 25 for 1\u00a0h, 50 for 1\u00a0h, 150 for 1\u00a0h\. Delivered 25 of 250 mL\.$/);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { shownTheme } from "../src/theme";

type Tokens = Record<string, string>;

const css = readFileSync("src/style/tokens.css", "utf-8");

function tokensOf(selector: string): Tokens {
  const body = css.slice(css.indexOf(selector)).match(/\{([^}]*)\}/)?.[1] ?? "";
  return Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]));
}

const THEMES = {
  light: tokensOf(":root"),
  dark: tokensOf('[data-theme="dark"]'),
  night: tokensOf('[data-theme="night"]'),
};

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = [
  ["ink", "card"], ["ink", "ground"], ["ink", "field"], ["ink", "teal-soft"], ["ink", "run-soft"], ["ink", "wait-soft"],
  ["ink", "purple-soft"], ["ink", "off"], ["soft", "card"], ["soft", "ground"], ["soft", "field"], ["top-ink", "top"],
  ["teal", "card"], ["teal-ink", "teal"], ["stop-ink", "stop"], ["off-ink", "off"], ["run", "run-soft"], ["wait", "wait-soft"],
  ["purple-ink", "purple"], ["purple", "purple-soft"], ["high-ink", "high"], ["high-ink", "high-deep"],
  ["medium-ink", "medium"], ["medium-ink", "medium-pale"], ["low-ink", "low"], ["late-ink", "late"], ["run", "card"],
] as const;
const LINES = [
  ["line", "card"], ["line", "ground"], ["teal", "field"], ["teal", "teal-soft"], ["stop", "ground"], ["soft", "card"],
  ["high-line", "card"], ["high-line", "ground"], ["medium-line", "card"], ["medium-line", "ground"],
] as const;

for (const [theme, tokens] of Object.entries(THEMES)) {
  test(`${theme}: words have a contrast of 4.5, lines of 3`, () => {
    for (const [least, pairs] of [[4.5, TEXT], [3, LINES]] as const) {
      for (const [ink, ground] of pairs) {
        const [a, b] = [tokens[ink], tokens[ground]];
        assert.ok(a && b, `${ink} or ${ground} is no colour of ${theme}`);
        const found = contrast(a, b);
        assert.ok(found >= least, `${theme}: ${ink} on ${ground} is ${found.toFixed(2)}`);
      }
    }
  });

  test(`${theme}: the alarm colours keep their hue`, () => {
    const hue = (hex: string | undefined): number => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt((hex ?? "#000000").slice(at, at + 2), 16));
      const [low, high] = [Math.min(r, g, b), Math.max(r, g, b)];
      const turn = high === r ? (g - b) / (high - low) : high === g ? 2 + (b - r) / (high - low) : 4 + (r - g) / (high - low);
      return (turn * 60 + 360) % 360;
    };
    assert.ok(hue(tokens.high) > 340 || hue(tokens.high) < 10);
    assert.ok(hue(tokens.medium) > 44 && hue(tokens.medium) < 60);
    assert.ok(hue(tokens.low) > 180 && hue(tokens.low) < 200);
  });
}

test("nothing of the night is brighter than a dim lamp", () => {
  for (const [name, value] of Object.entries(THEMES.night)) {
    if (name !== "high-ink") assert.ok(luminance(value) < 0.45, `${name} ${value}`);
  }
});

test("by itself it is night from nine to six, and otherwise as the system wishes", () => {
  assert.equal(shownTheme("auto", 21, false), "night");
  assert.equal(shownTheme("auto", 5, false), "night");
  assert.equal(shownTheme("auto", 6, false), "light");
  assert.equal(shownTheme("auto", 12, true), "dark");
  assert.equal(shownTheme("light", 23, true), "light");
});

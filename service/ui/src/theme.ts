import { effect, signal } from "@preact/signals";
import { second } from "./link/time";
import { keep, kept } from "./kept";
import { clock } from "./words/format";

/** Light, dark and night; by itself after the system's wish and the ward's clock, or as somebody chose. */

const KEY = "chairside.theme";
const NIGHT_FROM = 21;
const NIGHT_TO = 6;

export const THEMES = ["auto", "light", "dark", "night"] as const;
export type Theme = (typeof THEMES)[number];

const first = kept(KEY) as Theme;
export const theme = signal<Theme>(THEMES.includes(first) ? first : "auto");

export function chooseTheme(next: Theme): void {
  theme.value = next;
  keep(KEY, next);
}

/** Which one is shown. @param hour of the ward's clock */
export function shownTheme(chosen: Theme, hour: number, dark: boolean): Exclude<Theme, "auto"> {
  if (chosen !== "auto") return chosen;
  if (hour >= NIGHT_FROM || hour < NIGHT_TO) return "night";
  return dark ? "dark" : "light";
}

export function watchTheme(): void {
  const wish = matchMedia("(prefers-color-scheme: dark)");
  const dark = signal(wish.matches);
  wish.addEventListener("change", () => {
    dark.value = wish.matches;
  });
  effect(() => {
    const hour = second.value ? Number(clock(second.value).slice(0, 2)) : 12;
    const shown = shownTheme(theme.value, hour, dark.value);
    const { dataset } = document.documentElement;
    if (dataset.theme !== shown) dataset.theme = shown; // asked each second
  });
}

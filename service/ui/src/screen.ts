import { signal } from "@preact/signals";
import { unsettle } from "./parts/button";

/** Which screen is shown, and which chair is open on the ward's. The address names it, so that a reload stays. */

export const SCREENS = ["ward", "board", "records", "handover", "alarms", "tablet", "people", "tablets", "audit", "settings"] as const;
export type Screen = (typeof SCREENS)[number];

/** Behind *More*: what is not looked at while patients sit in the chairs. */
export const MORE: readonly Screen[] = ["tablet", "people", "tablets", "audit", "settings"];

export const screen = signal<Screen>("ward");
export const opened = signal<string | null>(null);
/** A finger is on the screen: nothing is sorted anew. */
export const touching = signal(false);

function read(): void {
  const [name = "", chair = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
  screen.value = (SCREENS as readonly string[]).includes(name) ? (name as Screen) : "ward";
  opened.value = screen.value === "ward" && chair ? chair : null;
  unsettle();
}

export function go(to: Screen, chair: string | null = null): void {
  if (screen.value === to && opened.value === chair) return;
  history.replaceState(null, "", to === "ward" && !chair ? location.pathname : `#${to}${chair ? `/${encodeURIComponent(chair)}` : ""}`);
  screen.value = to;
  opened.value = chair;
  unsettle();
}

export const openChair = (chair: string | null): void => go("ward", chair);

export function watchScreen(): void {
  read();
  window.addEventListener("hashchange", read);
  document.addEventListener("pointerdown", () => {
    touching.value = true;
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    document.addEventListener(kind, () => {
      touching.value = false;
    });
  }
}

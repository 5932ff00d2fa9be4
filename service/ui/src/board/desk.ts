import { computed, signal } from "@preact/signals";
import type { BookedVisitView } from "../api.gen";
import { board } from "../link/book";
import { unsettle } from "../parts/button";

/** Which sheet of the desk is open, and for which visit. One sheet is open at a time. */

export type Sheet = "visit" | "move" | "ask" | "kept" | "waiting" | "repair";

export const sheet = signal<Sheet | null>(null);
export const selected = signal<string | null>(null);
/** Where a visit that is being moved would begin; 0 while nobody has tapped a time. */
export const aim = signal(0);
/** The visit that is being moved: other days are shown meanwhile. */
export const moved = signal<BookedVisitView | null>(null);
/** Places that are held while somebody is asked, and for whom on the waiting list. */
export const kept = signal<{ visits: BookedVisitView[]; waiting: string | null } | null>(null);
/** Somebody tapped on a free time: that is the wish. */
export const wished = signal<number | null>(null);

export const visit = computed(() => board.value?.visits.find((each) => each.id === selected.value) ?? null);

export function goTo(next: Sheet | null): void {
  sheet.value = next;
  if (next !== "visit" && next !== "move" && next !== "kept") selected.value = null;
  if (next === "move") {
    moved.value = visit.value;
    aim.value = 0;
  } else moved.value = null;
  unsettle();
}

export function select(id: string | null): void {
  selected.value = id;
  goTo(id ? "visit" : null);
}

export function tappedTime(at: number): void {
  if (sheet.value === "move") aim.value = at;
  else {
    wished.value = at;
    goTo("ask");
  }
}

export function keepPlaces(visits: BookedVisitView[], waiting: string | null): void {
  kept.value = { visits, waiting };
  selected.value = visits[0]?.id ?? null;
  goTo("kept");
}

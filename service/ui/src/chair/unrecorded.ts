import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/**
 * What was chosen or typed and is not recorded yet. Who would leave it is asked once, on the key that
 * she taps: no window over the chair, and what records stays beside it.
 */

/** A second tap sooner is a bounce, and drops nothing. */
const STEADY_MS = 400;
const DROP = "Drop what was not recorded";

const unrecorded = signal(false);
/** When it was asked; null while it is not. */
const askedAt = signal<number | null>(null);

/** @param kept what a form holds, as text; empty while nothing is chosen or typed */
export function useUnrecorded(kept: string): void {
  useEffect(() => {
    unrecorded.value = kept !== "";
    askedAt.value = null; // what is added after the question is asked about again
  }, [kept]);
  useEffect(
    () => () => {
      unrecorded.value = false;
      askedAt.value = null;
    },
    [],
  );
}

/** The word on a key that leaves. */
export const leaving = (text: string): string => (askedAt.value === null ? text : DROP);

/** Leave, or ask first. */
export function leave(go: () => void): void {
  if (!unrecorded.value) return go();
  const now = performance.now();
  if (askedAt.value === null) askedAt.value = now;
  else if (now - askedAt.value >= STEADY_MS) go();
}

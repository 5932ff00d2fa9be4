import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { draftOf, drop } from "./drafts";

/**
 * Who closes a form or goes back from it drops what it holds: she is asked once, on the key that she
 * taps: no window over the chair, and what records stays beside it. Who goes elsewhere drops nothing.
 */

/** A second tap sooner is a bounce, and drops nothing. */
const STEADY_MS = 400;
const DROP = "Drop what was not recorded";

/** The form that is open. */
const here = signal("");
/** When it was asked; null while it is not. */
const askedAt = signal<number | null>(null);

export function useUnrecorded(form: string): void {
  const draft = draftOf(form);
  useEffect(() => {
    askedAt.value = null; // what is added after the question is asked about again
  }, [draft]);
  useEffect(() => {
    here.value = form;
    return () => {
      here.value = "";
      askedAt.value = null;
    };
  }, [form]);
}

/** The word on a key that leaves. */
export const leaving = (text: string): string => (askedAt.value === null ? text : DROP);

/** Leave, or ask first. */
export function leave(go: () => void): void {
  if (!draftOf(here.value)) return go();
  const now = performance.now();
  if (askedAt.value === null) askedAt.value = now;
  else if (now - askedAt.value >= STEADY_MS) {
    drop(here.value);
    go();
  }
}

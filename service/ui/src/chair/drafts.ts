import { signal } from "@preact/signals";

/**
 * What was chosen or typed in a form about a reaction and is not recorded yet. It lives beside the
 * screens: whoever leaves a form for the ward, the record or the vital signs finds it again. In
 * memory alone, so that no browser keeps what was said of a patient.
 */

export type Entered = string | readonly string[];

export interface Draft {
  /** Only what differs from an untouched form. */
  fields: Readonly<Record<string, Entered>>;
  /** Ward time of its first field, in milliseconds. */
  since: number;
  /** Who held the tablet then. */
  by: string;
}

const drafts = signal<ReadonlyMap<string, Draft>>(new Map());

export const draftOf = (form: string): Draft | undefined => drafts.value.get(form);

const same = (one: Entered, other: Entered): boolean =>
  typeof one === "string" || typeof other === "string"
    ? String(one).trim() === String(other).trim()
    : one.length === other.length && one.every((each, index) => each === other[index]);

/** @param untouched what the field holds in a form that nobody has touched
 *  @param now ward time in milliseconds */
export function enter(form: string, field: string, value: Entered, untouched: Entered, now: number, by: string): void {
  const before = draftOf(form);
  const fields = { ...before?.fields, [field]: value };
  if (same(value, untouched)) delete fields[field];
  const next = new Map(drafts.value);
  next.delete(form); // the form that was touched last comes last
  if (Object.keys(fields).length) next.set(form, { fields, since: before?.since ?? now, by: before?.by ?? by });
  drafts.value = next;
}

/** It is recorded, or somebody has said that it is to be dropped. */
export function drop(form: string): void {
  const next = new Map(drafts.value);
  if (next.delete(form)) drafts.value = next;
}

const MINUTE = 60_000;

/** Whether what was entered is no longer of now: then she says when it was. */
export const isOld = (draft: Draft, now: number): boolean => now - draft.since >= MINUTE;

/** The form about a reaction: of one thing, new or in the place of an entry. */
export const accountForm = (session: string, reaction: number, about: string, amends = 0): string =>
  [session, "account", reaction, about, amends].join("/");

/** What is entered about a session's reactions, or about one of them; what was touched last comes last. */
export function entered(session: string, reaction?: number): { reaction: number; about: string; amends: number }[] {
  const found = [];
  for (const form of drafts.value.keys()) {
    const [of, kind, no, about = "", amends] = form.split("/");
    if (of !== session || kind !== "account" || (reaction !== undefined && Number(no) !== reaction)) continue;
    found.push({ reaction: Number(no), about, amends: Number(amends) });
  }
  return found;
}

/** The word where something is entered and not recorded. */
export const NOT_YET = "not recorded yet";

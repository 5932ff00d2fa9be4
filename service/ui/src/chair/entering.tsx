import { useState } from "preact/hooks";
import { personName, wardNow } from "../link/ward";
import { person } from "../who";
import { dayAndClock } from "../words/format";
import { NOT_YET, draftOf, enter, type Draft, type Entered } from "./drafts";

/** A field whose content outlives its form, until that is recorded or dropped. */
export function useEntered<T extends Entered>(form: string, field: string, untouched: T): [T, (value: T) => void] {
  const value = (draftOf(form)?.fields[field] as T | undefined) ?? untouched;
  return [value, (next) => enter(form, field, next, untouched, wardNow(), person.value)];
}

/** What a form held when it was opened again; null in a fresh one. */
export const useCameBack = (form: string): Draft | null => useState(() => draftOf(form) ?? null)[0];

/** That what stands in a form was entered before it was left, and by whom. */
export function CameBack(props: { form: string }) {
  const draft = useCameBack(props.form);
  return draft && <p class="came-back">{`Entered ${dayAndClock(draft.since)}${draft.by ? ` by ${personName(draft.by)}` : ""}, ${NOT_YET}.`}</p>;
}

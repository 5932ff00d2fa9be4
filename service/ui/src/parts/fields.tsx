import type { ComponentChildren } from "preact";
import { instantOf } from "../words/format";

/** Fields that a scanner or a person fills in. Nothing is filled in for her. */

export interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  /** A scanner types and presses Enter. */
  onEnter?: (field: HTMLInputElement) => void;
  name?: string;
  longest?: number;
  decimal?: boolean;
}

export function Field(props: FieldProps) {
  const { label, value, onInput, onEnter, longest = 64, decimal = false } = props;
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        inputMode={decimal ? "decimal" : "text"}
        maxLength={decimal ? 8 : longest}
        name={props.name}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && onEnter?.(event.currentTarget)}
      />
    </label>
  );
}

/** Date and time as the ward's clock shows them. The value is what is shown; see `momentOf`. */
export function Moment(props: FieldProps) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        type="datetime-local"
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}

/** As the ward takes it: with its zone; empty while nothing is chosen. */
export const momentOf = (shown: string): string => (shown ? instantOf(shown) : "");

/** A label and its value, for lists of facts. */
export function Fact(props: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** A title with what became of the last tap beside it. */
export function Headed(props: { title: string; children?: ComponentChildren }) {
  return (
    <div class="headed">
      <h3>{props.title}</h3>
      {props.children}
    </div>
  );
}

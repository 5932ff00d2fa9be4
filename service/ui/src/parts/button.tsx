import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { SIGN_IN } from "../people/held";

/**
 * Buttons. A `stop` button always answers. A `go` button starts or raises something: its own words
 * are the check, it prints why it cannot be tapped, and it is deaf for a moment after it has
 * appeared or changed, so that a bounced tap meant for something else never starts a pump.
 */

const STEADY_MS = 400;
let steadyAt = 0;

/** Everything on the screen has just moved: `go` buttons wait. */
export function unsettle(): void {
  steadyAt = performance.now() + STEADY_MS;
}

/** Deaf until a moment after `shown` was something else. */
function useSteady(shown: string): () => boolean {
  const last = useRef({ shown: "", at: 0 });
  if (last.current.shown !== shown) last.current = { shown, at: performance.now() + STEADY_MS };
  return () => performance.now() >= Math.max(last.current.at, steadyAt);
}

export interface ButtonProps {
  kind?: "stop" | "go" | "plain";
  text: string;
  /** Any reason disables the button, and is printed on it. */
  why?: readonly string[];
  /** Disabled without a printed reason. */
  off?: boolean;
  /** A second line that disables nothing. */
  more?: string | undefined;
  class?: string;
  label?: string;
  title?: string;
  pressed?: boolean;
  asks?: boolean;
  onTap: () => void;
}

export function Button(props: ButtonProps) {
  const { kind = "plain", text, why = [], off = false, more = "", onTap } = props;
  const steady = useSteady(`${text}|${why.length}`);
  // Who is not signed in is asked with the tap; it closes no key.
  const disabled = off || why.some((each) => each !== SIGN_IN);
  return (
    <button
      type="button"
      class={`act ${kind} ${props.class ?? ""}`}
      aria-disabled={disabled ? "true" : undefined}
      aria-label={props.label}
      aria-pressed={props.pressed}
      title={props.title}
      data-asks={props.asks ? "true" : undefined}
      // "click" comes with the lifted finger, and from the keyboard too.
      onClick={() => {
        if (disabled || (kind === "go" && !steady())) return;
        onTap();
      }}
    >
      <span class="label">{text}</span>
      {/* Nothing rather than an empty text: that is written, and laid out, each time anew. */}
      <span class="why">{(why.length ? why.join("\n") : more) || null}</span>
    </button>
  );
}

export interface Option {
  id: string;
  text: string;
  more?: string;
}

/** A choice among few: one row of buttons, exactly one or none pressed. */
export function Choice(props: {
  label: string;
  options: readonly Option[];
  value: string;
  onPick: (id: string) => void;
  class?: string;
  single?: boolean;
}) {
  return (
    <div
      class={`choice ${props.class ?? ""}`}
      role="group"
      aria-label={props.label}
      data-single={props.single ? "true" : undefined}
    >
      {props.options.map((each) => (
        <button
          key={each.id}
          type="button"
          class="act plain option"
          aria-pressed={each.id === props.value}
          onClick={() => props.onPick(each.id)}
        >
          <span class="label">{each.text}</span>
          {each.more && <span class="more">{each.more}</span>}
        </button>
      ))}
    </div>
  );
}

/** A choice of any number among many: a tap adds, another one takes back. */
export function Choices(props: {
  label: string;
  options: readonly Option[];
  values: readonly string[];
  onChange: (ids: readonly string[]) => void;
}) {
  const { label, options, values, onChange } = props;
  const toggle = (id: string) => onChange(values.includes(id) ? values.filter((each) => each !== id) : [...values, id]);
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map((each) => (
        <button
          key={each.id}
          type="button"
          class="act plain option"
          aria-pressed={values.includes(each.id)}
          onClick={() => toggle(each.id)}
        >
          <span class="label">{each.text}</span>
        </button>
      ))}
    </div>
  );
}

/** A whole number with a minus and a plus key: no keypad where counting will do. */
export function Stepper(props: {
  label: string;
  value: number;
  onChange: (value: number) => void;
  by?: number;
  max?: number;
  shown?: string;
}) {
  const { label, value, onChange, by = 1, max = 999 } = props;
  const go = (next: number) => onChange(Math.min(max, Math.max(by, next)));
  return (
    <div class="stepper">
      <button type="button" class="act plain key" aria-label={`less ${label}`} onClick={() => go(value - by)}>
        −
      </button>
      <output aria-label={label}>{props.shown ?? value}</output>
      <button type="button" class="act plain key" aria-label={`more ${label}`} onClick={() => go(value + by)}>
        +
      </button>
    </div>
  );
}

/** A question and what answers it. */
export function Asked(props: { text: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <span>{props.text}</span>
      {props.children}
    </div>
  );
}

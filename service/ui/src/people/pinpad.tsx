import type { Ref } from "preact";
import { pinAfter } from "./code";

/** Keys for a PIN: dots for what was typed, never a digit, and no field that a browser would remember. */

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

export function PinPad(props: { pin: string; onChange: (pin: string) => void; onEnter: () => void; at: Ref<HTMLDivElement> }) {
  const { pin, onChange, onEnter } = props;
  const key = (text: string, name: string, label?: string) => (
    <button key={name} type="button" class="act plain key" aria-label={label} onClick={() => onChange(pinAfter(pin, name))}>
      {text}
    </button>
  );
  return (
    <div
      class="pinpad"
      role="group"
      tabIndex={0}
      ref={props.at}
      aria-label="PIN, by these keys or the keyboard"
      onKeyDown={(event) => {
        if (event.repeat) return;
        // On one of the keys Enter presses that key.
        if (event.key === "Enter" && event.target === event.currentTarget) onEnter();
        else onChange(pinAfter(pin, event.key));
      }}
    >
      <p class="dots" role="status">
        <span aria-hidden="true">{pin ? "●".repeat(pin.length) : "PIN"}</span>
        <span class="spoken">{`${pin.length} digits`}</span>
      </p>
      <div class="pad">
        {KEYS.map((each) => key(each, each))}
        {key("Clear", "Delete")}
        {key("0", "0")}
        {key("⌫", "Backspace", "take the last digit back")}
      </div>
    </div>
  );
}

import { useEffect, useRef } from "preact/hooks";
import { KEYS, NOTHING_KEYED, pressed, type Keyed } from "./number";

/** A number pad for gloves: large keys, the number large while it is typed, and clear apart from the digits. */
export function Keypad(props: {
  value: Keyed;
  onChange: (next: Keyed) => void;
  unit: string;
  spoken: string;
  /** Why the number before was refused: it stands in the display until the next key. */
  refusal?: string;
}) {
  const { value, onChange, refusal = "" } = props;
  const press = (key: string) => onChange(pressed(value, key, performance.now()));
  const clear = () => onChange(NOTHING_KEYED);
  useEffect(() => {
    if (!value.refused) return;
    const timer = setTimeout(() => onChange({ ...value, refused: false }), 250);
    return () => clearTimeout(timer);
  }, [value]);
  const display = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (refusal) display.current?.scrollIntoView({ block: "nearest" });
  }, [refusal]);
  return (
    <div
      class="keypad"
      role="group"
      tabIndex={0}
      aria-label={props.spoken}
      onKeyDown={(event) => {
        if (event.repeat || event.target !== event.currentTarget) return;
        if ((KEYS as readonly string[]).includes(event.key)) press(event.key);
        else if (event.key === "Backspace" || event.key === "Delete") clear();
      }}
    >
      <p ref={display} class="typed" role="status" data-refused={refusal || value.refused ? "true" : undefined}>
        {refusal ? (
          <span class="refusal">{refusal}</span>
        ) : (
          <>
            <b>{value.typed || "–"}</b>
            <span class="unit">{props.unit}</span>
          </>
        )}
      </p>
      <div class="pad">
        {KEYS.map((key) => (
          <button key={key} type="button" class="act plain key" onClick={() => press(key)}>
            {key}
          </button>
        ))}
      </div>
      {/* It stands apart from the digits, and clears all: a wrong number is keyed again as a whole. */}
      <button type="button" class="act plain clear" onClick={clear}>
        Clear
      </button>
    </div>
  );
}

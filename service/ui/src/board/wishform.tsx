import type { ComponentChildren } from "preact";
import type { BookView } from "../api.gen";
import { Button, Choice, Stepper } from "../parts/button";
import { Field } from "../parts/fields";
import { dayAfter, dayWords, placeWords } from "../words/visits";
import { wallTime, type Wish } from "./wish";

/** What somebody on the phone wishes. Counting where counting will do; a keyboard for the name alone. */

const WITHIN = [["0", "that day"], ["2", "3 days"], ["6", "a week"], ["13", "2 weeks"]].map(([id = "", text = ""]) => ({ id, text }));
const LIMITS = [["any", "any time"], ["after", "not before"], ["before", "not after"]].map(([id = "", text = ""]) => ({ id, text }));

export function WishForm(props: {
  book: BookView;
  wish: Wish;
  onChange: (next: Wish) => void;
  busy: boolean;
  why: readonly string[];
  onAsk: () => void;
}) {
  const { book, wish, onChange, busy, why, onAsk } = props;
  const put = <K extends keyof Wish>(key: K) => (value: Wish[K]) => onChange({ ...wish, [key]: value });
  const kind = book.kinds.find((each) => each.id === wish.what);
  const many = wish.visits > 1;
  return (
    <div class="form">
      <Field label="Patient id" value={wish.patient} onInput={put("patient")} />
      <Line text="What">
        <Choice label="What" options={book.kinds.map((each) => ({ id: each.id, text: each.name }))} value={wish.what} onPick={put("what")} />
      </Line>
      {kind?.numbered && (
        <Line text="Number of the infusion">
          <Stepper label="infusion" value={wish.infusion} onChange={put("infusion")} max={200} />
        </Line>
      )}
      {kind?.by_order && (
        <>
          <Field label="Dose, mg" decimal value={wish.dose} onInput={put("dose")} />
          <Field label="Bag volume, mL" decimal value={wish.volume} onInput={put("volume")} />
        </>
      )}
      <Line text="Place">
        <Choice label="Place" options={book.places.map((each) => ({ id: each, text: placeWords(each) }))} value={wish.place} onPick={put("place")} />
      </Line>
      <Line text="Visits">
        <Stepper label="visits" value={wish.visits} onChange={put("visits")} max={12} />
      </Line>
      {many && (
        <Line text="Days apart">
          <Stepper label="days apart" value={wish.apart} onChange={put("apart")} max={28} shown={`${wish.apart}\u00a0days`} />
        </Line>
      )}
      <Line text="Due day">
        <div class="stepper">
          <Button class="key" text="−" label="a day earlier" onTap={() => put("first")(dayAfter(wish.first, -1))} />
          <output aria-label="Due day">{dayWords(wish.first)}</output>
          <Button class="key" text="+" label="a day later" onTap={() => put("first")(dayAfter(wish.first, 1))} />
        </div>
      </Line>
      <Line text="Within">
        <Choice label="Within" options={WITHIN} value={wish.within} onPick={put("within")} />
      </Line>
      <Line text="Wished time">
        <Stepper label="time" value={wish.around} onChange={put("around")} by={30} max={20 * 60} shown={wallTime(wish.around)} />
      </Line>
      <Line text="Limit">
        <Choice label="Limit" options={LIMITS} value={wish.limit} onPick={put("limit")} />
      </Line>
      <Button
        kind="go"
        class="wide"
        text={busy ? "Asking…" : many ? `Ask for ${wish.visits} places` : "Ask for places"}
        why={why}
        onTap={onAsk}
      />
    </div>
  );
}

function Line(props: { text: string; children: ComponentChildren }) {
  return (
    <div class="asked">
      <span>{props.text}</span>
      {props.children}
    </div>
  );
}

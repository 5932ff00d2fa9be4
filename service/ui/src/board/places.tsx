import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { OfferView } from "../api.gen";
import type { Refusal, Told } from "../link/book";
import { Button } from "../parts/button";
import { Said } from "../parts/outcome";
import { shortLines, whenWords, whyWords } from "../words/visits";
import { goTo } from "./desk";

/** Places as buttons, each with its reason in words; and what was refused, with those instead. */

export function Place(props: { offer: OfferView; onTap: () => void }) {
  return (
    <button type="button" class="act plain place" onClick={props.onTap}>
      <span class="label">{whenWords(props.offer)}</span>
      <span class="more">{whyWords(props.offer)}</span>
    </button>
  );
}

/** A refusal with its reason, and the nearest places as buttons. */
export function Instead(props: { told: Told | undefined; refused: Refusal | null; onPick: (offer: OfferView) => void }) {
  const { told, refused, onPick } = props;
  const node = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (told?.state === "refused") node.current?.scrollIntoView({ block: "nearest" });
  }, [told]);
  const offers = refused?.alternatives ?? [];
  return (
    <div class="instead" ref={node}>
      <Said act={told} />
      {refused && refused.short.length > 0 && (
        <ul class="short-days" aria-label="What is short">
          {shortLines(refused.short).map(({ days, says }) => (
            <li key={days}>
              <b>{days}:</b> {says}
            </li>
          ))}
        </ul>
      )}
      {offers.length > 0 && <p class="hint">Free instead:</p>}
      <div class="places">
        {offers.map((offer) => (
          <Place key={offer.seat} offer={offer} onTap={() => onPick(offer)} />
        ))}
      </div>
    </div>
  );
}

/** A sheet of the desk: what it is about, and the way out. */
export function DeskSheet(props: {
  name: string;
  title: string;
  leave?: () => void;
  word?: string;
  kind?: string;
  children: ComponentChildren;
}) {
  const { name, title, leave = () => goTo(null), word = "Close" } = props;
  return (
    <div class={`desk-sheet ${name}`} data-kind={props.kind}>
      <header>
        <h2>{title}</h2>
        <Button class="close" text={word} onTap={leave} />
      </header>
      {props.children}
    </div>
  );
}

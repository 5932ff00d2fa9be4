import { useEffect, useState } from "preact/hooks";
import type { ChangeAnswer, OfferView, OffersView, SeriesOffersView } from "../api.gen";
import { askBook, book, day, showDay, tapBook } from "../link/book";
import { Button } from "../parts/button";
import { nobody } from "../who";
import { clock } from "../words/format";
import { dayAfter, dayWords, whenWords, whyWords } from "../words/visits";
import { keepPlaces, wished } from "./desk";
import { DeskSheet, Instead, Place } from "./places";
import { useTap } from "./usetap";
import { FIRST_MIN, NO_WISH, nthVisit, offersBody, seriesBody, type Wish } from "./wish";
import { WishForm } from "./wishform";

/** Somebody is on the phone: what is wished, the places that there are, and one of them held. */
export function AskDesk() {
  const all = book.value;
  const [draft, setDraft] = useState(NO_WISH);
  const [found, setFound] = useState<OfferView[][] | null>(null);
  const taps = useTap();
  const wish: Wish = {
    ...draft,
    first: draft.first || day.value,
    what: draft.what || all?.kinds[0]?.id || "",
    place: draft.place || all?.places[0] || "",
  };
  const at = wished.value;
  useEffect(() => {
    if (at === null) return;
    const [hours = 0, min = 0] = clock(at).split(":").map(Number);
    setDraft({ ...draft, first: day.value, around: Math.max(FIRST_MIN, hours * 60 + Math.floor(min / 30) * 30) });
    setFound(null);
    wished.value = null;
  }, [at]);
  if (!all) return null;

  const kind = all.kinds.find((each) => each.id === wish.what);
  const patient = wish.patient.trim();
  const why = [...(patient ? [] : ["Say for whom."]), ...nobody("hold_place")];
  const search = async (from: Wish) => {
    const answer = await taps.run(
      () => (from.visits > 1
        ? askBook<OffersView & SeriesOffersView>("/series/offers", seriesBody(from, kind))
        : askBook<OffersView & SeriesOffersView>("/offers", offersBody(from, kind))),
      "",
    );
    if (answer) setFound(from.visits > 1 ? answer.series : answer.offers.map((each) => [each]));
  };
  const hold = async (offers: OfferView[]) => {
    const [first] = offers;
    if (!first) return;
    const visits = offers.map((each, count) => ({ visit: nthVisit(wish, kind, count), seat: each.seat }));
    const answer = await taps.run(
      () => (offers.length > 1
        ? tapBook<ChangeAnswer>("/series", { patient, visits })
        : tapBook<ChangeAnswer>("/holds", { patient, visit: nthVisit(wish, kind, 0), seat: first.seat })),
      "",
    );
    if (!answer) return;
    showDay(answer.visits[0]?.on);
    keepPlaces(answer.visits, null);
  };
  /** A course of which one visit has no place: all of it so many days later, or earlier. */
  const shift = (offer: OfferView, due: string) => {
    const days = Math.round((Date.parse(offer.on) - Date.parse(due)) / 86_400_000);
    const next = { ...wish, first: dayAfter(wish.first, days) };
    setDraft(next);
    void search(next);
  };
  const last = dayAfter(wish.first, Number(wish.within));
  const queue = () => {
    const body = { patient, visit: nthVisit(wish, kind, 0), first: wish.first, last };
    void taps.run(() => tapBook("/waiting-list", body), `${patient} waits for a place until ${dayWords(last)}.`);
  };
  const mayWait = wish.visits === 1 && (found !== null || taps.refused !== null) && taps.told?.state !== "confirmed";
  return (
    <DeskSheet name="ask-desk" title={found ? `Places for ${patient}` : "Book a visit"}>
      {found ? (
        <div class="found">
          <Button
            class="wide"
            text="Change the wish"
            onTap={() => {
              setFound(null);
              taps.clear();
            }}
          />
          <div class="places">
            {found.map((offers, count) => (
              <Found key={offers[0]?.seat} offers={offers} count={count} onTap={() => void hold(offers)} />
            ))}
          </div>
        </div>
      ) : (
        <WishForm
          book={all}
          wish={wish}
          onChange={setDraft}
          busy={taps.busy}
          why={why}
          onAsk={() => void search(wish)}
        />
      )}
      <Instead
        told={taps.told}
        refused={taps.refused}
        onPick={(offer) => (taps.refused?.due ? shift(offer, taps.refused.due) : void hold([offer]))}
      />
      {mayWait && <Button class="wide" text="Put on the waiting list" why={why} onTap={queue} />}
    </DeskSheet>
  );
}

function Found(props: { offers: OfferView[]; count: number; onTap: () => void }) {
  const { offers, count, onTap } = props;
  const [only] = offers;
  if (only && offers.length === 1) return <Place offer={only} onTap={onTap} />;
  return (
    <button type="button" class="act plain place" onClick={onTap}>
      <span class="label">{`${offers.length} visits, choice ${count + 1}`}</span>
      <ol>
        {offers.map((each) => (
          <li key={each.seat}>
            <b>{whenWords(each)}</b> {whyWords(each)}
          </li>
        ))}
      </ol>
    </button>
  );
}

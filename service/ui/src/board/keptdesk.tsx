import { useState } from "preact/hooks";
import type { BookedVisitView, ChangeAnswer, OfferView } from "../api.gen";
import { book, tapBook } from "../link/book";
import { second } from "../link/time";
import { Button } from "../parts/button";
import { nobody } from "../who";
import { clock } from "../words/format";
import { whatWords, whenWords } from "../words/visits";
import { goTo, keepPlaces, kept } from "./desk";
import { DeskSheet, Instead } from "./places";
import { useTap } from "./usetap";

/** A place, or those of a course, held while somebody is asked: book before the time is up. */
export function KeptDesk() {
  const held = kept.value;
  const [first] = held?.visits ?? [];
  return held && first ? <Sheet key={first.id} visits={held.visits} first={first} waiting={held.waiting} /> : null;
}

function Sheet(props: { visits: BookedVisitView[]; first: BookedVisitView; waiting: string | null }) {
  const { first, waiting } = props;
  const [visits, setVisits] = useState(props.visits);
  const [state, setState] = useState<"held" | "booked" | "dropped">("held");
  const taps = useTap();
  const held = state === "held";
  const until = Math.min(...visits.map((each) => Date.parse(each.held_until ?? "")));
  const seconds = Math.ceil((until - second.value) / 1_000);
  const over = held && seconds <= 0;

  const bookAll = async () => {
    const answer = await taps.run(
      () => (first.series
        ? tapBook<ChangeAnswer>(`/series/${first.series}/book`, {})
        : tapBook<ChangeAnswer>("/visits", { hold: first.id })),
      "Booked.",
    );
    if (!answer) return;
    setVisits(answer.visits);
    setState("booked");
    if (waiting) await tapBook(`/waiting-list/${waiting}/leave`, {});
  };
  const dropAll = async () => {
    for (const visit of visits) {
      const body = { reason: "not wanted" };
      const done = await taps.run(() => tapBook<ChangeAnswer>(`/visits/${visit.id}/cancel`, body), "The place is free again.");
      if (!done) return;
    }
    setState("dropped");
  };
  /** Hold another place instead. */
  const again = async (offer: OfferView) => {
    const wish = { what: first.what, place: first.place, ...(first.infusion_no === null ? {} : { infusion_no: first.infusion_no }) };
    const body = { patient: first.patient, visit: wish, seat: offer.seat };
    const answer = await taps.run(() => tapBook<ChangeAnswer>("/holds", body), "");
    if (answer) keepPlaces(answer.visits, waiting);
  };
  const all = visits.length > 1 ? ` all ${visits.length}` : "";
  return (
    <DeskSheet name="kept-desk" title={state === "booked" ? "Booked" : state === "dropped" ? "Let go" : over ? "Hold is over" : "Held"}>
      <p>{`${first.patient}: ${whatWords(first, book.value)}`}</p>
      <ul class="kept-list">
        {visits.map((each) => (
          <li key={each.id}>{whenWords(each)}</li>
        ))}
      </ul>
      {held && (
        <>
          <p class="left" role="timer" data-over={over ? "true" : undefined}>
            {over ? "The place was held for a while and is free again." : `Free again in ${leftWords(seconds)}, at ${clock(until, true)}.`}
          </p>
          <progress max="1" aria-label="time left" value={Math.max(0, seconds / ((book.value?.hold_min ?? 10) * 60))} />
        </>
      )}
      <Instead told={taps.told} refused={taps.refused} onPick={(offer) => void again(offer)} />
      {held && (
        <Button
          kind="go"
          class="wide"
          text={`Book${all} for ${first.patient}`}
          why={[...(over ? ["Hold it anew."] : []), ...nobody("book_visit")]}
          onTap={() => void bookAll()}
        />
      )}
      {held && !over && (
        <Button class="wide" text={visits.length > 1 ? "Let them all go" : "Let it go"} onTap={() => void dropAll()} />
      )}
      {(!held || over) && <Button class="wide" text={over ? "Ask again" : "Book another"} onTap={() => goTo("ask")} />}
    </DeskSheet>
  );
}

/** 9:05. */
const leftWords = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.max(0, seconds % 60)).padStart(2, "0")}`;

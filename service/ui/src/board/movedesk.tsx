import { useState } from "preact/hooks";
import type { BookedVisitView, ChangeAnswer } from "../api.gen";
import { book, day, showDay, tapBook } from "../link/book";
import { Button, Choice } from "../parts/button";
import { nobody } from "../who";
import { clock, minutes } from "../words/format";
import { dayWords, whatWords, whenWords } from "../words/visits";
import { aim, goTo, moved, select, visit as chosen } from "./desk";
import { DeskSheet, Instead } from "./places";
import { useTap } from "./usetap";

/** Tap, then tap: a visit is chosen, then a time on this day or another. Nothing is dragged. */

const REASONS = ["patient's wish", "comes later", "blood values", "drug not there", "ward's plan"].map((each) => ({ id: each, text: each }));
const NUDGE_MS = 5 * 60_000;

export function MoveDesk() {
  const visit = moved.value;
  return visit && <Sheet key={visit.id} visit={visit} />;
}

function Sheet(props: { visit: BookedVisitView }) {
  const { visit } = props;
  const [reason, setReason] = useState("");
  const taps = useTap();
  const seat = aim.value;
  const [told, setTold] = useState(seat);
  if (told !== seat) {
    setTold(seat); // another time: what was refused is of no interest any more
    taps.clear();
  }
  const move = async (at: number) => {
    const body = { seat: new Date(at).toISOString(), reason: reason || "ward's plan", version: visit.version };
    const answer = await taps.run(() => tapBook<ChangeAnswer>(`/visits/${visit.id}/move`, body), "moved");
    const [done] = answer?.visits ?? [];
    if (done) {
      showDay(done.on);
      select(visit.id);
    } else if (chosen.value) moved.value = chosen.value; // somebody else may have changed it: the next tap is on what it is now
  };
  const back = () => {
    showDay(visit.on);
    goTo("visit");
  };
  return (
    <DeskSheet name="move-desk" title={`Move ${visit.patient}`} leave={back} word="Keep it">
      <p>{`${whatWords(visit, book.value)}, ${minutes(visit.minutes)}. Now ${whenWords(visit)}.`}</p>
      <p class="hint">
        {seat ? "Tap another time to change it." : "Tap the new time on the board; other days by ◀ and ▶."}
      </p>
      {seat > 0 && (
        <>
          <div class="stepper">
            <Button class="key" text="−" label="5 minutes earlier" onTap={() => (aim.value = seat - NUDGE_MS)} />
            <p class="aim" role="status">
              {clock(seat)}
            </p>
            <Button class="key" text="+" label="5 minutes later" onTap={() => (aim.value = seat + NUDGE_MS)} />
          </div>
          <Choice label="Reason" options={REASONS} value={reason} onPick={setReason} />
          <Button
            kind="go"
            class="wide"
            text={`Move to ${dayWords(day.value)}, ${clock(seat)}`}
            why={[...(reason ? [] : ["Say why."]), ...nobody("move_visit")]}
            onTap={() => void move(seat)}
          />
        </>
      )}
      <Instead told={taps.told} refused={taps.refused} onPick={(offer) => void move(Date.parse(offer.seat))} />
    </DeskSheet>
  );
}

import { useRef } from "preact/hooks";
import type { ChangeAnswer, WaitingView } from "../api.gen";
import { book, showDay, tapBook, waitingList } from "../link/book";
import { Button } from "../parts/button";
import { nobody } from "../who";
import { dayAndClock } from "../words/format";
import { dayWords, whatWords } from "../words/visits";
import { keepPlaces } from "./desk";
import { DeskSheet, Instead } from "./places";
import { useTap } from "./usetap";

/** Who waits for a place, the first one first. An offer holds nothing until somebody is asked. */
export function WaitDesk() {
  const taps = useTap();
  const last = useRef<WaitingView | null>(null);
  const hold = async (row: WaitingView, seat: string) => {
    last.current = row;
    const visit = { what: row.what, place: row.place, ...(row.infusion_no === null ? {} : { infusion_no: row.infusion_no }) };
    const answer = await taps.run(() => tapBook<ChangeAnswer>("/holds", { patient: row.patient, visit, seat }), "");
    if (!answer) return;
    showDay(answer.visits[0]?.on);
    keepPlaces(answer.visits, row.id);
  };
  const leave = (row: WaitingView) => {
    void taps.run(() => tapBook(`/waiting-list/${row.id}/leave`, {}), `${row.patient} waits no more.`);
  };
  return (
    <DeskSheet name="wait-desk" title="Waiting list">
      <Instead
        told={taps.told}
        refused={taps.refused}
        onPick={(offer) => last.current && void hold(last.current, offer.seat)}
      />
      {waitingList.value.length === 0 && <p class="hint">Nobody waits for a place.</p>}
      <ul class="wait-list">
        {waitingList.value.map((row) => (
          <li key={row.id}>
            <div class="text">
              <b>{row.patient}</b>
              <span>{whatWords(row, book.value)}</span>
              <span class="hint">{`${dayWords(row.first)} to ${dayWords(row.last)}`}</span>
            </div>
            <div class="do">
              {row.offered && (
                <Button
                  kind="go"
                  text={`Hold ${dayAndClock(row.offered)}`}
                  title="A place has become free. It is not held yet."
                  why={nobody("hold_place")}
                  onTap={() => row.offered && void hold(row, row.offered)}
                />
              )}
              <Button text="Waits no more" why={nobody("leave_waiting_list")} onTap={() => leave(row)} />
            </div>
          </li>
        ))}
      </ul>
    </DeskSheet>
  );
}

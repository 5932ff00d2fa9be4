import { useEffect, useRef } from "preact/hooks";
import { board, boardAge, book, day, dayRefused, followBook, isOld, showDay, waitingList } from "../link/book";
import { Button } from "../parts/button";
import { age } from "../words/format";
import { dayAfter, dayWords } from "../words/visits";
import { AskDesk } from "./askdesk";
import { DayBoard } from "./dayboard";
import { goTo, sheet, visit, type Sheet } from "./desk";
import { KeptDesk } from "./keptdesk";
import { MoveDesk } from "./movedesk";
import { RepairDesk } from "./repairdesk";
import { VisitDesk } from "./visitdesk";
import { WaitDesk } from "./waitdesk";

/** The board of the day: which day, its chairs and times, and one sheet of the desk. */

const SHEETS: Record<Sheet, () => preact.JSX.Element | null> = {
  visit: VisitDesk,
  move: MoveDesk,
  ask: AskDesk,
  kept: KeptDesk,
  waiting: WaitDesk,
  repair: RepairDesk,
};

export function BoardScreen() {
  const desk = useRef<HTMLElement>(null);
  useEffect(followBook, []);
  // A visit that is gone from the day has no sheet any more; while it is moved, other days are shown.
  const gone = sheet.value === "visit" && board.value !== null && visit.value === null;
  const name = gone ? null : sheet.value;
  useEffect(() => {
    if (gone) goTo(null);
  }, [gone]);
  useEffect(() => {
    if (desk.current) desk.current.scrollTop = 0;
  }, [name]);
  const Shown = name ? SHEETS[name] : null;
  return (
    <main id="day" data-sheet={name ?? undefined}>
      {(book.value || !dayRefused.value) && <DayBar />}
      <DayBoard />
      {Shown && (
        <section id="desk" ref={desk} aria-label="What to do">
          <Shown />
        </section>
      )}
    </main>
  );
}

/** Which day it is, forth and back, how old the board is, and what a clerk begins here. */
function DayBar() {
  const today = book.value?.today;
  const shown = board.value;
  const old = isOld.value;
  const mark = shown?.proposal ?? null;
  const toggle = (to: Sheet) => goTo(sheet.value === to ? null : to);
  return (
    <div id="day-bar">
      <div class="days">
        <Button class="step" text="◀" label="Day before" off={!shown?.before} onTap={() => showDay(shown?.before)} />
        <div class="which">
          <h2>{day.value ? `${dayWords(day.value, true)}${nearness(day.value, today)}` : "…"}</h2>
          <span class="told" data-old={old ? "true" : undefined}>
            {`${old ? "OLD: not told for" : "told"} ${age(boardAge.value)}${old ? "" : " ago"}`}
          </span>
        </div>
        <Button class="step" text="▶" label="Day after" off={!shown?.after} onTap={() => showDay(shown?.after)} />
        <Button text="Today" off={!today || day.value === today} onTap={() => showDay(today)} />
      </div>
      <div class="begin">
        {(mark || sheet.value === "repair") && (
          <Button
            class="repair"
            text={mark?.moves ? `Day has changed: ${mark.moves} to move` : "Day has changed"}
            pressed={sheet.value === "repair"}
            onTap={() => toggle("repair")}
          />
        )}
        <Button
          text={`Waiting list: ${waitingList.value.length}`}
          pressed={sheet.value === "waiting"}
          onTap={() => toggle("waiting")}
        />
        <Button class="go ask" text="Book a visit" onTap={() => goTo("ask")} />
      </div>
    </div>
  );
}

function nearness(shown: string, today: string | undefined): string {
  if (!today) return "";
  if (shown === today) return ", today";
  return shown === dayAfter(today, 1) ? ", tomorrow" : "";
}

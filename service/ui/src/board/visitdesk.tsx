import { useEffect, useState } from "preact/hooks";
import type { BookedVisitView, ChairView, ChangeAnswer, PhasesView } from "../api.gen";
import { board, book, tapBook } from "../link/book";
import { shownTime } from "../link/time";
import { view } from "../link/ward";
import { Button, Choice } from "../parts/button";
import { Fact } from "../parts/fields";
import { Badge } from "../parts/icon";
import { openChair } from "../screen";
import { nobody } from "../who";
import { clock, minutes } from "../words/format";
import { moves } from "../words/status";
import { placeWords, pumpLine, pumpOf, visitState, whatWords, whenWords } from "../words/visits";
import { chairName, freeFor, notFree } from "./chairs";
import { goTo, visit as chosen } from "./desk";
import { DeskSheet, Instead } from "./places";
import { useTap } from "./usetap";

/** One visit: what is known of it, and what can be done with it where it stands. */

const REASONS = ["patient's wish", "patient is ill", "blood values", "drug not there", "ward's plan"].map((each) => ({ id: each, text: each }));
const LATER_MIN = [15, 30, 60, 90];
const STEP_MS = 5 * 60_000;

type Verb = "book" | "arrive" | "seat" | "move" | "late" | "no-show" | "cancel" | "done";
type Question = "" | "seat" | "late" | "cancel";

/** What is possible from where; the book says the last word. */
const FROM: Partial<Record<BookedVisitView["status"], readonly Verb[]>> = {
  held: ["book", "move", "cancel"],
  booked: ["arrive", "seat", "late", "move", "no-show", "cancel"],
  arrived: ["seat", "move", "cancel"],
  seated: ["done"],
};
const OF_TODAY: readonly Verb[] = ["arrive", "seat", "no-show", "late", "done"];

export function VisitDesk() {
  const visit = chosen.value;
  return visit && <Sheet key={visit.id} visit={visit} />;
}

function Sheet(props: { visit: BookedVisitView }) {
  const { visit } = props;
  const [asked, setAsked] = useState<Question>("");
  const taps = useTap();
  const live = view.value?.chairs ?? [];
  const state = visitState(visit, live, shownTime());
  const pump = pumpOf(visit, live);
  useEffect(() => setAsked(""), [visit.version]);
  const tap = (path: string, body: object, word: string) => {
    void taps.run(() => tapBook<ChangeAnswer>(path, body), `${clock(shownTime(), true)}: ${word}.`);
  };
  const on = (verb: string, body: object, word: string) => tap(`/visits/${visit.id}/${verb}`, body, word);
  return (
    <DeskSheet name="visit-desk" title={visit.patient} kind={state.kind}>
      <Badge shape={state.shape} word={[state.word, state.more].filter(Boolean).join(", ")} />
      <Facts visit={visit} pump={pump} />
      <Instead
        told={taps.told}
        refused={taps.refused}
        onPick={(offer) => on("move", { seat: offer.seat, reason: "ward's plan", version: visit.version }, "moved")}
      />
      {asked === "seat" && <Seating visit={visit} onPick={(chair) => on("seat", { chair }, "seated")} />}
      {asked === "late" && <Lateness visit={visit} onPick={(expected) => on("late", { expected }, "expected later")} />}
      {asked === "cancel" && (
        <Cancelling visit={visit} onCancel={(reason) => on("cancel", { reason, version: visit.version }, "cancelled")} />
      )}
      {asked && <Button class="wide" text="Back" onTap={() => setAsked("")} />}
      <div class="verbs">
        {visit.chair && visit.status === "seated" && (
          <Button class="wide" text="Open on the ward page" onTap={() => openChair(visit.chair)} />
        )}
        {!asked && <Verbs visit={visit} pump={pump} onAsk={setAsked} onTap={on} onBook={() => tap("/visits", { hold: visit.id }, "booked")} />}
      </div>
    </DeskSheet>
  );
}

function Facts(props: { visit: BookedVisitView; pump: ChairView | null }) {
  const { visit, pump } = props;
  const until = visit.left ? ` to ${clock(visit.left)}` : "";
  return (
    <dl>
      <Fact name="Promised">{`${whenWords(visit)}, ${minutes(visit.minutes)}`}</Fact>
      <Fact name="What">{`${whatWords(visit, book.value)}, ${placeWords(visit.place)}`}</Fact>
      <Fact name="Of which">{partWords(visit.phases)}</Fact>
      <Fact name="Chair">
        {visit.chair ? `${chairName(visit.chair, board.value)} from ${clock(visit.seated)}${until}` : "not bound yet"}
      </Fact>
      {pump && <Fact name="Pump says">{pumpLine(pump, shownTime())}</Fact>}
      {visit.expected && <Fact name="Expected">{clock(visit.expected)}</Fact>}
      {visit.reason && <Fact name="Reason">{visit.reason}</Fact>}
      {visit.series && <Fact name="Course">one visit of a course</Fact>}
    </dl>
  );
}

/** The operation of the API behind each. */
const MAY: Record<Verb, string> = {
  book: "book_visit",
  arrive: "take_arrival",
  seat: "seat_patient",
  move: "move_visit",
  late: "expect_late",
  "no-show": "miss_visit",
  cancel: "cancel_visit",
  done: "end_visit",
};

function Verbs(props: {
  visit: BookedVisitView;
  pump: ChairView | null;
  onAsk: (question: Question) => void;
  onTap: (verb: string, body: object, word: string) => void;
  onBook: () => void;
}) {
  const { visit, pump, onAsk, onTap, onBook } = props;
  const today = visit.on === book.value?.today;
  const may = (FROM[visit.status] ?? []).filter((verb) => today || !OF_TODAY.includes(verb));
  const runs = pump && moves(pump) ? ["The pump runs: end the infusion first."] : [];
  const keys: Record<Verb, { text: string; go?: boolean; why?: string[]; tap: () => void }> = {
    book: { text: `Book for ${visit.patient}`, go: true, tap: onBook },
    arrive: { text: `${visit.patient} is here`, go: true, tap: () => onTap("arrive", {}, "is here") },
    seat: { text: "Seat on a chair…", tap: () => onAsk("seat") },
    move: { text: "Move: tap a new time…", tap: () => goTo("move") },
    late: { text: "Comes later…", tap: () => onAsk("late") },
    "no-show": { text: "Did not come", tap: () => onTap("no-show", {}, "did not come") },
    cancel: { text: visit.status === "held" ? "Let the place go…" : "Cancel…", tap: () => onAsk("cancel") },
    done: { text: `${visit.patient} has left`, go: true, why: runs, tap: () => onTap("done", {}, "done") },
  };
  return (
    <>
      {may.map((verb) => {
        const { text, go = false, why = [], tap } = keys[verb];
        return <Button key={verb} kind={go ? "go" : "plain"} class="wide" text={text} why={[...why, ...nobody(MAY[verb])]} onTap={tap} />;
      })}
    </>
  );
}

function Seating(props: { visit: BookedVisitView; onPick: (chair: string) => void }) {
  const shown = board.value;
  const live = view.value?.chairs ?? [];
  const free = shown ? freeFor(props.visit, shown, live, shownTime()) : [];
  return (
    <div class="question">
      <p class="hint">On which one?</p>
      {shown && !free.length && <p>{notFree(props.visit, shown, shownTime())}</p>}
      <Choice label="Chair" options={free} value="" onPick={props.onPick} />
    </div>
  );
}

function Lateness(props: { visit: BookedVisitView; onPick: (expected: string) => void }) {
  const from = Math.max(Date.parse(props.visit.seat), Math.ceil(shownTime() / STEP_MS) * STEP_MS);
  const options = LATER_MIN.map((min) => {
    const at = from + min * 60_000;
    return { id: new Date(at).toISOString(), text: clock(at), more: `${minutes(min)} later` };
  });
  return (
    <div class="question">
      <p class="hint">When is the patient expected? The promised time stays.</p>
      <Choice label="Expected" options={options} value="" onPick={props.onPick} />
    </div>
  );
}

function Cancelling(props: { visit: BookedVisitView; onCancel: (reason: string) => void }) {
  const [reason, setReason] = useState("");
  return (
    <div class="question">
      <p class="hint">Why is it cancelled?</p>
      <Choice label="Reason" options={REASONS} value={reason} onPick={setReason} />
      <Button
        kind="go"
        class="wide"
        text={`Cancel ${props.visit.patient}`}
        why={[...(reason ? [] : ["Say why."]), ...nobody("cancel_visit")]}
        onTap={() => props.onCancel(reason)}
      />
    </div>
  );
}

function partWords(each: PhasesView): string {
  const before = each.arrive + each.wait + each.hang;
  const after = each.flush + each.observe + each.disconnect + each.clean;
  return [`${minutes(before)} before`, each.infuse ? `${minutes(each.infuse)} infusion` : "", `${minutes(after)} after`]
    .filter(Boolean)
    .join(", ");
}

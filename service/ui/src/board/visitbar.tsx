import type { Bar, Scale } from "./rows";
import { board, book, proposal } from "../link/book";
import { second } from "../link/time";
import { view } from "../link/ward";
import { Icon } from "../parts/icon";
import { openChair } from "../screen";
import { clock } from "../words/format";
import { stateOf } from "../words/status";
import { visitState, whatWords, type VisitState } from "../words/visits";
import { select, selected } from "./desk";

/** One visit on the board: what it is by word and shape, how it is made up by its three parts. */
export function VisitBar(props: { bar: Bar; scale: Scale }) {
  const { bar, scale } = props;
  const { visit, session } = bar;
  const state = stateWords(bar);
  // Who sits, sits: it is those who are still to come for whom too little is there.
  const ahead = visit !== null && ["held", "booked", "arrived"].includes(visit.status);
  const short = ahead && (board.value?.conflicts.includes(visit.id) ?? false);
  const patient = visit?.patient ?? session?.session?.patient ?? "";
  const what = visit ? whatWords(visit, book.value) : session?.session?.drug ?? "";
  const words = [state.word, state.more, visit ? changeWords(visit.id) : ""].filter(Boolean).join(", ");
  const said = short ? `Not covered. ${words}` : words;
  // Begins with what is seen on the bar, in its order: whoever speaks to the page says what it reads.
  const spoken = `${patient}, ${said}, ${what}, ${clock(bar.from)} to ${clock(bar.to)}`;
  const left = Math.max(0, scale.at(bar.from));
  return (
    <button
      type="button"
      class="bar"
      style={{ left: `${left}%`, width: `${Math.min(100, scale.at(bar.to)) - left}%` }}
      data-state={state.kind}
      data-short={short ? "true" : undefined}
      data-chosen={visit && selected.value === visit.id ? "true" : undefined}
      aria-label={spoken}
      title={spoken}
      onClick={(event) => {
        event.stopPropagation();
        if (visit) select(visit.id);
        else if (session) openChair(session.chair);
      }}
    >
      <span class="parts">
        {PARTS.map((part, place) => (
          <i key={part} class={part} style={{ flexGrow: String(spansOf(bar)[place] ?? 0) }} />
        ))}
      </span>
      <span class="bar-text">
        <span class="bar-who">{patient}</span>{" "}
        <span class="bar-state">
          <Icon shape={short ? "diamond" : state.shape} />
          <b>{said}</b>
        </span>{" "}
        <span class="bar-what">{what}</span>
      </span>
    </button>
  );
}

const PARTS = ["before", "during", "after"];

function spansOf({ visit }: Bar): number[] {
  const phases = visit?.phases;
  if (!phases) return [0, 1, 0];
  const { arrive, wait, hang, infuse, flush, observe, disconnect, clean } = phases;
  return [arrive + wait + hang, infuse, flush + observe + disconnect + clean];
}

function stateWords({ visit, session }: Bar): VisitState {
  if (visit) return visitState(visit, view.value?.chairs ?? [], second.value);
  const state = session ? stateOf(session) : null;
  return { word: "", shape: "dash", kind: "free", ...state, more: "not in the book" };
}

/** What is proposed for a visit and not accepted, or until when it is expected to take. */
function changeWords(visit: string): string {
  const open = board.value?.proposal ? proposal.value : null;
  const move = open?.moves.find((each) => each.visit === visit && !each.done);
  if (move) return `→ ${clock(move.to)}?`;
  const stay = open?.stays.find((each) => each.visit === visit && each.longer);
  return stay ? `till ${clock(stay.expected)}` : "";
}

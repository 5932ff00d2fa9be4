import type { AcceptAnswer, ProposalView } from "../api.gen";
import { askBook, board, day, lookAtBook, proposal, tapBook, type Told } from "../link/book";
import { shownTime } from "../link/time";
import { Button } from "../parts/button";
import { nobody } from "../who";
import { clock, named } from "../words/format";
import { select } from "./desk";
import { DeskSheet, Instead } from "./places";
import { alsoWords, changesOf, costWords, type Change } from "./repairs";
import { useTap } from "./usetap";

/**
 * What a reaction, a late patient, a missing nurse did to the day, and what is proposed for it. Each
 * move is accepted by itself, or all of them together; nothing moves before that.
 */
export function RepairDesk() {
  const taps = useTap();
  const shown = proposal.value;
  const changes = shown ? changesOf(shown) : [];
  const open = changes.filter((each) => !each.done).length;

  /** @param visits null: everything that is not done yet */
  const accept = (of: ProposalView, visits: string[] | null) => {
    const body = { version: of.version, ...(visits ? { visits } : {}) };
    void taps.run(() => tapBook<AcceptAnswer>(`/days/${of.on}/proposals/${of.id}/accept`, body), outcomes);
  };
  /** Look at the day anew: what is proposed, as it is now. */
  const anew = async () => {
    await taps.run(() => askBook(`/days/${day.value}/proposals`, {}), `${clock(shownTime(), true)}: looked at anew.`);
    void lookAtBook();
  };
  return (
    <DeskSheet name="repair-desk" title="What became of the day">
      {shown ? (
        <>
          <ul class="why-list">
            {shown.why.map((each) => (
              <li key={each.sentence}>{named(each.sentence)}</li>
            ))}
          </ul>
          <p class="hint">{costWords(shown)}</p>
        </>
      ) : (
        <p class="hint">Nothing is proposed for this day.</p>
      )}
      <Instead told={taps.told} refused={taps.refused} onPick={() => {}} />
      <ul class="wait-list">
        {shown && changes.map((each) => <Row key={each.id} change={each} onAccept={() => accept(shown, [each.id])} />)}
      </ul>
      <ul class="also-list">
        {shown && alsoWords(shown, patientOf).map((each) => <li key={each}>{each}</li>)}
      </ul>
      {shown && open > 1 && (
        <Button
          kind="go"
          class="wide"
          text={taps.busy ? "Sending…" : `Accept all ${open}`}
          why={nobody("accept_proposal")}
          onTap={() => accept(shown, null)}
        />
      )}
      <Button class="wide" text="Look at the day anew" onTap={() => void anew()} />
    </DeskSheet>
  );
}

function Row(props: { change: Change; onAccept: () => void }) {
  const { change, onAccept } = props;
  const why = change.done ? [] : [...(change.closed ? ["A newer proposal stands."] : []), ...nobody("accept_proposal")];
  return (
    <li>
      <div class="text">
        <b>{change.name}</b>
        <span>{change.text}</span>
        <span class="hint">{change.hint}</span>
      </div>
      <div class="do">
        <Button kind="go" class="take" text={change.done ? "Accepted" : "Accept"} off={change.done} why={why} onTap={onAccept} />
        <Button text="Look" onTap={() => select(change.id)} />
      </div>
    </li>
  );
}

const patientOf = (visit: string): string => board.value?.visits.find((each) => each.id === visit)?.patient ?? visit;

/** All that was asked for is done, or each that is not is named. */
function outcomes(answer: AcceptAnswer): Told {
  const failed = answer.outcomes.filter((each) => !each.done);
  const at = shownTime();
  return {
    state: failed.length ? "refused" : "confirmed",
    text: `${clock(at, true)}: ${answer.outcomes.length - failed.length} accepted.`,
    reasons: failed.map((each) => `${patientOf(each.visit)}: ${each.problem?.detail ?? "not done"}`),
    at,
    stops: false,
  };
}

import type { ChairView, SessionView } from "../api.gen";
import { blockers } from "../blockers";
import { forget, inSession, send } from "../link/commands";
import { confirmedRate } from "../link/confirms";
import { personName } from "../link/ward";
import { Button } from "../parts/button";
import { Outcome } from "../parts/outcome";
import { nobody } from "../who";
import { clock, minutes, mlPerHour, passed } from "../words/format";

/**
 * A running step, and the nurse's word that the next one needs. The word is for exactly one step;
 * after a pause for a late word the same button lets the pump go on at the same rate.
 */
export function Attesting(props: { chair: ChairView; session: SessionView }) {
  const { chair, session } = props;
  const step = session.step;
  if (!step) return <div />;
  const late = session.phase === "paused";
  const word = step.attest;
  const serve = step.serve_min;
  const asks = step.next_rate_ml_h !== null;

  const attest = () => {
    const body = { step: step.no, no_reaction: true, vitals_taken: true };
    forget(`${chair.chair}:withdraw`);
    void send(`${chair.chair}:go`, inSession(session.id, "attestation"), body, {
      chair,
      confirm: late ? confirmedRate : undefined,
    });
  };
  const withdraw = () => {
    forget(`${chair.chair}:go`);
    void send(`${chair.chair}:withdraw`, inSession(session.id, "attestation/withdrawal"), {}, { chair });
  };
  return (
    <div>
      <h3>{`Step ${step.no}: ${mlPerHour(step.rate_ml_h)}`}</h3>
      <p class="big-line">{whereWords(session)}</p>
      {serve !== null && serve > 0 && (
        <progress max="1" value={Math.min(1, step.served_min / serve)} aria-label="served" />
      )}
      {(asks || late) && (
        <>
          <ul class="look">
            <li>Look at the patient: flush, rash, itching, cough, breath, shivering, pain.</li>
            <li>Take temperature, pulse, blood pressure, oxygen saturation.</li>
          </ul>
          <Button
            kind="go"
            class="wide attest"
            asks={word.needed && word.open}
            text={late
              ? `No reaction, vitals taken: go on at ${mlPerHour(step.rate_ml_h)}`
              : `No reaction, vitals taken: go on to ${mlPerHour(step.next_rate_ml_h ?? "?")}`}
            why={reasons(session)}
            onTap={attest}
          />
        </>
      )}
      <Outcome of={`${chair.chair}:go`} />
      <div class={asks ? "reserve" : undefined}>
        {word.given_by && (
          <>
            <p class="done">{givenWords(session)}</p>
            <Button class="wide" text="Take the word back: do not raise the rate" why={nobody("withdraw_attestation")} onTap={withdraw} />
          </>
        )}
      </div>
      <Outcome of={`${chair.chair}:withdraw`} />
    </div>
  );
}

function whereWords(session: SessionView): string {
  if (session.phase === "paused") return "Paused: nobody attested in time. The pump stands still.";
  const step = session.step;
  if (!step || step.serve_min === null || step.next_rate_ml_h === null) {
    return "Last rate: it runs until the volume is in.";
  }
  const served = passed(Math.min(step.served_min, step.serve_min));
  return `${served} of ${minutes(step.serve_min)} served. ${mlPerHour(step.next_rate_ml_h)} in ${minutes(step.due_in_min ?? 0)}.`;
}

function givenWords(session: SessionView): string {
  const word = session.step?.attest;
  if (!word?.given_by) return "";
  const stands = `${personName(word.given_by)} at ${clock(word.given_at, true)}: no reaction, vitals taken`;
  if (!word.needed) return stands;
  return `${stands}. ${word.second_needed ? "A second person has to say so too." : "Too old now: look again."}`;
}

/** Why the word cannot be given now. */
function reasons(session: SessionView): string[] {
  const word = session.step?.attest;
  const gates = (word?.gates ?? []).map((each) => each.sentence);
  if (session.phase === "paused") return [...session.resume_gates.map((each) => each.sentence), ...gates, ...blockers("attest")];
  if (!word) return [];
  if (!word.open && word.opens_in_min) return [`Opens in ${minutes(word.opens_in_min)}: the last minutes of the step count.`];
  if (!word.needed) return [word.given_by ? "Given. The rate rises when the step is served." : "Not needed now."];
  return [...gates, ...blockers("attest")];
}

import { useState } from "preact/hooks";
import type { ChairView, SessionView } from "../api.gen";
import { inSession, send } from "../link/commands";
import { shownTime } from "../link/time";
import { Asked, Button, Stepper } from "../parts/button";
import { Outcome } from "../parts/outcome";
import { nobody } from "../who";
import { clock, minutesBetween } from "../words/format";
import { toGrade } from "../words/status";
import { Grading } from "./reacting";

/** After the last drop: flush, observation, discharge. */
export function Afterwards(props: { chair: ChairView; session: SessionView }) {
  const { chair, session } = props;
  const [volume, setVolume] = useState(20);
  const now = shownTime();
  const flushing = session.phase === "flushing";
  const until = session.observe_until ? Date.parse(session.observe_until) : now;
  const watched = session.phase === "observing" && now < until;
  const tell = (verb: string, body: object) => {
    void send(`${chair.chair}:after`, inSession(session.id, verb), body, { chair });
  };
  return (
    <div>
      <h3>{TITLES[session.phase] ?? "Ended before the volume was in"}</h3>
      <p class="big-line">{endWords(session, now, until)}</p>
      {toGrade(session) && (
        <>
          <h3>{`Reaction at ${clock(session.reaction?.at, true)}: not graded`}</h3>
          <Grading chair={chair} session={session} done={() => undefined} />
        </>
      )}
      <Outcome of={`${chair.chair}:grade`} />
      {session.postmedication.length > 0 && (
        <ul class="look">
          {session.postmedication.map((each) => (
            <li key={each.name}>{`${each.name}, ${each.dose}: ${each.when}`}</li>
          ))}
        </ul>
      )}
      {flushing && (
        <>
          <Asked text="Flushed by hand with">
            <Stepper label="flush volume" value={volume} onChange={setVolume} by={5} max={100} shown={`${volume}\u00a0mL`} />
          </Asked>
          <Button
            kind="go"
            class="wide"
            text={`Flushed with ${volume}\u00a0mL`}
            why={nobody("record_flush")}
            onTap={() => tell("flush", { volume_ml: String(volume) })}
          />
        </>
      )}
      {!flushing && session.phase !== "completed" && (
        <Button
          kind="go"
          class="wide"
          text={`Discharge ${session.patient}`}
          why={[...(watched ? [`Observed for ${minutesBetween(now, until)} more.`] : []), ...nobody("discharge")]}
          onTap={() => tell("discharge", {})}
        />
      )}
      <Outcome of={`${chair.chair}:after`} />
    </div>
  );
}

const TITLES: Partial<Record<SessionView["phase"], string>> = {
  flushing: "The volume is in",
  observing: "Observation",
  completed: "Completed",
};

function endWords(session: SessionView, now: number, until: number): string {
  if (session.phase === "flushing") return "Flush the line by hand, then say with how much.";
  if (session.phase !== "observing") return `${session.infused_ml} of ${session.volume_ml}\u00a0mL were given.`;
  return now < until
    ? `Until ${clock(session.observe_until)}: ${minutesBetween(now, until)} to go.`
    : "The time of observation is over.";
}

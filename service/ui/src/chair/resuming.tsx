import type { ChairView, SessionView } from "../api.gen";
import { blockers } from "../blockers";
import { inSession, send } from "../link/commands";
import { confirmedRate } from "../link/confirms";
import { second } from "../link/time";
import { Coming } from "../log/coming";
import { comingSteps } from "../log/openitems";
import { Button } from "../parts/button";
import { Outcome } from "../parts/outcome";
import { mlPerHour } from "../words/format";
import { holdSentence, moves } from "../words/status";

/** After a pause, or when the session is held because a hand was at the pump. */
export function Resuming(props: { chair: ChairView; session: SessionView; toSecond: () => void }) {
  const { chair, session, toSecond } = props;
  const held = session.phase === "held";
  const rate = session.resume_rate_ml_h;
  const text = rate ? `Resume at ${mlPerHour(rate)}` : "Lift the hold: the pump stays stopped";
  const resume = () => {
    void send(`${chair.chair}:go`, inSession(session.id, "resume"), {}, {
      chair,
      confirm: rate ? confirmedRate : undefined,
      pin: { of: "pin", what: text },
    });
  };
  return (
    <div>
      <h3>{held ? "Held: a person decides" : "Paused"}</h3>
      <p class="big-line">
        {held ? holdSentence(session.hold) : "The pump was stopped by hand, not because of a reaction."}
      </p>
      <p class="fixed">
        {moves(chair)
          ? `The pump says: infusing at ${mlPerHour(chair.pump.rate_ml_h ?? "?")}`
          : "The pump says: standing still"}
      </p>
      {/* Before the first drop every gate of the start applies again, the second person's too. */}
      {session.second_check_asked && (
        <Button
          class="wide"
          text={session.second_check ? "Check again" : "Hand the tablet to a second person"}
          onTap={toSecond}
        />
      )}
      {rate && <Coming steps={comingSteps(session, second.value)} caption="If it goes on now" />}
      <div class="foot">
        <Outcome of={`${chair.chair}:go`} />
        <Button
          kind="go"
          class="wide"
          text={text}
          why={[...session.resume_gates.map((each) => each.sentence), ...blockers("resume")]}
          onTap={resume}
        />
      </div>
    </div>
  );
}

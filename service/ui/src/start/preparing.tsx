import type { ChairView, SessionView } from "../api.gen";
import { blockers } from "../blockers";
import { inSession, send } from "../link/commands";
import { confirmedRate } from "../link/confirms";
import { second } from "../link/time";
import { personName } from "../link/ward";
import { Button } from "../parts/button";
import { Headed } from "../parts/fields";
import { Outcome } from "../parts/outcome";
import { person } from "../who";
import { clock, mlPerHour } from "../words/format";
import { Overriding } from "./overriding";
import { Premedication } from "./premedication";
import { Readying } from "./readying";

/** Before the first drop: order, blood and bag, premedication, second check, start. */
export function Preparing(props: { chair: ChairView; session: SessionView; toSecond: () => void }) {
  const { chair, session, toSecond } = props;
  const check = session.second_check;
  const own = check && check.by === person.value ? ["You made the second check: somebody else starts."] : [];
  const text = `Start at ${mlPerHour(session.planned[0]?.rate_ml_h ?? "?")}`;
  const start = () => {
    void send(`${chair.chair}:go`, inSession(session.id, "start"), {}, {
      chair,
      confirm: confirmedRate,
      pin: { of: "pin", what: text },
    });
  };
  return (
    <div class="preparing">
      <Readying chair={chair} session={session} />
      <Headed title="Premedication">
        <Outcome of={`${chair.chair}:given`} />
      </Headed>
      <div class="rows">
        {session.premedication.map((item) => (
          <Premedication key={item.item} chair={chair} session={session} item={item} now={second.value} />
        ))}
      </div>
      <Headed title="Second check">
        {check && <p class="done">{`${personName(check.by)} keyed ${mlPerHour(check.rate_ml_h)} at ${clock(check.at)}`}</p>}
      </Headed>
      <Button class="wide" text={check ? "Check again" : "Hand the tablet to a second person"} onTap={toSecond} />
      <Overriding chair={chair} session={session} />
      <div class="bottom">
        <Button
          kind="go"
          class="wide start"
          text={text}
          why={[...session.start_gates.map((each) => each.sentence), ...blockers("start"), ...own]}
          onTap={start}
        />
        <Outcome of={`${chair.chair}:go`} />
      </div>
    </div>
  );
}

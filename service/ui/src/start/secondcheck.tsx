import { useState } from "preact/hooks";
import type { ChairView, SessionView } from "../api.gen";
import { stale } from "../blockers";
import { actWords } from "../link/acts";
import { actOf, forget, inSession, send } from "../link/commands";
import { view } from "../link/ward";
import { Asked, Button, Choice } from "../parts/button";
import { Fact } from "../parts/fields";
import { Keypad } from "../parts/keypad";
import { NOTHING_KEYED, numberOf, type Keyed } from "../parts/number";
import { Outcome } from "../parts/outcome";
import { signsIn } from "../people/held";
import { person } from "../who";
import { mlPerHour, placeName } from "../words/format";

/**
 * The second person's check. The sheet covers the rates of the plan: she names herself, compares
 * patient, bag and pump, and keys the rate from her own order.
 */
export function SecondCheck(props: { chair: ChairView; session: SessionView; done: () => void }) {
  const { chair, session, done } = props;
  const [keyed, setKeyed] = useState(NOTHING_KEYED);
  const [refusal, setRefusal] = useState("");
  const [by, setBy] = useState("");
  const key = `${chair.chair}:second`;
  const rate = numberOf(keyed);
  const press = (next: Keyed) => {
    setKeyed(next);
    setRefusal("");
  };
  const others = (view.value?.people ?? []).filter((each) => each.id !== person.value);
  const me = others.find((each) => each.id === by);
  /** She says who she is by badge and PIN, for this one check. */
  const proves = signsIn();
  const check = async () => {
    if (!me && !proves) return;
    const path = inSession(session.id, "second-check");
    const answer = await send(key, path, { rate_ml_h: rate }, {
      chair,
      ...(me ? { person: me.id } : {}),
      pin: { of: "second", what: `Checked all of it: ${mlPerHour(rate)}` },
    });
    setKeyed(NOTHING_KEYED);
    if (answer) return done();
    const act = actOf(key);
    setRefusal(act ? [actWords(act), ...act.reasons].join(" ") : "");
    forget(key);
  };
  return (
    <div class="sheet second">
      <div>
        <h3>Second check</h3>
        <p class="hint">
          For another person than the one who starts. Compare all of this at the chair, then key the rate from the order.
        </p>
        <dl>
          <Fact name="Patient">{session.patient}</Fact>
          <Fact name="Drug">{`${session.drug}, infusion ${session.infusion_no}`}</Fact>
          <Fact name="Bag">{session.bag ?? "none"}</Fact>
          <Fact name="Chair and pump">{`${placeName(chair.chair)}, ${placeName(chair.pump.id)}`}</Fact>
          <Fact name="Volume">{`${session.volume_ml}\u00a0mL`}</Fact>
        </dl>
        {proves ? (
          <p class="hint">Her badge and PIN are asked for with the tap; who is signed in stays signed in.</p>
        ) : (
          <Asked text="I am">
            <Choice
              label="Second person"
              options={others.map((each) => ({ id: each.id, text: each.name, more: each.role }))}
              value={by}
              onPick={setBy}
            />
          </Asked>
        )}
        <Button text="Back" onTap={done} />
      </div>
      <div>
        <Keypad value={keyed} onChange={press} unit="mL/h" spoken="Rate in mL per hour" refusal={refusal} />
        <Button
          kind="go"
          class="wide"
          text={rate ? `${me?.name ?? "I"} checked all of it: ${mlPerHour(rate)}` : "Checked"}
          why={[...(me || proves ? [] : ["Choose who you are."]), ...(rate ? [] : ["Key the rate."]), ...stale()]}
          onTap={() => void check()}
        />
        <Outcome of={key} />
      </div>
    </div>
  );
}

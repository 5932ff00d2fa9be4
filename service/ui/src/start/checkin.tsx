import { useRef, useState } from "preact/hooks";
import type { ChairView } from "../api.gen";
import { stale } from "../blockers";
import { forget, inSession, send } from "../link/commands";
import { view, waiting } from "../link/ward";
import { Asked, Button, Choice, Stepper } from "../parts/button";
import { Field } from "../parts/fields";
import { Outcome } from "../parts/outcome";
import { nobody } from "../who";
import { placeName } from "../words/format";
import { NO_ORDER, OrderForm, orderBody, orderMissing } from "./order";

/**
 * A free chair: check the patient in, then tie patient, bag, chair and pump together. A scanner
 * types and presses Enter, which leads to the next field.
 */
export function CheckIn(props: { chair: ChairView }) {
  /** The session that was checked in here and has no pump yet. */
  const [pending, setPending] = useState<string | null>(null);
  return (
    <div>
      {pending === null ? (
        <First chair={props.chair} onDone={setPending} />
      ) : (
        <Second chair={props.chair} session={pending} onDone={() => setPending(null)} />
      )}
    </div>
  );
}

function First(props: { chair: ChairView; onDone: (session: string) => void }) {
  const { chair, onDone } = props;
  const [patient, setPatient] = useState("");
  const [picked, setPicked] = useState("");
  const [number, setNumber] = useState(1);
  const [order, setOrder] = useState(NO_ORDER);
  const protocols = view.value?.protocols ?? [];
  const only = protocols.length === 1 ? protocols[0] : undefined;
  const protocol = protocols.find((each) => each.id === picked) ?? only;
  const fits = protocol?.profiles.find((each) => number >= each.from && (each.to === null || number <= each.to));
  const who = patient.trim();
  const key = `${chair.chair}:check-in`;
  const checkIn = async () => {
    if (!protocol) return;
    const body = { patient: who, protocol: protocol.id, infusion_no: number, order: orderBody(order, protocol.id) };
    const answer = await send(key, "/sessions", body, { chair, confirm: () => null });
    if (!answer?.session) return;
    forget(key);
    onDone(answer.session);
  };
  return (
    <section class="step-box">
      <h3>1&ensp;Check in</h3>
      <Field label="Patient id, from the wristband" value={patient} onInput={setPatient} onEnter={(field) => field.blur()} />
      <Asked text="Protocol">
        <Choice
          label="Protocol"
          options={protocols.map((each) => ({ id: each.id, text: each.drug, more: `version ${each.version}` }))}
          value={protocol?.id ?? ""}
          onPick={setPicked}
        />
      </Asked>
      <Asked text="Infusion number, counting those given">
        <Stepper label="infusion number" value={number} onChange={setNumber} />
        <p class="hint">{protocol && (fits ? `Staircase: ${fits.id} infusion` : "No staircase for this number")}</p>
      </Asked>
      <h4>The prescriber's order</h4>
      <OrderForm value={order} onChange={setOrder} />
      <Button
        kind="go"
        class="wide"
        text={protocol && who ? `Check in ${who}: ${protocol.drug}, infusion ${number}` : "Check in"}
        why={[
          ...(who ? [] : ["Patient id is missing."]),
          ...(protocol ? [] : ["Choose the protocol."]),
          ...orderMissing(order),
          ...stale(),
          ...nobody("check_in"),
        ]}
        onTap={() => void checkIn()}
      />
      <Outcome of={key} />
      <div class="rows">
        {waiting().map((each) => (
          <Button
            key={each.id}
            class="wide"
            text={`Go on with ${each.patient}: ${each.drug}, infusion ${each.infusion_no}`}
            onTap={() => onDone(each.id)}
          />
        ))}
      </div>
    </section>
  );
}

function Second(props: { chair: ChairView; session: string; onDone: () => void }) {
  const { chair, session, onDone } = props;
  const [bag, setBag] = useState("");
  const [again, setAgain] = useState("");
  const root = useRef<HTMLElement>(null);
  const open = waiting().find((each) => each.id === session);
  const key = `${chair.chair}:tie`;
  const tie = async () => {
    const body = { patient: again.trim(), bag: bag.trim(), chair: chair.chair, pump: chair.pump.id };
    if (await send(key, inSession(session, "association"), body, { chair })) onDone();
  };
  return (
    <section class="step-box" ref={root}>
      <h3>2&ensp;Bag, chair and pump</h3>
      <p class="done">
        {open ? `Checked in: ${open.patient}, ${open.drug}, infusion ${open.infusion_no}` : "Checked in."}
      </p>
      <Field
        label="Bag, from its label"
        value={bag}
        onInput={setBag}
        onEnter={() => root.current?.querySelector<HTMLInputElement>("[name=again]")?.focus()}
      />
      <p class="fixed">{`${placeName(chair.chair)} and its ${placeName(chair.pump.id).toLowerCase()}`}</p>
      <Field
        label="Patient id once more, from the wristband"
        name="again"
        value={again}
        onInput={setAgain}
        onEnter={(field) => field.blur()}
      />
      <Button
        kind="go"
        class="wide"
        text={`Tie bag ${bag.trim() || "…"} to ${placeName(chair.pump.id)} at ${placeName(chair.chair)}`}
        why={[
          ...(bag.trim() ? [] : ["Scan or type the bag."]),
          ...(again.trim() ? [] : ["Scan the wristband again."]),
          ...nobody("associate"),
        ]}
        onTap={() => void tie()}
      />
      <Outcome of={key} />
      <Button text="Back: this is another patient" onTap={onDone} />
    </section>
  );
}

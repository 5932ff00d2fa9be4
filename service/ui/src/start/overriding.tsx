import { useState } from "preact/hooks";
import type { ChairView, ReasonView, SessionView } from "../api.gen";
import { inSession, send } from "../link/commands";
import { personName, view } from "../link/ward";
import { Button, Choice } from "../parts/button";
import { Field, Headed } from "../parts/fields";
import { Outcome } from "../parts/outcome";
import { held, refusedTo, signsIn } from "../people/held";
import { nobody } from "../who";

/**
 * Closed gates that two persons may open: one asks with a reason, another one agrees on the same
 * tablet. Gates that nobody may open have no key here; they stand at the start with their reason.
 */

const WHO: Partial<Record<NonNullable<ReasonView["override"]>, string>> = {
  "two-persons": "two persons",
  prescriber: "two persons, one of them a prescriber",
};

export function Overriding(props: { chair: ChairView; session: SessionView }) {
  const { chair, session } = props;
  const open = session.start_gates.filter((each) => each.override && each.override in WHO);
  if (!open.length) return null;
  return (
    <div class="overriding">
      <Headed title="May be opened by two persons">
        <Outcome of={`${chair.chair}:override`} />
      </Headed>
      <div class="rows">
        {open.map((reason) => (
          <Gate key={reason.id} chair={chair} session={session} reason={reason} />
        ))}
      </div>
    </div>
  );
}

function Gate(props: { chair: ChairView; session: SessionView; reason: ReasonView }) {
  const { chair, session, reason } = props;
  const [why, setWhy] = useState("");
  const [second, setSecond] = useState("");
  const word = session.ready.overrides.find((each) => each.gate === reason.id && !each.open);
  const holder = held.value?.person?.id;
  /** Who asked holds the tablet, or nobody does: another person agrees, by badge and PIN. */
  const asksOther = !holder || holder === word?.asked_by;
  const tell = (end: string, body: object, person?: string) => {
    void send(`${chair.chair}:override`, inSession(session.id, `overrides${end}`), body, {
      chair,
      ...(person ? { person } : {}),
      ...(end ? { pin: { of: asksOther ? ("second" as const) : ("pin" as const), what: "I agree" } } : {}),
    });
  };
  if (!word) {
    return (
      <div class="premed" data-window="none">
        <span class="hint">{reason.sentence}</span>
        <Field label="Reason" longest={80} value={why} onInput={setWhy} />
        <div class="do">
          <Button
            text={`Ask to go on (${reason.override ? WHO[reason.override] : ""})`}
            why={[...(why.trim() ? [] : ["Say why."]), ...nobody("ask_override")]}
            onTap={() => tell("", { gate: reason.id, reason: why.trim() })}
          />
        </div>
      </div>
    );
  }
  if (signsIn()) {
    const who = asksOther ? "Another person agrees, by badge and PIN." : "You agree, by your PIN.";
    return (
      <div class="premed" data-window="none">
        <span class="hint">{`${reason.sentence} ${personName(word.asked_by)} asks: ${word.reason} ${who}`}</span>
        <div class="do">
          <Button
            text="I agree"
            why={asksOther ? [] : refusedTo(held.value, "give_override")}
            onTap={() => tell("/agreement", { gate: reason.id })}
          />
        </div>
      </div>
    );
  }
  const others = (view.value?.people ?? []).filter((each) => each.id !== word.asked_by);
  return (
    <div class="premed" data-window="none">
      <span class="hint">{`${reason.sentence} ${personName(word.asked_by)} asks: ${word.reason}`}</span>
      <Choice
        label="Second person"
        options={others.map((each) => ({ id: each.id, text: each.name, more: each.role }))}
        value={second}
        onPick={setSecond}
      />
      <div class="do">
        <Button
          text="I agree"
          why={second ? [] : ["Choose who agrees."]}
          onTap={() => tell("/agreement", { gate: reason.id }, second)}
        />
      </div>
    </div>
  );
}

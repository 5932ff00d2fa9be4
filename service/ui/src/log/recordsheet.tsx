import { useState } from "preact/hooks";
import type { ChairView, SessionView } from "../api.gen";
import { inSession, send } from "../link/commands";
import { Button } from "../parts/button";
import { Field } from "../parts/fields";
import { Outcome } from "../parts/outcome";
import { nobody } from "../who";
import { Entries, Notes, useRecord } from "./entries";

/** The record of the infusion on a chair, and a correction beside a wrong entry. */
export function RecordSheet(props: { chair: ChairView; session: SessionView }) {
  const { chair, session } = props;
  const read = useRecord(session.id, session.version);
  return (
    <div class="sheet">
      <div>
        <h3>Record</h3>
        <Notes read={read} />
        <Entries read={read} />
        <Correcting chair={chair} session={session} />
      </div>
    </div>
  );
}

/** A wrong entry is corrected in words, beside it; the entry itself stays. */
function Correcting(props: { chair: ChairView; session: SessionView }) {
  const { chair, session } = props;
  const [which, setWhich] = useState("");
  const [what, setWhat] = useState("");
  const whole = /^\d{1,4}$/.test(which.trim()) && what.trim();
  const correct = async () => {
    const body = { entry: Number(which), text: what.trim() };
    if (!(await send(`${chair.chair}:amend`, inSession(session.id, "amendments"), body, { chair }))) return;
    setWhich("");
    setWhat("");
  };
  return (
    <div class="entry">
      <h4>Correct an entry</h4>
      <Field label="Entry number" decimal value={which} onInput={setWhich} />
      <Field label="What is right" longest={80} value={what} onInput={setWhat} />
      <Button
        text="Add the correction"
        why={[...(whole ? [] : ["Which entry, and what is right?"]), ...nobody("amend")]}
        onTap={() => void correct()}
      />
      <Outcome of={`${chair.chair}:amend`} />
    </div>
  );
}

import { useEffect, useRef, useState } from "preact/hooks";
import type { ChairView, SessionView } from "../api.gen";
import { stopKey, tapDiscontinue } from "../link/stops";
import { Button, Choice } from "../parts/button";
import { Outcome } from "../parts/outcome";

/** Stop for good: the one button that is held, because nothing undoes it. */

const HOLD_MS = 800;
const REASONS = ["reaction", "order of the prescriber", "wish of the patient", "trouble with the line", "wrong patient, bag or pump"];

export function Discontinuing(props: { chair: ChairView; session: SessionView; done: () => void }) {
  const { chair, session, done } = props;
  const [reason, setReason] = useState("");
  const end = async () => {
    if (await tapDiscontinue(chair, reason)) done();
  };
  return (
    <div class="discontinue">
      <h3>End this infusion for good</h3>
      <p class="hint">The pump is to be stopped. The rest of the bag is not given; nothing brings this infusion back.</p>
      <Choice label="Reason" options={REASONS.map((each) => ({ id: each, text: each }))} value={reason} onPick={setReason} />
      <Hold
        text={`Hold to end for good, ${session.left_ml}\u00a0mL not given`}
        why={reason ? "" : "Choose the reason."}
        onHeld={() => void end()}
      />
      <Outcome of={stopKey(chair.chair)} />
      <Button text="Back" onTap={done} />
    </div>
  );
}

function Hold(props: { text: string; why: string; onHeld: () => void }) {
  const { text, why, onHeld } = props;
  const [holding, setHolding] = useState(false);
  const timer = useRef<number | undefined>(undefined);
  const release = () => {
    window.clearTimeout(timer.current);
    timer.current = undefined;
    setHolding(false);
  };
  const begin = () => {
    if (why || timer.current !== undefined) return;
    setHolding(true);
    timer.current = window.setTimeout(() => {
      release();
      onHeld();
    }, HOLD_MS);
  };
  useEffect(() => release, []);
  return (
    <button
      type="button"
      class={`act stop hold wide ${holding ? "holding" : ""}`}
      aria-disabled={why ? "true" : undefined}
      onPointerDown={begin}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onBlur={release}
      onKeyUp={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        if (!event.repeat) begin();
      }}
    >
      <span class="fill" />
      <span class="label">{text}</span>
      <span class="why">{why}</span>
    </button>
  );
}

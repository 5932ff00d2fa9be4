import { useState } from "preact/hooks";
import type { ChairView, SessionView } from "../api.gen";
import { blockers } from "../blockers";
import { inSession, send } from "../link/commands";
import { confirmedRate } from "../link/confirms";
import { second } from "../link/time";
import { personName, view } from "../link/ward";
import { Coming } from "../log/coming";
import { comingSteps } from "../log/openitems";
import { Asked, Button, Choice } from "../parts/button";
import { Outcome } from "../parts/outcome";
import { nobody, person } from "../who";
import { clock, mlPerHour } from "../words/format";
import { stayWords } from "../words/reactions";
import { roles } from "../words/roles";
import { NOT_YET, drop, entered } from "./drafts";
import { CameBack, useCameBack, useEntered } from "./entering";

/**
 * A reaction: the pump is stopped first, everything else is asked here. A person grades; software
 * never does.
 */

// CTCAE, "infusion related reaction"; the wording is version 5's.
const GRADES = [
  { id: "1", text: "Grade 1", more: "Mild transient reaction; infusion interruption not indicated; intervention not indicated" },
  { id: "2", text: "Grade 2", more: "Therapy or infusion interruption indicated but responds promptly to symptomatic treatment" },
  { id: "3", text: "Grade 3", more: "Prolonged, or recurrence of symptoms after initial improvement; hospitalization indicated" },
  { id: "4", text: "Grade 4", more: "Life-threatening consequences; urgent intervention indicated" },
  { id: "5", text: "Grade 5", more: "Death" },
];
const STAYS = [
  { id: "no", text: "no" },
  { id: "yes", text: "yes" },
];
const IMPROVED = [
  { id: "0", text: "gone" },
  { id: "1", text: "grade 1" },
  { id: "2", text: "grade 2" },
];
const ACTIONS = {
  continue: "By the protocol: once clear, the same step is served again.",
  resume: "By the protocol: once improved, resume slowly, on a prescriber's order.",
  discontinue: "By the protocol: this infusion ends for good.",
};

interface Of {
  chair: ChairView;
  session: SessionView;
}

export function Reacting(props: Of & { toSecond: () => void; toReaction: () => void }) {
  const { chair, session, toSecond, toReaction } = props;
  const [regrade, setRegrade] = useState(false);
  const reaction = session.reaction;
  const grade = reaction?.grade ?? null;
  const asks = grade === null || regrade;
  return (
    <div class="reacting">
      <h3>{reaction ? `Reaction at ${clock(reaction.at, true)}` : "Reaction"}</h3>
      <p class="big-line">
        {session.stop?.confirmed_at
          ? `Pump confirmed stopped ${clock(session.stop.confirmed_at, true)}.`
          : "Look at the pump: it has not said yet that it stopped."}
      </p>
      {asks && <Grading chair={chair} session={session} done={() => setRegrade(false)} />}
      <Outcome of={`${chair.chair}:grade`} />
      {grade !== null && (
        <div class="side-by-side">
          <p class="done">{`Grade ${grade}${stayWords(reaction?.hospitalised ?? null)}. ${ACTIONS[reaction?.action ?? "continue"]}`}</p>
          <Button text={regrade ? "Close" : "Grade again…"} onTap={() => setRegrade(!regrade)} />
        </div>
      )}
      <Button
        class="wide"
        text="Symptoms, drugs, calls, outcome…"
        more={reactionWords(session)}
        onTap={toReaction}
      />
      {grade !== null && reaction?.action !== "discontinue" && !regrade && (
        <GoingOn chair={chair} session={session} toSecond={toSecond} />
      )}
    </div>
  );
}

/** How much has been told about it. */
function reactionWords(session: SessionView): string {
  if (entered(session.id).length) return `entered, ${NOT_YET}`;
  const told = session.reactions.at(-1)?.entries.length ?? 0;
  return told ? `${told} ${told === 1 ? "entry" : "entries"} so far` : "nothing recorded yet";
}

/** Choosing is not recording: from grade 3 on a protocol may end the infusion for good. */
export function Grading(props: Of & { done: () => void }) {
  const { chair, session, done } = props;
  const recorded = session.reaction?.grade ?? "";
  const form = `${session.id}/grade/${session.reaction?.at}/${recorded}`;
  const [grade, setGrade] = useEntered<string>(form, "grade", String(recorded));
  const [stays, setStays] = useEntered<string>(form, "stays", "");
  const record = async () => {
    const body = { grade: Number(grade), hospitalised: stays === "yes" };
    if (!(await send(`${chair.chair}:grade`, inSession(session.id, "grade"), body, { chair }))) return;
    drop(form);
    done();
  };
  return (
    <>
      <CameBack form={form} />
      <Choice label="Grade" class="grades" options={GRADES} value={grade} onPick={setGrade} />
      <div class="side-by-side">
        <strong>Hospital stay needed because of this reaction</strong>
        <Choice label="Hospital stay needed" options={STAYS} value={stays} onPick={setStays} />
      </div>
      <Button
        kind="go"
        class="wide sticky"
        text={grade ? `Record grade ${grade}` : "Record the grade"}
        why={[
          ...(grade ? [] : ["Choose the grade."]),
          ...(stays ? [] : ["Say whether a hospital stay is needed."]),
          ...nobody("grade_reaction"),
        ]}
        onTap={() => void record()}
      />
    </>
  );
}

/** After the grade: what the protocol still allows, and at what rate. */
function GoingOn(props: Of & { toSecond: () => void }) {
  const { chair, session, toSecond } = props;
  const form = `${session.id}/go/${session.reaction?.at}`;
  const before = useCameBack(form);
  const earlier = IMPROVED.find((each) => each.id === before?.fields["improved"]);
  const [kept, setKept] = useEntered<string>(form, "improved", "");
  // How they were before she left starts nothing: it is said, and asked anew.
  const [now, setNow] = useState(!earlier);
  const improved = now ? kept : "";
  const setImproved = (id: string) => {
    setKept(id);
    setNow(true);
  };
  const [prescriber, setPrescriber] = useEntered<string>(form, "prescriber", "");
  const orders = session.reaction?.action === "resume";
  const check = session.second_check;
  const text = `Resume at ${mlPerHour(session.resume_rate_ml_h ?? "?")}`;
  const resume = async () => {
    const body = { ...(improved && { improved_to: Number(improved) }), ...(prescriber && { prescriber }) };
    const taken = await send(`${chair.chair}:go`, inSession(session.id, "resume"), body, {
      chair,
      confirm: confirmedRate,
      pin: { of: "pin", what: text },
    });
    if (taken) drop(form);
  };
  const prescribers = (view.value?.people ?? [])
    .filter((each) => roles(each).includes("prescriber"))
    .map((each) => ({ id: each.id, text: each.name }));
  // What is chosen on this page is not known to the ward yet: ask for it here.
  const why = [
    ...(improved ? [] : ["Say how the symptoms are now."]),
    ...(orders && !prescriber ? ["Name the prescriber who ordered it."] : []),
    ...(check && check.by === person.value ? ["You made the second check: somebody else resumes."] : []),
    ...session.resume_gates.map((each) => each.sentence),
    ...blockers("resume"),
  ];
  return (
    <>
      <div class="after-grade">
        <Asked text={before && earlier && !now ? `Symptoms now (${earlier.text} at ${clock(before.since)})` : "Symptoms now"}>
          <Choice label="Improved to" options={IMPROVED} value={improved} onPick={setImproved} />
        </Asked>
        {orders && (
          <Asked text="Ordered by">
            <Choice label="Prescriber" options={prescribers} value={prescriber} onPick={setPrescriber} />
          </Asked>
        )}
        {check ? (
          <div class="side-by-side">
            <p class="done">{`${personName(check.by)} keyed ${mlPerHour(check.rate_ml_h)} at ${clock(check.at)}`}</p>
            <Button text="Second check again" onTap={toSecond} />
          </div>
        ) : (
          <Button class="wide" text="Second check: hand the tablet over" onTap={toSecond} />
        )}
        <Coming steps={comingSteps(session, second.value)} caption="If it goes on now" />
      </div>
      {/* Neither what goes on nor what became of the tap may lie below the edge. */}
      <div class="foot">
        <Outcome of={`${chair.chair}:go`} />
        <Button kind="go" class="wide" text={text} why={why} onTap={() => void resume()} />
      </div>
    </>
  );
}

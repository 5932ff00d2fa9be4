import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChairView, OfReactionView, ReportedReactionView, SessionView } from "../api.gen";
import { inSession, send } from "../link/commands";
import { personName } from "../link/ward";
import { Button, Choice } from "../parts/button";
import { Headed } from "../parts/fields";
import { Outcome } from "../parts/outcome";
import { clock, dayAndClock, named } from "../words/format";
import { HEADS, OUTCOMES, lastOf, marksOf, type About } from "../words/reactions";
import { NOT_YET, accountForm, entered } from "./drafts";
import { CameBack } from "./entering";
import { CallForm, DrugForm, OutcomeForm, SymptomsForm } from "./reactionforms";
import { leave, leaving } from "./unrecorded";

/**
 * What a reaction was: one column of keys, each for one thing, and beside it what has been told.
 * Nothing of it is asked for before a stop, a grade or the end, and it can be told afterwards too.
 */

const FORMS = { symptoms: SymptomsForm, drug: DrugForm, call: CallForm, outcome: OutcomeForm };
type Told = keyof typeof FORMS;
const KEYS: { about: Told; text: string }[] = [
  { about: "symptoms", text: "Symptoms" },
  { about: "drug", text: "Drug given for it" },
  { about: "call", text: "Who was called" },
  { about: "outcome", text: "How it came out" },
];

interface Props {
  /** None: out of the records, after the patient has gone. */
  chair: ChairView | null;
  session: SessionView;
  /** Where vital signs are keyed; none where nobody can take them any more. */
  toVitals?: () => void;
  done?: () => void;
}

/** The sheet of an open chair. */
export function ReactionSheet(props: Props) {
  return (
    <div class="sheet">
      <ReactionAccount {...props} />
    </div>
  );
}

export function ReactionAccount(props: Props) {
  const { session } = props;
  const [chosen, setChosen] = useState("");
  const all = session.reactions;
  const reaction = all.find((each) => String(each.no) === chosen) ?? all.at(-1);
  if (!reaction) return null;
  return (
    <section class="reaction-account" aria-label={`Reaction at ${clock(reaction.at)}`}>
      <div class="account-keys">
        <Headed title={`Reaction at ${clock(reaction.at, true)}`}>
          <Outcome of={keyOf(props)} />
        </Headed>
        {all.length > 1 && (
          <Choice
            label="Which reaction"
            options={all.map((each) => ({ id: String(each.no), text: `${each.no}: ${clock(each.at)}`, more: entered(session.id, each.no).length ? NOT_YET : "" }))}
            value={String(reaction.no)}
            onPick={setChosen}
          />
        )}
        <p class="hint">
          {reaction.over
            ? `It is over${reaction.outcome ? `: ${OUTCOMES[reaction.outcome].toLowerCase()}` : ""}. What is entered now is marked as a late entry.`
            : "In any order, now or later: nothing waits for it."}
        </p>
        <Telling key={reaction.no} {...props} reaction={reaction} />
      </div>
    </section>
  );
}

const keyOf = ({ chair, session }: Props): string => `${chair?.chair ?? session.id}:reaction-account`;

interface OpenForm {
  about: Told;
  amends: OfReactionView | null;
}

/** The form that somebody left for another screen is open again. */
function enteredIn(session: SessionView, reaction: ReportedReactionView): OpenForm | null {
  const last = entered(session.id, reaction.no).at(-1);
  if (!last) return null;
  return { about: last.about as Told, amends: reaction.entries.find((each) => each.entry === last.amends) ?? null };
}

/** The keys, the form of the one that is open, and what has been told. */
function Telling(props: Props & { reaction: ReportedReactionView }) {
  const { chair, session, reaction, toVitals, done } = props;
  const [open, setOpen] = useState(() => enteredIn(session, reaction));
  const top = useRef<HTMLDivElement>(null);
  // One thing at a time: the form of the open key has the whole room, from its beginning.
  useEffect(() => top.current?.scrollIntoView({ block: "nearest" }), [open]);
  const tell = async (verb: string, body: object): Promise<boolean> => {
    const taken = await send(keyOf(props), inSession(session.id, `reaction/${verb}`), body, { chair });
    if (taken) setOpen(null);
    return taken !== null;
  };
  const form = (about: Told) => {
    if (open?.about !== about) return null;
    const Form = FORMS[about];
    const held = accountForm(session.id, reaction.no, about, open.amends?.entry);
    return (
      <div class="account-form">
        <CameBack key={`${held} back`} form={held} />
        {open.amends && <p class="done">{`Corrects entry ${open.amends.entry}: ${open.amends.text}`}</p>}
        <Form
          key={held}
          reaction={reaction}
          amends={open.amends}
          form={held}
          onSend={tell}
          done={done}
        />
      </div>
    );
  };
  return (
    <>
      <div ref={top} />
      {KEYS.filter(({ about }) => !open || open.about === about).map(({ about, text }) => (
        <Fragment key={about}>
          <Button
            class="wide account-key"
            text={text}
            more={open?.about === about ? leaving("Close") : lastOf(reaction, about) || "nothing yet"}
            pressed={open?.about === about}
            onTap={() => leave(() => setOpen(open?.about === about ? null : { about, amends: null }))}
          />
          {form(about)}
          {!open && about === "symptoms" && toVitals && (
            <Button class="wide account-key" text="Vital signs" more={lastOf(reaction, "vital-signs") || "nothing yet"} onTap={toVitals} />
          )}
        </Fragment>
      ))}
      {!open && (
        <>
          <h4>Recorded so far</h4>
          <ToldOf reaction={reaction} onCorrect={(entry) => setOpen({ about: entry.about as Told, amends: entry })} />
          {done && <Button text="Back" onTap={done} />}
        </>
      )}
    </>
  );
}

const CORRECTED_HERE: readonly About[] = ["symptoms", "drug", "call", "outcome"];

/** Everything that was told about one reaction, oldest first, with who, when, and what came late. */
export function ToldOf(props: { reaction: ReportedReactionView; onCorrect?: (entry: OfReactionView) => void }) {
  const { reaction, onCorrect } = props;
  if (!reaction.entries.length) return <p class="hint">Nothing has been recorded about it yet.</p>;
  return (
    <ol class="account-list">
      {reaction.entries.map((each) => (
        <li key={each.entry} data-corrected={each.corrected_by.length ? "true" : undefined}>
          <time dateTime={each.happened_at}>{clock(each.happened_at)}</time>
          <span>
            <span class="says">
              <strong>{HEADS[each.about]}</strong>
              {` ${named(each.text)}`}
            </span>
            <small>{[`entry ${each.entry}, ${personName(each.by)}`, marksOf(each)].filter(Boolean).join("; ")}</small>
          </span>
          {onCorrect && CORRECTED_HERE.includes(each.about) && !each.corrected_by.length && (
            <Button text="Correct…" label={`Correct entry ${each.entry}`} onTap={() => onCorrect(each)} />
          )}
        </li>
      ))}
    </ol>
  );
}

/** The reactions of a session on paper. */
export function PrintedReactions(props: { session: SessionView }) {
  return (
    <>
      {props.session.reactions.map((each) => (
        <section key={each.no} class="printed-reaction" aria-label={`Reaction ${each.no}`}>
          <h3>{`Reaction ${each.no}, ${dayAndClock(each.at)}${each.grade ? `, grade ${each.grade}` : ", not graded"}: ${
            each.outcome ? OUTCOMES[each.outcome].toLowerCase() : "outcome not recorded"
          }`}</h3>
          <ToldOf reaction={each} />
        </section>
      ))}
    </>
  );
}

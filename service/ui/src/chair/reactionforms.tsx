import { useState } from "preact/hooks";
import type { OfReactionView, ReportedReactionView } from "../api.gen";
import { wardNow, view } from "../link/ward";
import { Asked, Button, Choice, Choices } from "../parts/button";
import { Field, Moment, momentOf } from "../parts/fields";
import { nobody } from "../who";
import { clock, dayAndClock } from "../words/format";
import { drop, isOld } from "./drafts";
import { useCameBack, useEntered } from "./entering";
import { leave, leaving, useUnrecorded } from "./unrecorded";
import { OUTCOMES, OUTCOME_OPTIONS, ROUTE_OPTIONS, SYMPTOM_OPTIONS, UNIT_OPTIONS, earlierTimes } from "../words/reactions";
import { roles } from "../words/roles";

/**
 * What a reaction was, one thing at a time. Now is one tap; another time is behind a second one, and
 * the key says it. No dose is suggested: what was given a person says.
 */

export interface FormProps {
  reaction: ReportedReactionView;
  /** The entry that is corrected. */
  amends: OfReactionView | null;
  /** Under which its content is held until it is recorded. */
  form: string;
  /** @returns whether it was taken */
  onSend: (verb: string, body: object) => Promise<boolean>;
  /** Back to the chair; none out of the records. */
  done: (() => void) | undefined;
}

export function SymptomsForm(props: FormProps) {
  const [chosen, setChosen] = useEntered<readonly string[]>(props.form, "symptoms", []);
  const [words, setWords] = useEntered<string>(props.form, "words", "");
  const count = chosen.length + (words.trim() ? 1 : 0);
  return (
    <>
      <Choices label="Symptoms" options={SYMPTOM_OPTIONS} values={chosen} onChange={setChosen} />
      <Field label="In your own words" longest={80} value={words} onInput={setWords} />
      <Sending
        {...props}
        verb="symptoms"
        operation="note_symptoms"
        text={count ? `Record ${count} ${count === 1 ? "symptom" : "symptoms"}` : "Record the symptoms"}
        missing={count ? [] : ["Choose a symptom, or say it in your own words."]}
        body={{ symptoms: chosen, ...said(words) }}
      />
    </>
  );
}

export function DrugForm(props: FormProps) {
  const [kit, setKit] = useEntered<string>(props.form, "kit", "");
  const [other, setOther] = useEntered<string>(props.form, "other", "");
  const [dose, setDose] = useEntered<string>(props.form, "dose", "");
  const [unit, setUnit] = useEntered<string>(props.form, "unit", "");
  const [route, setRoute] = useEntered<string>(props.form, "route", "");
  const name = other.trim() || kit;
  const amount = dose.trim().replace(",", ".");
  const missing = [
    ...(name ? [] : ["Which drug?"]),
    ...(/^\d{1,4}(\.\d{1,3})?$/.test(amount) ? [] : ["How much?"]),
    ...(unit ? [] : ["In which unit?"]),
    ...(route ? [] : ["By which route?"]),
  ];
  const known = view.value?.rescue_drugs ?? [];
  return (
    <>
      {known.length > 0 && (
        <Asked text="Drug, of the ward's reaction kit">
          <Choice label="Drug" options={known.map((each) => ({ id: each, text: each }))} value={other.trim() ? "" : kit} onPick={setKit} />
        </Asked>
      )}
      <div class="two-fields">
        <Field label={known.length ? "Another drug" : "Drug"} longest={80} value={other} onInput={setOther} />
        <Field label="Dose given" decimal value={dose} onInput={setDose} />
      </div>
      <Asked text="Unit">
        <Choice label="Unit" options={UNIT_OPTIONS} value={unit} onPick={setUnit} />
      </Asked>
      <Asked text="Route">
        <Choice label="Route" options={ROUTE_OPTIONS} value={route} onPick={setRoute} />
      </Asked>
      <Sending
        {...props}
        verb="drugs"
        operation="record_rescue_drug"
        text={missing.length ? "Record the drug" : `Record ${name} ${amount}\u00a0${unit} ${route}`}
        missing={missing}
        body={{ name, dose: amount, unit, route }}
      />
    </>
  );
}

export function CallForm(props: FormProps) {
  const [picked, setPicked] = useEntered<string>(props.form, "picked", "");
  const [other, setOther] = useEntered<string>(props.form, "other", "");
  const whom = other.trim() || picked;
  const prescribers = (view.value?.people ?? [])
    .filter((each) => roles(each).includes("prescriber"))
    .map((each) => ({ id: each.name, text: each.name }));
  return (
    <>
      {prescribers.length > 0 && (
        <Asked text="Called">
          <Choice label="Called" options={prescribers} value={other.trim() ? "" : picked} onPick={setPicked} />
        </Asked>
      )}
      <Field label={prescribers.length ? "Somebody else" : "Who was called"} longest={80} value={other} onInput={setOther} />
      <Sending
        {...props}
        verb="calls"
        operation="record_call"
        text={whom ? `Record: ${whom} called` : "Record the call"}
        missing={whom ? [] : ["Who was called?"]}
        body={{ whom }}
      />
    </>
  );
}

export function OutcomeForm(props: FormProps) {
  const [outcome, setOutcome] = useEntered<keyof typeof OUTCOMES | "">(props.form, "outcome", "");
  const [words, setWords] = useEntered<string>(props.form, "words", "");
  return (
    <>
      <Choice label="Outcome" class="grades one" options={OUTCOME_OPTIONS} value={outcome} onPick={(id) => setOutcome(id as keyof typeof OUTCOMES)} />
      <Field label={outcome === "transferred" ? "Where to" : "In your own words"} longest={80} value={words} onInput={setWords} />
      <Sending
        {...props}
        verb="outcome"
        operation="record_outcome"
        text={outcome ? `Record: ${OUTCOMES[outcome].toLowerCase()}` : "Record the outcome"}
        missing={outcome ? [] : ["How did it come out?"]}
        body={{ outcome, ...said(words) }}
      />
    </>
  );
}

const said = (words: string) => (words.trim() ? { words: words.trim() } : {});

interface SendingProps extends FormProps {
  verb: string;
  operation: string;
  text: string;
  missing: readonly string[];
  body: object;
}

/** When it was, and the key that records it. */
function Sending(props: SendingProps) {
  const { reaction, amends, form, onSend, done, verb, operation, text, missing, body } = props;
  const untouched = amends?.happened_at ?? "";
  // A correction is about the same moment, unless she says another.
  const [at, setAt] = useEntered<string>(form, "at", untouched);
  const [shown, setShown] = useState("");
  const [open, setOpen] = useState(false);
  const before = useCameBack(form);
  const [said, setSaid] = useState(false);
  useUnrecorded(form);
  // What was entered a while ago did not happen now because it is recorded now.
  const since = before && !untouched ? new Date(Math.max(before.since, Date.parse(reaction.at))).toISOString() : "";
  const asks = before !== null && since !== "" && !at && !said && isOld(before, wardNow());
  const pick = (iso: string) => {
    setAt(iso);
    setShown("");
    setOpen(false);
    setSaid(true);
  };
  const record = async () => {
    const corrects = amends ? { amends: amends.entry } : {};
    const taken = await onSend(verb, { reaction: reaction.no, ...body, ...(at && { happened_at: at }), ...corrects });
    if (taken) drop(form);
  };
  const times = [
    ...(at || asks ? [{ id: "", text: "now" }] : []),
    ...(since ? [{ id: since, text: `when it was entered, ${clock(since)}` }] : []),
    ...earlierTimes(reaction, wardNow()),
  ];
  return (
    <>
      <div class="side-by-side">
        <p class="fixed">{at ? `It was at ${dayAndClock(at)}` : asks ? "When was it?" : "It is now"}</p>
        {!asks && <Button text={open ? "Close" : at ? "Another time…" : "Earlier…"} onTap={() => setOpen(!open)} />}
      </div>
      {(open || asks) && (
        <div class="entry">
          <Choice label="When it was" options={times} value={asks ? "?" : at} onPick={pick} />
          <Moment
            label="At"
            value={shown}
            onInput={(value) => {
              setShown(value);
              setAt(momentOf(value));
              setOpen(true);
            }}
          />
        </div>
      )}
      <div class="foot" data-keys={done ? "2" : undefined}>
        {done && <Button text={leaving("Back")} onTap={() => leave(done)} />}
        <Button
          kind="go"
          class="wide"
          text={at ? `${text}, at ${clock(at)}` : text}
          why={[...missing, ...(asks ? ["Say when it was."] : []), ...nobody(operation)]}
          onTap={() => void record()}
        />
      </div>
    </>
  );
}

import { useState } from "preact/hooks";
import type { OfReactionView, ReportedReactionView } from "../api.gen";
import { wardNow, view } from "../link/ward";
import { Asked, Button, Choice, Choices } from "../parts/button";
import { Field, Moment, momentOf } from "../parts/fields";
import { nobody } from "../who";
import { clock, dayAndClock } from "../words/format";
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
  /** @returns whether it was taken */
  onSend: (verb: string, body: object) => Promise<boolean>;
  /** Back to the chair; none out of the records. */
  done: (() => void) | undefined;
}

export function SymptomsForm(props: FormProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [words, setWords] = useState("");
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
        kept={[...chosen, words]}
        body={{ symptoms: chosen, ...said(words) }}
      />
    </>
  );
}

export function DrugForm(props: FormProps) {
  const [kit, setKit] = useState("");
  const [other, setOther] = useState("");
  const [dose, setDose] = useState("");
  const [unit, setUnit] = useState("");
  const [route, setRoute] = useState("");
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
        kept={[kit, other, dose, unit, route]}
        body={{ name, dose: amount, unit, route }}
      />
    </>
  );
}

export function CallForm(props: FormProps) {
  const [picked, setPicked] = useState("");
  const [other, setOther] = useState("");
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
        kept={[picked, other]}
        body={{ whom }}
      />
    </>
  );
}

export function OutcomeForm(props: FormProps) {
  const [outcome, setOutcome] = useState<keyof typeof OUTCOMES | "">("");
  const [words, setWords] = useState("");
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
        kept={[outcome, words]}
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
  /** What is chosen or typed so far. */
  kept: readonly string[];
  body: object;
}

/** When it was, and the key that records it. */
function Sending(props: SendingProps) {
  const { reaction, amends, onSend, done, verb, operation, text, missing, kept, body } = props;
  // A correction is about the same moment, unless she says another.
  const [at, setAt] = useState(amends?.happened_at ?? "");
  const [shown, setShown] = useState("");
  const [open, setOpen] = useState(false);
  useUnrecorded([...kept, at === (amends?.happened_at ?? "") ? "" : at || "now"].join("\n").trim());
  const pick = (iso: string) => {
    setAt(iso);
    setShown("");
    setOpen(false);
  };
  const record = () => {
    const corrects = amends ? { amends: amends.entry } : {};
    void onSend(verb, { reaction: reaction.no, ...body, ...(at && { happened_at: at }), ...corrects });
  };
  return (
    <>
      <div class="side-by-side">
        <p class="fixed">{at ? `It was at ${dayAndClock(at)}` : "It is now"}</p>
        <Button text={open ? "Close" : at ? "Another time…" : "Earlier…"} onTap={() => setOpen(!open)} />
      </div>
      {open && (
        <div class="entry">
          <Choice
            label="When it was"
            options={[...(at ? [{ id: "", text: "now" }] : []), ...earlierTimes(reaction, wardNow())]}
            value={at}
            onPick={pick}
          />
          <Moment
            label="At"
            value={shown}
            onInput={(value) => {
              setShown(value);
              setAt(momentOf(value));
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
          why={[...missing, ...nobody(operation)]}
          onTap={record}
        />
      </div>
    </>
  );
}

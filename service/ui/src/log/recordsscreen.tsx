import { useEffect, useState } from "preact/hooks";
import type { SessionView } from "../api.gen";
import { Button } from "../parts/button";
import { Field } from "../parts/fields";
import { dayAndClock, placeName } from "../words/format";
import { phaseWord } from "../words/status";
import { ReactionAccount } from "../chair/reaction";
import { NOT_YET, entered } from "../chair/drafts";
import { leave, leaving } from "../chair/unrecorded";
import { PrintedRecord } from "./printed";
import { failed, followSessions, sessions } from "./sessions";

/** Every infusion that the ward remembers: a patient's course, and the record of one of them. */
export function RecordsScreen() {
  const [wanted, setWanted] = useState("");
  const [chosen, setChosen] = useState("");
  useEffect(followSessions, []);
  const all = sessions.value;
  const word = wanted.trim().toLowerCase();
  const found = (all ?? []).filter((each) => each.patient.toLowerCase().includes(word));
  const session = all?.find((each) => each.id === chosen);
  return (
    <main id="records" class="page split" data-chosen={session ? "true" : undefined}>
      <section class="list" aria-label="Infusions">
        <Field label="Patient id" value={wanted} onInput={setWanted} />
        <p class="hint" role="status">
          {failed.value ? "The list could not be read. Tried again by itself." : all ? `${found.length} infusions, newest first` : "Reading…"}
        </p>
        <ul>
          {found.map((each) => (
            <li key={each.id}>
              <Item session={each} pressed={each.id === chosen} onTap={() => setChosen(each.id)} />
            </li>
          ))}
        </ul>
      </section>
      <section class="shown" aria-label="Record">
        {session && all ? (
          <>
            <div class="page-head no-print">
              <h2>{session.patient}</h2>
              <Button class="to-list" text="All infusions" onTap={() => setChosen("")} />
              <Button text="Print the record" onTap={() => window.print()} />
            </div>
            <Course all={all} of={session} onTap={setChosen} />
            {session.closed && session.reactions.length > 0 && <LateEntry key={`${session.id} late`} session={session} />}
            <PrintedRecord key={session.id} session={session} />
          </>
        ) : (
          <p class="hint">Choose an infusion: its record is shown as it will be printed.</p>
        )}
      </section>
    </main>
  );
}

/** After the discharge a reaction can still be told of; the entry is marked as late. */
function LateEntry(props: { session: SessionView }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="no-print">
      <Button
        text={open ? leaving("Close") : "Late entry about the reaction…"}
        more={!open && entered(props.session.id).length ? NOT_YET : undefined}
        onTap={() => leave(() => setOpen(!open))}
      />
      {open && <ReactionAccount chair={null} session={props.session} />}
    </div>
  );
}

const reactionsWords = (count: number): string => (count === 1 ? "1 reaction" : `${count} reactions`);

function Item(props: { session: SessionView; pressed: boolean; onTap: () => void }) {
  const { session, pressed, onTap } = props;
  return (
    <button type="button" class="act plain item" aria-pressed={pressed} onClick={onTap}>
      <span class="label">{session.patient}</span>
      <span class="more">{`${session.chair ? `${placeName(session.chair)} · ` : ""}${session.drug}, infusion ${session.infusion_no} · ${phaseWord(session)}`}</span>
      {session.reactions.length > 0 && <span class="more reacted">{reactionsWords(session.reactions.length)}</span>}
      <span class="more">{dayAndClock(session.started_at ?? session.opened_at)}</span>
    </button>
  );
}

/** All infusions of one patient in their order: the course. */
function Course(props: { all: readonly SessionView[]; of: SessionView; onTap: (id: string) => void }) {
  const { all, of, onTap } = props;
  const course = all.filter((each) => each.patient === of.patient).reverse();
  return (
    <div class="course no-print" role="group" aria-label={`Course of ${of.patient}`}>
      {course.map((each) => (
        <button
          key={each.id}
          type="button"
          class="act plain option"
          aria-pressed={each.id === of.id}
          onClick={() => onTap(each.id)}
        >
          <span class="label">{`${each.drug} no.\u00a0${each.infusion_no}`}</span>
          <span class="more">{courseWords(each)}</span>
        </button>
      ))}
    </div>
  );
}

function courseWords(session: SessionView): string {
  const reaction = session.reaction ? `, reaction${session.reaction.grade ? ` grade ${session.reaction.grade}` : ""}` : "";
  return `${session.infused_ml} of ${session.volume_ml}\u00a0mL, ${phaseWord(session).toLowerCase()}${reaction}`;
}

import { useEffect, useState } from "preact/hooks";
import type { ChairView, HandOverBody, NoticesView, SessionView } from "../api.gen";
import { stale } from "../blockers";
import { inSession, send } from "../link/commands";
import { followNotices, notices, takeNote } from "./notices";
import { second } from "../link/time";
import { view, waiting } from "../link/ward";
import { Button } from "../parts/button";
import { Badge } from "../parts/icon";
import { Outcome, Said } from "../parts/outcome";
import type { Told } from "../link/book";
import { nobody, person } from "../who";
import { clock, dayAndClock, dayOf, named, placeName } from "../words/format";
import { moves, nextWords, stateOf, volumeWords } from "../words/status";
import { personName } from "../link/ward";
import { Coming } from "./coming";
import { comingSteps, openItems, withWhom } from "./openitems";

/** Hand-over: what is open on every chair, and the remaining steps for a day without the ward's server. */
export function HandoverScreen() {
  const ward = view.value;
  const busy = (ward?.chairs ?? []).filter((each) => each.session || moves(each));
  const free = (ward?.chairs ?? []).filter((each) => !each.session && !moves(each));
  return (
    <main id="handover" class="page">
      <div class="page-head">
        <h2>
          Hand-over <small>{`${dayOf(second.value)}, ${clock(second.value)}${person.value ? `, ${personName(person.value)}` : ""}`}</small>
        </h2>
        <Button class="no-print" text="Print all chairs" onTap={() => window.print()} />
      </div>
      <Notices />
      <div class="handover-rows">
        {busy.map((each) => (
          <ChairRow key={each.chair} chair={each} />
        ))}
      </div>
      {waiting().length > 0 && (
        <p>{`Waiting for a chair: ${waiting().map((each) => `${each.patient} (${each.drug}, infusion ${each.infusion_no})`).join("; ")}.`}</p>
      )}
      <p class="hint">{free.length ? `Free: ${free.map((each) => placeName(each.chair)).join(", ")}.` : "No chair is free."}</p>
    </main>
  );
}

function ChairRow(props: { chair: ChairView }) {
  const { chair } = props;
  const { session } = chair;
  const state = stateOf(chair);
  const items = openItems(chair);
  const steps = session && !session.ended_at ? comingSteps(session, second.value) : [];
  return (
    <article class="handover-row" data-kind={state.kind} aria-label={placeName(chair.chair)}>
      <header>
        <h3>{placeName(chair.chair)}</h3>
        <Badge shape={state.shape} word={state.word} />
      </header>
      <div>
        {session && (
          <>
            <p>
              <strong>{session.drug}</strong> {`infusion ${session.infusion_no}, ${session.patient}, bag ${session.bag ?? "none"}`}
            </p>
            <p>{`${session.reported_rate_ml_h ?? "–"}\u00a0mL/h now, ${volumeWords(session)}, ${nextWords(session, second.value)}`}</p>
          </>
        )}
        <ul class="open-items">
          {items.map((each) => (
            <li key={each}>{each}</li>
          ))}
          {!items.length && <li class="none">nothing open</li>}
        </ul>
        {session && <TakeOver chair={chair} session={session} />}
      </div>
      <Coming steps={steps} caption="Still to come" />
    </article>
  );
}

/** The next nurse says that the chair is hers now, with exactly what stands beside the key. */
function TakeOver(props: { chair: ChairView; session: SessionView }) {
  const { chair, session } = props;
  const key = `${chair.chair}:hand-over`;
  const take = () => {
    const body: HandOverBody = { version: session.version, open_items: session.open_items };
    void send(key, inSession(session.id, "hand-over"), body, { chair });
  };
  return (
    <div class="taking-over">
      <p class="with-whom">{withWhom(session) || "taken over by nobody yet"}</p>
      {/* Deaf for a moment after something has happened: what she taps for she has seen. */}
      <Button
        key={session.version}
        kind="go"
        class="no-print take-over"
        text={`Take over ${placeName(chair.chair)}`}
        why={[...stale(), ...nobody("take_chair_over")]}
        onTap={take}
      />
      <div class="no-print">
        <Outcome of={key} />
      </div>
    </div>
  );
}

/** Of whom a notice speaks, as far as the ward's own numbers tell. */
function whose(subject: string): string {
  const [session] = subject.split("/");
  const chair = view.value?.chairs.find((each) => each.session?.id === session);
  const waits = waiting().find((each) => each.id === session);
  return chair?.session ? `${placeName(chair.chair)}, ${chair.session.patient}:` : waits ? `${waits.patient}:` : "";
}

/** What the book's clock has told and nobody has taken note of. */
function Notices() {
  const [told, setTold] = useState<Told>();
  useEffect(followNotices, []);
  const open = (notices.value?.notices ?? []).filter((each) => each.stands);
  if (!open.length) return null;
  const take = async (each: NoticesView["notices"][number]) => setTold(await takeNote(each));
  return (
    <section class="notices" aria-label="Told and not taken note of">
      <h3>Told, and nobody has taken note yet</h3>
      <Said act={told} />
      <ul>
        {open.map((each) => (
          <li key={each.id}>
            <span>
              {`${dayAndClock(each.due)} `}
              <strong>{whose(each.subject)}</strong>
              {` ${named(each.sentence)}`}
            </span>
            <Button class="no-print" text="I take note" why={nobody("acknowledge_notice")} onTap={() => void take(each)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

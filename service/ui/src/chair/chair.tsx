import { useEffect, useRef, useState } from "preact/hooks";
import type { ChairView, SessionView } from "../api.gen";
import { stopKey, tapPause } from "../link/stops";
import { Button, unsettle } from "../parts/button";
import { Badge } from "../parts/icon";
import { Outcome } from "../parts/outcome";
import { openChair } from "../screen";
import { BadgeAndPin, isAskedAt } from "../people/sheet";
import { CheckIn } from "../start/checkin";
import { Preparing } from "../start/preparing";
import { SecondCheck } from "../start/secondcheck";
import { clock, placeName } from "../words/format";
import { stateOf } from "../words/status";
import { ReactKey } from "../ward/stopkey";
import { withWhom } from "../log/openitems";
import { RecordSheet } from "../log/recordsheet";
import { Afterwards } from "./afterwards";
import { Attesting } from "./attesting";
import { Discontinuing } from "./discontinuing";
import { NOT_YET, entered } from "./drafts";
import { Overview } from "./overview";
import { Reacting } from "./reacting";
import { ReactionSheet } from "./reaction";
import { Resuming } from "./resuming";
import { Timeline } from "./timeline";
import { leave, leaving } from "./unrecorded";
import { VitalSigns } from "./vitals";

/**
 * One chair: on the left what is true, on the right what can be done, and below, always in the same
 * place, what stops.
 */

type View = "work" | "record" | "second" | "vitals" | "reaction" | "end";

export function Chair(props: { chair: ChairView }) {
  const { chair } = props;
  const { session } = chair;
  const root = useRef<HTMLElement>(null);
  const [shown, setShown] = useState<{ view: View; of: string | undefined; from?: View }>({ view: "work", of: session?.id });
  // Another infusion begins with the work on it.
  const view = shown.of === session?.id ? shown.view : "work";
  const turn = (to: View) => {
    unsettle();
    setShown({ view: to, of: session?.id, from: view });
  };
  const toggle = (to: View) => turn(view === to ? "work" : to);
  const done = () => turn("work");
  // Vital signs that were taken for a reaction lead back to it.
  const back = () => turn(shown.from === "reaction" ? "reaction" : "work");
  useEffect(() => root.current?.focus({ preventScroll: true }), []);
  return (
    <section id="panel" ref={root} tabIndex={-1} aria-label={`${placeName(chair.chair)}, open`} data-kind={stateOf(chair).kind} data-view={view}>
      <Head chair={chair} view={view} onTurn={toggle} />
      <div class="columns">
        <Overview chair={chair} />
        <Task chair={chair} view={view} onTurn={turn} />
        {session && view === "second" && <SecondCheck key={session.id} chair={chair} session={session} done={done} />}
        {session && view === "vitals" && <VitalSigns key={session.id} chair={chair} session={session} done={back} />}
        {session && view === "reaction" && (
          <ReactionSheet
            key={session.id}
            chair={chair}
            session={session}
            {...(session.closed ? {} : { toVitals: () => turn("vitals") })}
            done={done}
          />
        )}
        {isAskedAt(chair.chair) && <BadgeAndPin />}
        {session && view === "record" && <RecordSheet key={session.id} chair={chair} session={session} />}
      </div>
      <Safe chair={chair} view={view} onTurn={toggle} />
    </section>
  );
}

function Head(props: { chair: ChairView; view: View; onTurn: (to: View) => void }) {
  const { chair, view, onTurn } = props;
  const { session } = chair;
  const state = stateOf(chair);
  const due = session?.vital_signs.due_at ?? null;
  const about = session
    ? `${session.patient} · ${session.drug}, infusion ${session.infusion_no} · ${session.bag ?? "no bag"}${withWhom(session) && ` · ${withWhom(session)}`}`
    : placeName(chair.pump.id);
  return (
    <header>
      <h2>{placeName(chair.chair)}</h2>
      <Badge shape={state.shape} word={state.word} />
      <p class="about">{about}</p>
      <Button
        text={view === "vitals" ? "Back" : "Vital signs"}
        more={due && view !== "vitals" ? `due ${clock(due)}` : undefined}
        off={!session || session.closed}
        onTap={() => onTurn("vitals")}
      />
      {session && session.reactions.length > 0 && (
        <Button
          class="leave"
          text={view === "reaction" ? leaving("Back") : "Reaction"}
          more={view !== "reaction" && entered(session.id).length ? NOT_YET : undefined}
          onTap={() => leave(() => onTurn("reaction"))}
        />
      )}
      <Button text={view === "record" ? "Back" : "Record"} off={!session} onTap={() => onTurn("record")} />
      <Button text="All chairs" onTap={() => openChair(null)} />
    </header>
  );
}

/** What stops is always here, in the same place. */
function Safe(props: { chair: ChairView; view: View; onTurn: (to: View) => void }) {
  const { chair, view, onTurn } = props;
  const phase = chair.session?.phase ?? "";
  return (
    <footer class="safe">
      <ReactKey chair={chair} />
      <Button
        kind="stop"
        class="pause"
        text="Pause"
        off={!["infusing", "held", "paused"].includes(phase)}
        onTap={() => void tapPause(chair)}
      />
      <Outcome of={stopKey(chair.chair)} />
      <Button
        class="finish"
        text={view === "end" ? "Back" : "Discontinue…"}
        off={!["preparing", "infusing", "interrupted", "paused", "held"].includes(phase)}
        onTap={() => onTurn("end")}
      />
    </footer>
  );
}

/** The one thing that can be done with a chair now. */
function Task(props: { chair: ChairView; view: View; onTurn: (to: View) => void }) {
  const { chair, view, onTurn } = props;
  const { session } = chair;
  const section = view === "end" ? "end" : sectionOf(session);
  const last = useRef(section);
  if (last.current !== section) {
    last.current = section;
    unsettle(); // what is under the finger has just become something else
  }
  const toSecond = () => onTurn("second");
  const told = session && section !== "preparing" && section !== "end";
  return (
    <div class="task">
      {content()}
      {told && <Timeline key={`${session.id} timeline`} session={session} />}
    </div>
  );

  function content() {
    if (!session) return <CheckIn chair={chair} />;
    const key = session.id;
    switch (section) {
      case "end":
        return <Discontinuing key={key} chair={chair} session={session} done={() => onTurn("work")} />;
      case "preparing":
        return <Preparing key={key} chair={chair} session={session} toSecond={toSecond} />;
      case "attesting":
        return <Attesting key={key} chair={chair} session={session} />;
      case "resuming":
        return <Resuming key={key} chair={chair} session={session} toSecond={toSecond} />;
      case "reacting":
        return <Reacting key={`${key} ${session.reaction?.at}`} chair={chair} session={session} toSecond={toSecond} toReaction={() => onTurn("reaction")} />;
      default:
        return <Afterwards key={key} chair={chair} session={session} />;
    }
  }
}

function sectionOf(session: SessionView | null): string {
  switch (session?.phase) {
    case "preparing":
      return "preparing";
    case "infusing":
      return "attesting";
    case "paused":
      return session.pause === "late-attestation" ? "attesting" : "resuming";
    case "held":
      return "resuming";
    case "interrupted":
      return "reacting";
    default:
      return "after";
  }
}

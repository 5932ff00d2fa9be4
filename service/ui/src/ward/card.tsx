import { useComputed } from "@preact/signals";
import type { ChairView } from "../api.gen";
import { actOf } from "../link/commands";
import { stopKey } from "../link/stops";
import { second, shownTime } from "../link/time";
import { waiting } from "../link/ward";
import { Button } from "../parts/button";
import { Badge } from "../parts/icon";
import { opened, openChair } from "../screen";
import { placeName } from "../words/format";
import {
  SILENT_MS, alarmsOf, moves, needsNurse, nextWords, silentFor, stairsAt, stateOf, volumeWords,
} from "../words/status";
import { heardWords } from "./heard";
import { AlarmLine, NotSent } from "./alarmline";
import { ReactKey } from "./stopkey";
import { Stairs } from "./stairs";

/**
 * One chair on the ward's screen. Its parts keep their places whatever happens. It is drawn when its
 * chair has changed; what ages by itself is drawn by parts of its own.
 */
export function Card(props: { chair: ChairView }) {
  const { chair } = props;
  const { session } = chair;
  const state = stateOf(chair);
  const alarms = alarmsOf(chair);
  const silent = useComputed(() => silentFor(chair, second.value) > SILENT_MS);
  return (
    <article
      class="card"
      aria-label={placeName(chair.chair)}
      data-kind={state.kind}
      data-alarm={alarms[0]?.priority}
      data-silent={silent.value ? "true" : undefined}
      data-open={opened.value === chair.chair ? "true" : undefined}
      data-session={session ? "true" : undefined}
    >
      <header>
        <h2>{placeName(chair.chair)}</h2>
        <Badge shape={state.shape} word={state.word} />
      </header>
      <div class="what">
        <div class="who">
          <strong class="drug">{session?.drug}</strong>
          {session && <span class="number">{` no.\u00a0${session.infusion_no}`}</span>}
          <span class="patient">{session?.patient}</span>
        </div>
        <Rate chair={chair} />
      </div>
      <div class="view">
        <CardAlarm chair={chair} />
        <ChairStairs chair={chair} />
        {!session && <p class="idle">{idleWords(chair)}</p>}
      </div>
      <p class="facts">
        <span>{session && volumeWords(session)}</span>
        <Next chair={chair} />
      </p>
      <div class="keys">
        <ReactKey chair={chair} told />
        <Button class="open" text={session ? "Open" : "Check\u00a0in"} onTap={() => openChair(chair.chair)} />
      </div>
    </article>
  );
}

/** What the pump reports, with its unit and its age. */
function Rate(props: { chair: ChairView }) {
  const { session, pump } = props.chair;
  const runs = moves(props.chair);
  const rate = session ? session.reported_rate_ml_h : runs ? pump.rate_ml_h : null;
  const shown = session !== null || runs;
  return (
    <p class="rate">
      {shown && <b>{rate ?? "–"}</b>}
      <span class="unit">
        {shown && "mL/h"}
        <Heard chair={props.chair} />
      </span>
    </p>
  );
}

/** The age of the numbers, whoever is to blame. */
export function Heard(props: { chair: ChairView }) {
  return <small class="heard">{heardWords(silentFor(props.chair, second.value))}</small>;
}

function Next(props: { chair: ChairView }) {
  const { session } = props.chair;
  if (!session) return null;
  const now = shownTime();
  return (
    <span class="next" data-needs={needsNurse(session, now) ? "true" : undefined}>
      {nextWords(session, now)}
    </span>
  );
}

function ChairStairs(props: { chair: ChairView }) {
  const [at, known] = stairsAt(props.chair, shownTime());
  return <Stairs session={props.chair.session} now={at} known={known} />;
}

/** The most urgent alarm in words, or what was not sent; the rest is counted. */
function CardAlarm(props: { chair: ChairView }) {
  const alarms = alarmsOf(props.chair);
  const act = actOf(stopKey(props.chair.chair));
  const [first] = alarms;
  if (act?.state === "not-sent") return <NotSent text={act.text} more={alarms.length ? `+${alarms.length}` : ""} />;
  if (!first) return null;
  return <AlarmLine alarm={first} more={alarms.length > 1 ? `+${alarms.length - 1}` : ""} />;
}

function idleWords(chair: ChairView): string {
  if (chair.pump.trouble) return chair.pump.trouble;
  const people = waiting();
  return people.length ? `Free. Waiting: ${people.map((each) => each.patient).join(", ")}` : "Free";
}

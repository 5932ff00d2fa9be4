import type { ChairView, SessionView } from "../api.gen";
import { second, shownTime } from "../link/time";
import { Fact } from "../parts/fields";
import { AlarmLine } from "../ward/alarmline";
import { AlarmKeys } from "../ward/alarmkeys";
import { heardWords } from "../ward/heard";
import { Stairs } from "../ward/stairs";
import { clock, minutes, ml, mlPerHour, placeName } from "../words/format";
import { SILENT_MS, alarmsOf, minuteOf, silentFor, stairsAt, volumeWords } from "../words/status";

/** What is true about a chair: its alarms, its numbers, its staircase, its pump. */
export function Overview(props: { chair: ChairView }) {
  const { chair } = props;
  const { session } = chair;
  const silence = silentFor(chair, second.value);
  const now = shownTime();
  const [at, known] = stairsAt(chair, now);
  return (
    <div class="truth" data-silent={silence > SILENT_MS ? "true" : undefined}>
      <div class="alarm-list">
        {alarmsOf(chair).map((each) => (
          <AlarmLine key={each.id} alarm={each} full more={each.since ? clock(each.since) : ""} />
        ))}
        <AlarmKeys chair={chair} />
      </div>
      <div class="numbers">
        <div class="rate-box">
          <p class="rate">
            <b>{(session ? session.reported_rate_ml_h : chair.pump.rate_ml_h) ?? "–"}</b>
            <span class="unit">
              mL/h
              <small class="heard">{heardWords(silence)}</small>
            </span>
          </p>
          <p class="wish">{wishWords(chair)}</p>
        </div>
        <Facts chair={chair} now={now} />
      </div>
      <figure>
        <Stairs big session={session} now={at} known={known} />
        <figcaption class="legend">
          <span class="key planned">planned</span>
          <span class="key delivered">delivered</span>
          <span class="key tail">still to come</span>
        </figcaption>
      </figure>
      <p class="pump">{pumpWords(chair, heardWords(silence))}</p>
    </div>
  );
}

function Facts(props: { chair: ChairView; now: number }) {
  const { chair, now } = props;
  const { session } = chair;
  if (!session) return null;
  return (
    <dl>
      <Fact name="Profile">
        {session.profile}
        {session.profile_reason && `: ${session.profile_reason}`}
      </Fact>
      <Fact name="Delivered">{volumeWords(session)}</Fact>
      <Fact name="Left">{ml(session.left_ml)}</Fact>
      <Fact name="Step">{stepWords(session)}</Fact>
      <Fact name="Next">{nextStep(session)}</Fact>
      <Fact name="Ends">{endWords(session, now)}</Fact>
      <Fact name="Stop">{stopWords(chair)}</Fact>
    </dl>
  );
}

/** Believe reports, not wishes: say so while they differ. */
function wishWords(chair: ChairView): string {
  const session = chair.session;
  if (!session || session.phase === "preparing") return "";
  const wanted = session.wanted;
  if (!wanted) return session.phase === "held" ? "hands off: nothing is sent to the pump" : "";
  if (wanted.rate_ml_h === session.reported_rate_ml_h) return "as ordered";
  return wanted.kind === "stopped" ? "asked to stop" : `asked for ${mlPerHour(wanted.rate_ml_h)}`;
}

function stepWords(session: SessionView): string {
  const step = session.step;
  if (!step) return "–";
  const of = step.serve_min === null ? "" : ` of ${Math.ceil(step.serve_min)}`;
  const said = step.label_rate ? ` (${step.label_rate})` : "";
  return `${step.no}: ${mlPerHour(step.rate_ml_h)}${said}, ${Math.floor(step.served_min)}${of}\u00a0min`;
}

function nextStep(session: SessionView): string {
  const step = session.step;
  if (!step) return session.phase === "preparing" && session.planned[0] ? "start" : "–";
  if (step.next_rate_ml_h === null) return "last rate";
  if (session.phase !== "infusing") return `${mlPerHour(step.next_rate_ml_h)}, the clock stands`;
  return `${mlPerHour(step.next_rate_ml_h)} in ${minutes(step.due_in_min ?? 0)}`;
}

function endWords(session: SessionView, now: number): string {
  if (session.ended_at) return `ended ${clock(session.ended_at)}`;
  if (!session.started_at) return `${minutes(session.total_min)} in all`;
  const left = session.total_min - minuteOf(session, now);
  const at = session.speed === 1 ? `, ${clock(now + left * 60_000)}` : "";
  return session.phase === "infusing" ? `in ${minutes(left)}${at}` : "open";
}

/** Asked, sent, confirmed: three different things. Its line is always there: nothing moves when a stop comes. */
function stopWords(chair: ChairView): string {
  const stop = chair.session?.stop;
  if (!stop) return "–";
  if (stop.confirmed_at) return `confirmed by pump ${clock(stop.confirmed_at, true)}`;
  if (stop.sent_at) return `sent ${clock(stop.sent_at, true)}, not confirmed yet`;
  const then = chair.pump.capability === "control" ? "not sent yet" : "press STOP at the pump";
  return `asked ${clock(stop.asked_at, true)}, ${then}`;
}

const CAPABILITY = {
  control: "",
  proposes: "the nurse confirms at the pump; STOP is at the pump only",
  monitor: "watched only; STOP is at the pump only",
};

function pumpWords(chair: ChairView, heard: string): string {
  const pump = chair.pump;
  const words = [
    placeName(pump.id),
    pump.model,
    pump.firmware && `firmware ${pump.firmware}`,
    heard,
    pump.counter_ml && `its counter ${ml(pump.counter_ml)}`,
    CAPABILITY[pump.capability],
    pump.bench_only && "bench use only",
    pump.trouble,
  ];
  return words.filter(Boolean).join(" · ");
}

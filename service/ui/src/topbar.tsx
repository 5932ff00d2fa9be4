import { useComputed } from "@preact/signals";
import type { AlarmView, ChairView, WardView } from "./api.gen";
import { asking, heard, notHeard, sayHeard, testSound } from "./link/sound";
import { stayAwake } from "./awake";
import { link } from "./link/feed";
import { quiet, second, shownTime } from "./link/time";
import { told, view } from "./link/ward";
import type { LinkState } from "./link/watchdog";
import { Button } from "./parts/button";
import { Icon, type Shape } from "./parts/icon";
import { MORE, go, openChair, screen, touching, type Screen } from "./screen";
import { isStranger, signsIn } from "./people/held";
import { Hands } from "./who";
import { age, clock, paceWords, placeName } from "./words/format";
import { SIGN, alarmsOf, byRank } from "./words/status";
import { waitingChairs } from "./words/waiting";
import { Resting, stateWords } from "./ward/alarmline";

/** The top of every screen: where one is, how the record and the link do, who taps, every alarm. */

const TABS: readonly [Screen, string][] = [
  ["ward", "Ward"],
  ["board", "Board"],
  ["records", "Records"],
  ["handover", "Hand-over"],
  ["tablet", "More"],
];
const RECORD: Record<WardView["record"]["state"], [Shape, string]> = {
  saved: ["tick", "Record saved"],
  waiting: ["clock", "Record saving…"],
  "not-saved": ["cross", "RECORD NOT SAVED"],
  damaged: ["cross", "RECORD DAMAGED"],
};
const LINK: Record<LinkState, [Shape, string]> = {
  connecting: ["clock", "Connecting…"],
  live: ["play", "Live"],
  late: ["clock", "Late"],
  dead: ["cross", "NO LINK"],
};

export function TopBar() {
  return (
    <header id="top">
      <nav class="tabs" aria-label="Screens">
        {TABS.map(([id, name]) => (
          <button
            key={id}
            type="button"
            class="tab"
            aria-current={isAt(id) ? "page" : undefined}
            onClick={() => go(id)}
          >
            {name}
          </button>
        ))}
      </nav>
      <h1>{view.value?.name ?? "Chairside"}</h1>
      <div class="chips">
        <RecordChip />
        <LinkChip />
        <Ears />
      </div>
      <Hands />
    </header>
  );
}

const isAt = (tab: Screen): boolean => screen.value === tab || (tab === "tablet" && MORE.includes(screen.value));

function RecordChip() {
  const record = view.value?.record;
  if (!record) return null;
  const [shape, word] = RECORD[record.state];
  return <Chip shape={shape} word={word} state={record.state} title={record.reason ?? undefined} />;
}

function LinkChip() {
  // The line may be well: the ward has no numbers for a browser that is none of its tablets.
  if (isStranger()) return <Chip shape="cross" word="Not this ward's tablet" state="dead" />;
  const [shape, word] = LINK[link.value];
  const time = link.value === "live" ? ` ${clock(second.value, true)}` : "";
  const late = link.value === "late" ? ` ${age(quiet.value * 1_000)}` : "";
  return <Chip shape={shape} word={`${word}${time}${late}`} more={time && paceWords(view.value)} state={link.value} />;
}

function Chip(props: { shape: Shape; word: string; more?: string; state: string; title?: string | undefined }) {
  return (
    <span class="state" data-state={props.state} title={props.title}>
      <Icon shape={props.shape} />
      <span>
        {props.word}
        {props.more ? <small>{props.more}</small> : null}
      </span>
    </span>
  );
}

/** Start of a shift: unlocks the sound, tests it, and keeps the screen on. */
function Ears() {
  if (asking.value) {
    return (
      <div class="ears">
        <Button class="station" text="I hear it" onTap={sayHeard} />
        <Button class="station" text="Nothing" onTap={notHeard} />
      </div>
    );
  }
  const start = () => {
    testSound();
    stayAwake();
  };
  return (
    <button type="button" class="act plain station" data-heard={heard.value ? "true" : undefined} onClick={start}>
      <Icon shape={heard.value ? "bell" : "mute"} />
      <span class="label">{heard.value ? "Sound proved" : "Start shift"}</span>
    </button>
  );
}

/** The line under the top: alarms, and what this page is not. The dead link covers it; nothing moves. */
export function Banner() {
  const ward = view.value;
  const mode = ward?.mode === "simulation" ? "SIMULATION. " : "";
  return (
    <section id="banner" aria-label="Alarms, and what this page is not">
      <AlarmChips />
      <p id="disclaimer">
        {mode}Not a medical device, not a primary alarm: the pump's own alarm must sound.
        {ward && !heard.value ? " This tablet cannot be heard." : ""}
        {ward && !signsIn() ? " Names are believed: nobody signs in." : ""}
      </p>
      {isStranger() ? <NotEnrolled seen={ward !== null} /> : link.value === "dead" && <NoLink />}
    </section>
  );
}

function NotEnrolled(props: { seen: boolean }) {
  return (
    <p id="no-link" role="alert">
      NOT ENROLLED: this browser sees no ward.{" "}
      {props.seen ? "These numbers are old; REACTION still works. Look at the pumps." : "Use the pump's own STOP key."}
    </p>
  );
}

function NoLink() {
  const since = told.value ? `These numbers stopped at ${clock(told.value, true)}. ` : "No numbers have come. ";
  return (
    <p id="no-link" role="alert">
      NO LINK to the ward. {since}Read the pumps; use the pump's own STOP key.
    </p>
  );
}

export interface Raised {
  chair: ChairView | null;
  alarm: AlarmView;
}

let shown: Raised[] = [];

/** Every alarm of the ward, the most urgent first. Under a finger nothing moves: what is new comes last. */
export function raised(): Raised[] {
  const ward = view.value;
  const ofChairs = (ward?.chairs ?? []).flatMap((chair) => alarmsOf(chair).map((alarm) => ({ chair, alarm })));
  const own = (ward?.alarms ?? []).map((alarm) => ({ chair: null, alarm }));
  const fresh = [...ofChairs, ...own].sort((a, b) => byRank(a.alarm, b.alarm));
  shown = touching.value ? inOldOrder(fresh, shown) : fresh;
  return shown;
}

export const raisedKey = ({ chair, alarm }: Raised): string => `${chair?.chair ?? ""} ${alarm.id}`;

function inOldOrder(fresh: readonly Raised[], before: readonly Raised[]): Raised[] {
  const news = new Map(fresh.map((each) => [raisedKey(each), each]));
  const kept = before.flatMap((each) => news.get(raisedKey(each)) ?? []);
  const known = new Set(before.map(raisedKey));
  return [...kept, ...fresh.filter((each) => !known.has(raisedKey(each)))];
}

function AlarmChips() {
  const all = raised();
  const wait = useComputed(() => waitingChairs(view.value?.chairs ?? [], shownTime()).length).value;
  return (
    <div class="alarms" role="group" aria-label="Alarms">
      {all.length + wait > 0 && (
        <button type="button" class="act plain all-alarms" aria-pressed={screen.value === "alarms"} onClick={() => go("alarms")}>
          {all.length > 0 && <span class="label">{all.length === 1 ? "1 alarm" : `${all.length} alarms`}</span>}
          {wait > 0 && <span class={all.length > 0 ? "more" : "label"}>{wait === 1 ? "1 chair waits" : `${wait} chairs wait`}</span>}
        </button>
      )}
      {all.map(({ chair, alarm }) => (
        <button
          key={raisedKey({ chair, alarm })}
          type="button"
          class="alarm chip"
          data-priority={alarm.priority}
          onClick={() => (chair ? openChair(chair.chair) : go("alarms"))}
        >
          <b>{SIGN[alarm.priority]}</b>
          <Resting alarm={alarm} />
          <span>{`${chair ? placeName(chair.chair) : "Ward"}: ${alarm.short}${stateWords(alarm, second.value)}`}</span>
        </button>
      ))}
      {all.length === 0 && <p class="calm">No alarm</p>}
    </div>
  );
}

import type { ChairView } from "../api.gen";
import { second, shownTime } from "../link/time";
import { view } from "../link/ward";
import { Button } from "../parts/button";
import { Badge } from "../parts/icon";
import { Outcome } from "../parts/outcome";
import { openChair } from "../screen";
import { raised, raisedKey, type Raised } from "../topbar";
import { nobody } from "../who";
import { age, clock, placeName } from "../words/format";
import { SIGN, stateOf } from "../words/status";
import { waitingChairs } from "../words/waiting";
import { stateWords } from "./alarmline";
import { acknowledge, alarmKey, pauseAudio } from "./alarmkeys";

/** Every alarm with its age, what to do, and who has it. Acknowledging hides nothing that still holds. */
export function AlarmScreen() {
  const all = raised();
  const sounding = all.filter((each) => each.alarm.sounds);
  const rest = () => {
    const chairs = new Set(sounding.map((each) => each.chair));
    for (const chair of chairs) pauseAudio(chair);
  };
  return (
    <main id="alarms" class="page">
      <div class="page-head">
        <h2>Alarms, and who waits</h2>
        <Button text="Pause every sound (2 min)" off={!sounding.length} why={nobody("pause_audio")} onTap={rest} />
      </div>
      <p class="hint">
        A new alarm of a higher priority sounds at once. This tablet is not the primary alarm: go to the pump that sounds.
      </p>
      {all.length === 0 && <p class="big-line">No alarm.</p>}
      <ul class="alarm-rows">
        {all.map((each) => (
          <AlarmRow key={raisedKey(each)} {...each} />
        ))}
      </ul>
      <WaitingRows />
      <Stations />
    </main>
  );
}

function AlarmRow(props: Raised) {
  const { chair, alarm } = props;
  const since = alarm.since ? `since ${clock(alarm.since)}, ${age(second.value - Date.parse(alarm.since))}` : "";
  return (
    <li class="alarm-row" data-priority={alarm.priority}>
      <div class="alarm" data-priority={alarm.priority}>
        <b>{`${SIGN[alarm.priority]} ${alarm.priority}`}</b>
      </div>
      <div class="text">
        <strong>{`${chair ? placeName(chair.chair) : "Ward"}: ${alarm.sentence}${stateWords(alarm, second.value)}`}</strong>
        <span>{alarm.response}</span>
        <span class="hint">{since}</span>
        <Outcome of={alarmKey(chair, alarm)} />
      </div>
      <div class="do">
        {chair && <Button text={`Open ${placeName(chair.chair)}`} onTap={() => openChair(chair.chair)} />}
        {(chair === null || chair.session) && (
          <Button text="Acknowledge" off={alarm.state === "acknowledged"} why={nobody(chair ? "acknowledge_alarm" : "acknowledge_ward_alarm")} onTap={() => acknowledge(chair, alarm)} />
        )}
      </div>
    </li>
  );
}

/** What waits for a nurse without an alarm about it, so that nobody has to look through the ward. */
function WaitingRows() {
  const rows = waitingChairs(view.value?.chairs ?? [], shownTime());
  return (
    <section class="waits" aria-label="Waiting for a nurse">
      <h3>Waiting for a nurse, the most urgent first</h3>
      {rows.length === 0 && <p class="hint">No chair.</p>}
      <ul class="alarm-rows">
        {rows.map(({ chair, words }) => (
          <li key={chair.chair} class="alarm-row">
            <Badge {...badgeOf(chair)} />
            <div class="text">
              <strong>{`${placeName(chair.chair)}: ${words}`}</strong>
              <span>{chair.session?.patient}</span>
            </div>
            <div class="do">
              <Button text={`Open ${placeName(chair.chair)}`} onTap={() => openChair(chair.chair)} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function badgeOf(chair: ChairView) {
  const { shape, word } = stateOf(chair);
  return { shape, word };
}

/** Which tablets can be heard: an unheard one is itself a danger. */
function Stations() {
  const ward = view.value;
  if (!ward) return null;
  return (
    <section class="stations">
      <h3>Where alarms can be heard</h3>
      <ul>
        {ward.tablets.map((each) => {
          const station = ward.stations.find((one) => one.tablet === each.id);
          const proved = station?.proved_at ? `heard by a person at ${clock(station.proved_at)}` : "nobody has heard it today";
          return <li key={each.id}>{`${each.name}: ${station?.heard ? "can be heard" : "CANNOT BE HEARD"}, ${proved}`}</li>;
        })}
      </ul>
    </section>
  );
}

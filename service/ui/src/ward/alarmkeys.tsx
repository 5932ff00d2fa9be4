import type { AlarmView, ChairView } from "../api.gen";
import { inSession, send } from "../link/commands";
import { second } from "../link/time";
import { Button } from "../parts/button";
import { nobody } from "../who";
import { words } from "../words/format";
import { restLeft } from "./alarmline";

/** What can be done about alarms: acknowledge one, rest the sound of all for a while. */

/** Whose alarms: a chair's session, or the ward's own. */
const path = (chair: ChairView | null, verb: string): string =>
  chair?.session ? inSession(chair.session.id, `alarms/${verb}`) : `/alarms/${verb}`;

export function acknowledge(chair: ChairView | null, alarm: AlarmView): void {
  void send(alarmKey(chair, alarm), path(chair, "acknowledgement"), { alarm: alarm.id }, { chair });
}

export const alarmKey = (chair: ChairView | null, alarm: AlarmView): string => `${chair?.chair ?? ""}:alarm:${alarm.id}`;

export function pauseAudio(chair: ChairView | null): void {
  void send(`${chair?.chair ?? ""}:audio`, path(chair, "audio-pause"), {}, { chair });
}

/** The buttons for a chair's alarms. */
export function AlarmKeys(props: { chair: ChairView }) {
  const { chair } = props;
  const open = (chair.session?.alarms ?? []).filter((each) => each.state !== "acknowledged");
  if (!open.length) return null;
  const resting = open.find((each) => each.state === "audio-paused");
  return (
    <div class="alarm-keys">
      {open.map((each) => (
        <Button
          key={each.id}
          class="acknowledge"
          text={`Acknowledge: ${words(each.id)}`}
          why={nobody("acknowledge_alarm")}
          onTap={() => acknowledge(chair, each)}
        />
      ))}
      <Button
        class="audio-pause"
        text={resting ? `Sound paused ${restLeft(resting, second.value)} s` : "Pause the sound (2 min)"}
        why={nobody("pause_audio")}
        onTap={() => pauseAudio(chair)}
      />
    </div>
  );
}

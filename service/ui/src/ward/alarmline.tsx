import type { AlarmView } from "../api.gen";
import { personName } from "../link/ward";
import { second } from "../link/time";
import { Icon } from "../parts/icon";
import { SIGN } from "../words/status";

/** An alarm in a line: the sign of its priority, its sentence, and what has been done about it. */

/** Seconds that its sound still rests. */
export const restLeft = (alarm: AlarmView, now: number): number =>
  Math.max(0, Math.ceil((Date.parse(alarm.audio_paused_until ?? "") - now) / 1_000) || 0);

/** What an alarm's state adds to its sentence. */
export function stateWords(alarm: AlarmView, now: number): string {
  const all = alarm.all_stations ? " · ALL STATIONS" : "";
  switch (alarm.state) {
    case "audio-paused":
      return `${all} · sound paused, ${restLeft(alarm, now)} s`;
    case "acknowledged":
      return ` · acknowledged by ${personName(alarm.acknowledged_by)}`;
    default:
      return all;
  }
}

/** A struck-through bell while its sound rests. */
export const Resting = (props: { alarm: AlarmView }) =>
  props.alarm.state === "audio-paused" ? <Icon shape="mute" /> : null;

export function AlarmLine(props: { alarm: AlarmView; more?: string; full?: boolean; live?: boolean }) {
  const { alarm, more = "", full = false } = props;
  return (
    <div class="alarm" role={props.live === false ? undefined : "alert"} data-priority={alarm.priority}>
      <b>{full ? `${SIGN[alarm.priority]} ${alarm.priority}` : SIGN[alarm.priority]}</b>
      <Resting alarm={alarm} />
      <span>
        {full ? alarm.sentence : alarm.short}
        {full && stateWords(alarm, second.value)}
      </span>
      {more !== "" && <em>{more}</em>}
    </div>
  );
}

/** What was not sent looks like an alarm of the highest priority: it is for the same hands. */
export function NotSent(props: { text: string; more: string }) {
  return (
    <div class="alarm" role="alert" data-priority="high">
      <b>{SIGN.high}</b>
      <span>{props.text}</span>
      {props.more !== "" && <em>{props.more}</em>}
    </div>
  );
}

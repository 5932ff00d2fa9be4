import { computed, effect, signal } from "@preact/signals";
import type { AlarmView } from "../api.gen";
import { tablet } from "../who";
import { send } from "./commands";
import { view } from "./ward";

/**
 * This tablet as a place where alarms can be heard: a person proves its sound, it beats every two
 * seconds, and it sounds while an alarm does. A browser allows sound only after a tap.
 */

const BEAT_MS = 2_000;
/** A beat without an answer is given up before the next one: beats that hang would hold every line that a STOP needs. */
const BEAT_LIMIT_MS = 1_500;
const LOOK_MS = 250;
/** Pulses of a burst, and how long until the next one. */
const BURST = { high: [10, 10_000], medium: [3, 25_000], low: [0, 30_000] } as const;
const PULSE_S = 0.15;
const GAP_S = 0.15;
/** High priority: two groups of five with a breath between them. */
const GROUP = 5;
const BREATH_S = 0.6;

let audio: AudioContext | null = null;
let nextAt = 0;
let sounding = "";

/** The test has been played and nobody has said yet that it was heard. */
export const asking = signal(false);

/** A person has heard this tablet today, it beats, and its sound is on. */
export const heard = computed(
  () => view.value?.stations.find((each) => each.tablet === tablet.value)?.heard ?? false,
);

/** Unlock the sound by a tap, and play what a medium alarm sounds like. */
export function testSound(): void {
  audio ??= new AudioContext();
  void audio.resume();
  burst(BURST.medium[0]);
  asking.value = true;
}

export function sayHeard(): void {
  asking.value = false;
  void send("station", "/stations/heard", {}, { chair: null });
}

export const notHeard = (): void => {
  asking.value = false;
};

function burst(pulses: number): void {
  if (!audio) return;
  for (let pulse = 0; pulse < pulses; pulse++) {
    const tone = audio.createOscillator();
    const loud = audio.createGain();
    const at = audio.currentTime + pulse * (PULSE_S + GAP_S) + Math.floor(pulse / GROUP) * BREATH_S;
    tone.type = "triangle";
    tone.frequency.value = 520;
    loud.gain.value = 0.5;
    tone.connect(loud).connect(audio.destination);
    tone.start(at);
    tone.stop(at + PULSE_S);
  }
}

/** All alarms of the ward and of its chairs. */
export const allAlarms = computed<AlarmView[]>(() => {
  const ward = view.value;
  return [...(ward?.alarms ?? []), ...(ward?.chairs ?? []).flatMap((chair) => chair.session?.alarms ?? [])];
});

/** Which burst is due now, and when the next one will be. Pure. */
export function dueBurst(
  alarms: readonly AlarmView[],
  before: { sounding: string; nextAt: number },
  at: number,
): { pulses: number; sounding: string; nextAt: number } {
  const loud = alarms.filter((alarm) => alarm.sounds && alarm.priority !== "low");
  const now = loud.map((each) => `${each.id} ${each.priority} ${each.since}`).join();
  if (!loud.length) return { pulses: 0, sounding: now, nextAt: 0 };
  // What is new sounds at once.
  if (now === before.sounding && at < before.nextAt) return { pulses: 0, sounding: now, nextAt: before.nextAt };
  const [pulses, pause] = BURST[loud.some((each) => each.priority === "high") ? "high" : "medium"];
  return { pulses, sounding: now, nextAt: at + pause };
}

function beat(): void {
  if (!tablet.value) return;
  fetch("/api/v1/stations/heartbeat", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Tablet": tablet.value },
    body: JSON.stringify({ sounds: audio?.state === "running" }),
    cache: "no-store",
    signal: AbortSignal.timeout(BEAT_LIMIT_MS),
  }).catch(() => {}); // the ward notices by itself
}

function look(): void {
  const due = dueBurst(allAlarms.value, { sounding, nextAt }, performance.now());
  ({ sounding, nextAt } = due);
  burst(due.pulses);
}

export function startStation(): void {
  setInterval(beat, BEAT_MS);
  setInterval(look, LOOK_MS);
  effect(() => {
    void allAlarms.value;
    look();
  });
}

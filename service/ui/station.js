/** @import {App} from "./app.js" */
import { button } from "./button.js";

/**
 * This tablet as a place where alarms can be heard: a person proves its sound, it beats every two
 * seconds, and it sounds while an alarm does. A browser allows sound only after a tap.
 */

const BEAT_MS = 2_000;
/** Pulses of a burst, and how long until the next one. */
const BURST = { high: [10, 10_000], medium: [3, 25_000], low: [0, 30_000] };
const PULSE_S = 0.15;
const WARD = /** @type {import("./types.js").Chair} */ (/** @type {unknown} */ ({ chair: "", session: null }));

/** @param {App} app */
export function station(app) {
  /** @type {AudioContext|null} */
  let audio = null;
  let tested = false;
  let next = 0;
  let sounding = "";

  const key = button("plain", () => {
    if (tested) {
      app.commands.send("station", "/stations/heard", {}, { chair: WARD });
      tested = false;
    } else {
      audio ??= new AudioContext();
      audio.resume();
      burst(3);
      tested = true;
    }
    app.draw();
  }, "station");

  const heard = () =>
    app.ward.view?.stations?.find((each) => each.tablet === app.who.tablet())?.heard ?? false;

  function beat() {
    if (!app.who.tablet()) return;
    fetch("/api/v1/stations/heartbeat", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Tablet": app.who.tablet() },
      body: JSON.stringify({ sounds: audio?.state === "running" }),
      cache: "no-store",
    }).catch(() => {}); // the ward notices by itself
  }

  /** @param {number} pulses */
  function burst(pulses) {
    if (!audio) return;
    for (let pulse = 0; pulse < pulses; pulse++) {
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      const at = audio.currentTime + pulse * PULSE_S * 2;
      tone.type = "triangle";
      tone.frequency.value = 520;
      loud.gain.value = 0.5;
      tone.connect(loud).connect(audio.destination);
      tone.start(at);
      tone.stop(at + PULSE_S);
    }
  }

  /** Sound what sounds now; what is new sounds at once. */
  function sound() {
    const ward = app.ward.view;
    const all = [...(ward?.alarms ?? []), ...(ward?.chairs ?? []).flatMap((chair) => chair.session?.alarms ?? [])];
    const now = all.filter((alarm) => alarm.sounds);
    const worst = now.some((each) => each.priority === "high") ? "high" : now.length ? "medium" : "low";
    const fresh = now.map((each) => `${each.id} ${each.since}`).join();
    if (fresh !== sounding) next = 0;
    sounding = fresh;
    if (!now.some((each) => each.priority !== "low") || performance.now() < next) return;
    const [pulses, pause] = BURST[worst];
    next = performance.now() + pause;
    burst(pulses);
  }

  setInterval(beat, BEAT_MS);
  setInterval(sound, 250);

  return {
    node: key.node,
    heard,
    update() {
      key.set(tested ? "I hear it" : heard() ? "Sound proved" : "Test the sound");
    },
  };
}

/** @import {Alarm, Chair} from "./types.js" */
/** @import {App} from "./app.js" */
import { button } from "./button.js";
import { el, keepList, show } from "./dom.js";
import { words } from "./format.js";

/** What can be done about alarms: acknowledge one, rest the sound of all for a while. */

/** What an alarm's state adds to its sentence. @param {App} app @param {Alarm} alarm */
export function stateWords(app, alarm) {
  const all = alarm.all_stations ? " · ALL STATIONS" : "";
  switch (alarm.state) {
    case "audio-paused":
      return `${all} · sound paused, ${left(app, alarm)} s`;
    case "acknowledged":
      return ` · acknowledged by ${app.ward.personName(alarm.acknowledged_by ?? null)}`;
    default:
      return all;
  }
}

/** Seconds that its sound still rests. @param {App} app @param {Alarm} alarm */
const left = (app, alarm) =>
  Math.max(0, Math.ceil((Date.parse(alarm.audio_paused_until ?? "") - app.ward.now()) / 1_000) || 0);

/** Whose alarms: a chair's session, or the ward's own. @param {Chair|null} chair */
const base = (chair) => (chair?.session ? `/sessions/${encodeURIComponent(chair.session.id)}/alarms` : "/alarms");

/** The commands are kept by chair; the ward's own have none. */
const WARD = /** @type {Chair} */ (/** @type {unknown} */ ({ chair: "", session: null }));

/** @param {App} app @param {Chair|null} chair @param {Alarm} alarm */
export const acknowledge = (app, chair, alarm) =>
  app.commands.send(`${chair?.chair ?? ""}:alarm:${alarm.id}`, `${base(chair)}/acknowledgement`, { alarm: alarm.id }, {
    chair: chair ?? WARD,
  });

/** The buttons for a chair's alarms. @param {App} app */
export function alarmKeys(app) {
  /** @type {Chair|null} */
  let chair = null;
  const rest = button("plain", () => {
    if (chair) app.commands.send(`${chair.chair}:audio`, `${base(chair)}/audio-pause`, {}, { chair });
  }, "audio-pause");
  const list = el("div", { class: "alarm-keys" });
  const node = el("div", { class: "alarm-keys" }, list, rest.node);
  const kept = new Map();

  /** @param {Alarm} first */
  function make(first) {
    const key = button("plain", () => chair && acknowledge(app, chair, first), "acknowledge");
    return { node: key.node, update: (/** @type {Alarm} */ alarm) => key.set(`Acknowledge: ${words(alarm.id)}`) };
  }

  return {
    node,
    /** @param {Chair} next */
    update(next) {
      chair = next;
      const open = (next.session?.alarms ?? []).filter((each) => each.state !== "acknowledged");
      keepList(list, open, (each) => each.id, make, kept);
      const resting = open.find((each) => each.state === "audio-paused");
      rest.set(resting ? `Sound paused ${left(app, resting)} s` : "Pause the sound (2 min)");
      show(node, open.length > 0);
    },
  };
}

/** @import {App} from "./app.js" */
import { el, icon, keepList, setAttr, setIcon, setText, show } from "./dom.js";
import { age, clock, placeName } from "./format.js";
import { SIGN, alarmsOf } from "./status.js";
import { station } from "./station.js";
import { acknowledge, stateWords } from "./alarms.js";

/** The top bar: the ward, every alarm, the record, the link, and who taps. */

const RECORD = {
  saved: ["tick", "Record saved"],
  waiting: ["clock", "Record saving…"],
  "not-saved": ["cross", "RECORD NOT SAVED"],
  damaged: ["cross", "RECORD DAMAGED"],
};
const LINK = {
  connecting: ["clock", "Connecting…"],
  live: ["play", "Live"],
  late: ["clock", "Late"],
  dead: ["cross", "NO LINK"],
};
const RANK = { high: 0, medium: 1, low: 2 };

/** @param {App} app @param {HTMLElement} root @param {HTMLElement} banner */
export function topBar(app, root, banner) {
  const name = el("h1", {}, "Chairside");
  const alarms = el("div", { class: "alarms", "aria-label": "Alarms" });
  const record = chip();
  const link = chip();
  const ears = station(app);
  const other = el("a", { class: "act plain other", href: app.other.href }, name, `▸ ${app.other.name}`);
  root.append(other, alarms, el("div", { class: "chips" }, record.node, link.node, ears.node), el("div", { class: "hands" }, ...app.who.nodes));
  const gone = el("p", { id: "no-link", role: "alert", hidden: "" });
  banner.append(gone);
  const disclaimer = /** @type {Element} */ (banner.firstElementChild);
  const kept = new Map();

  return {
    update() {
      const ward = app.ward.view;
      const state = app.link.state;
      setAttr(document.body, "data-link", state);
      const time = state === "live" ? ` ${clock(app.ward.now(), true)}` : "";
      const late = state === "late" ? ` ${age(app.link.silence())}` : "";
      link.update(LINK[state][0], `${LINK[state][1]}${time}${late}`, state);
      show(gone, state === "dead");
      if (state === "dead") {
        const since = app.ward.told()
          ? `These numbers stopped at ${clock(app.ward.told(), true)}. `
          : "No numbers have come. ";
        setText(gone, `NO LINK to the ward. ${since}Read the pumps; use the pump's own STOP key.`);
      }
      if (!ward) return;
      app.who.update(ward);
      ears.update();
      setText(name, ward.name);
      const mode = ward.mode === "simulation"
        ? `SIMULATION${ward.speed > 1 ? `, ${ward.speed} times as fast` : ""}. `
        : "";
      setText(
        disclaimer,
        `${mode}Not a medical device, not a primary alarm: the pump's own alarm must sound. ${ears.heard() ? "" : "This tablet cannot be heard."}`,
      );
      const [shape, words] = RECORD[ward.record.state] ?? ["cross", `Record: ${ward.record.state}`];
      record.update(shape, words, ward.record.state);
      setAttr(record.node, "title", ward.record.reason);
      // Nothing is sorted anew under a finger.
      if (!app.touching()) drawAlarms();
    },
  };

  function drawAlarms() {
    const own = (app.ward.view?.alarms ?? []).map((alarm) => ({ chair: "", alarm }));
    const all = (app.ward.view?.chairs ?? [])
      .flatMap((chair) => alarmsOf(chair).map((alarm) => ({ chair: chair.chair, alarm })))
      .concat(own)
      .sort((a, b) => RANK[a.alarm.priority] - RANK[b.alarm.priority]);
    keepList(alarms, all, (each) => `${each.chair} ${each.alarm.id}`, make, kept);
  }

  /** @param {{chair: string, alarm: import("./types.js").Alarm}} first */
  function make(first) {
    const sign = el("b");
    const text = el("span");
    const node = el("button", { type: "button", class: "alarm chip" }, sign, text);
    node.addEventListener("click", () => (first.chair ? app.open(first.chair) : acknowledge(app, null, first.alarm)));
    return {
      node,
      /** @param {{chair: string, alarm: import("./types.js").Alarm}} each */
      update(each) {
        setAttr(node, "data-priority", each.alarm.priority);
        setText(sign, SIGN[each.alarm.priority]);
        const place = each.chair ? placeName(each.chair) : "Ward (tap to acknowledge)";
        setText(text, `${place}: ${each.alarm.sentence}${stateWords(app, each.alarm)}`);
      },
    };
  }
}

function chip() {
  const shape = icon("clock");
  const text = el("span");
  const node = el("span", { class: "state", role: "status" }, shape, text);
  return {
    node,
    /** @param {string} drawn @param {string} words @param {string} state */
    update(drawn, words, state) {
      setIcon(shape, drawn);
      setText(text, words);
      setAttr(node, "data-state", state);
    },
  };
}

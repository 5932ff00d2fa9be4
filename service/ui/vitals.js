/** @import {Chair, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { blockers } from "./blockers.js";
import { button, outcome } from "./button.js";
import { el, setText, show } from "./dom.js";
import { clock } from "./format.js";

/** One complete set of vital signs, keyed at the chair. The service says what cannot be. */

const FIELDS = [
  { id: "systolic_mmhg", name: "Systolic", unit: "mmHg" },
  { id: "diastolic_mmhg", name: "Diastolic", unit: "mmHg" },
  { id: "pulse_per_min", name: "Pulse", unit: "/min" },
  { id: "breaths_per_min", name: "Breathing", unit: "/min" },
  { id: "temperature_c", name: "Temperature", unit: "°C" },
  { id: "saturation_percent", name: "Saturation", unit: "%" },
];
const WHOLE = /^[1-9]\d{0,2}$/;
const TENTHS = /^\d{2}(\.\d)?$/;

/** @param {App} app @param {() => void} done */
export function vitalSigns(app, done) {
  /** @type {Chair|null} */
  let chair = null;
  let whose = "";
  const inputs = FIELDS.map((field) => {
    const input = /** @type {HTMLInputElement} */ (
      el("input", { inputmode: "decimal", autocomplete: "off", maxlength: "5", "aria-label": `${field.name} in ${field.unit}` })
    );
    input.addEventListener("input", () => app.draw());
    return { ...field, input };
  });
  const last = el("p", { class: "done" });
  const warned = el("ul", { class: "look" });
  const record = button("go", recordNow, "wide");
  const said = outcome();
  const back = button("plain", done);
  back.set("Back");
  const node = el(
    "div",
    { class: "sheet vitals" },
    el(
      "div",
      {},
      el("h3", {}, "Vital signs"),
      el("p", { class: "hint" }, "A complete set, as just taken. It is recorded with your name; nothing in it decides for you."),
      last,
      warned,
      back.node,
    ),
    el(
      "div",
      {},
      el(
        "div",
        { class: "signs" },
        ...inputs.map((each) => el("label", { class: "field" }, el("span", {}, `${each.name} (${each.unit})`), each.input)),
      ),
      record.node,
      said.node,
    ),
  );

  const keyed = (/** @type {typeof inputs[number]} */ each) => each.input.value.trim().replace(",", ".");
  const fits = (/** @type {typeof inputs[number]} */ each) => (each.id === "temperature_c" ? TENTHS : WHOLE).test(keyed(each));
  const clear = () => inputs.forEach((each) => { each.input.value = ""; });

  function recordNow() {
    const session = chair?.session;
    if (!chair || !session) return;
    const body = Object.fromEntries(inputs.map((each) => [each.id, each.id === "temperature_c" ? keyed(each) : Number(keyed(each))]));
    const path = `/sessions/${encodeURIComponent(session.id)}/vital-signs`;
    app.commands.send(`${chair.chair}:vitals`, path, body, { chair }).then((answer) => {
      if (!answer) return;
      clear();
      done();
    });
  }

  return {
    node,
    /** @param {Chair} next */
    update(next) {
      const session = /** @type {Session|null} */ (next.session);
      if (!session) return done();
      chair = next;
      if (whose !== session.id) {
        whose = session.id;
        clear();
      }
      const signs = session.vital_signs;
      show(last, signs.taken_at !== null);
      setText(last, signs.taken_at ? `${clock(signs.taken_at)}, ${app.ward.personName(signs.by ?? "")}: ${signs.signs}` : "");
      warned.replaceChildren(...signs.warnings.map((each) => el("li", {}, each)));
      const missing = inputs.filter((each) => !fits(each)).map((each) => each.name.toLowerCase());
      record.set("Record this set", [
        ...(missing.length ? [`Still to key: ${missing.join(", ")}.`] : []),
        ...blockers(app),
      ]);
      said.update(app.commands.act(`${next.chair}:vitals`));
    },
  };
}

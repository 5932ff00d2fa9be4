/** @import {Chair, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { nobody } from "./blockers.js";
import { button, choice, outcome, stepper } from "./button.js";
import { el, keepList, setText, show } from "./dom.js";
import { input } from "./fields.js";
import { placeName } from "./format.js";
import { orderForm } from "./order.js";

/**
 * A free chair: check the patient in, then tie patient, bag, chair and pump together. A scanner
 * types and presses Enter, which leads to the next field.
 * @param {App} app
 */
export function checkIn(app) {
  /** The session that was checked in here and has no pump yet; @type {string|null} */
  let pending = null;
  let chairId = "";
  const patient = input("Patient id, from the wristband");
  const drug = choice("Protocol", () => app.draw());
  const number = stepper("infusion number", 1);
  const profile = el("p", { class: "hint" });
  const order = orderForm(app);
  const go = button("go", checkInNow, "wide");
  const said = outcome();
  const others = el("div", { class: "rows" });
  const first = el(
    "section",
    { class: "step-box" },
    el("h3", {}, "1  Check in"),
    patient.node,
    el("div", { class: "field" }, el("span", {}, "Protocol"), drug.node),
    el("div", { class: "field" }, el("span", {}, "Infusion number, counting those given"), number.node, profile),
    el("h4", {}, "The prescriber's order"),
    order.node,
    go.node,
    said.node,
    others,
  );

  const who = el("p", { class: "done" });
  const bag = input("Bag, from its label");
  const places = el("p", { class: "fixed" });
  const again = input("Patient id once more, from the wristband");
  const tie = button("go", tieNow, "wide");
  const tied = outcome();
  const back = button("plain", () => {
    pending = null;
    app.draw();
  });
  const second = el(
    "section",
    { class: "step-box" },
    el("h3", {}, "2  Bag, chair and pump"),
    who,
    bag.node,
    places,
    again.node,
    tie.node,
    tied.node,
    back.node,
  );
  back.set("Back: this is another patient");
  number.onChange(() => app.draw());
  for (const each of [patient, bag, again]) each.field.addEventListener("input", () => app.draw());
  patient.field.addEventListener("keydown", (event) => event.key === "Enter" && patient.field.blur());
  bag.field.addEventListener("keydown", (event) => event.key === "Enter" && again.field.focus());
  again.field.addEventListener("keydown", (event) => event.key === "Enter" && again.field.blur());
  const kept = new Map();

  function checkInNow() {
    const body = {
      patient: patient.value(),
      protocol: drug.value(),
      infusion_no: number.value(),
      order: order.body(drug.value()),
    };
    const chair = app.ward.chair(chairId);
    if (!chair) return;
    const key = `${chairId}:check-in`;
    app.commands.send(key, "/sessions", body, { chair, confirm: () => null }).then((answer) => {
      if (!answer) return;
      pending = answer.session;
      patient.clear();
      order.clear();
      app.commands.forget(key);
      app.draw();
    });
  }

  function tieNow() {
    const chair = app.ward.chair(chairId);
    if (!chair || !pending) return;
    const body = { patient: again.value(), bag: bag.value(), chair: chair.chair, pump: chair.pump.id };
    const path = `/sessions/${encodeURIComponent(pending)}/association`;
    app.commands.send(`${chairId}:tie`, path, body, { chair }).then((answer) => {
      if (!answer) return;
      pending = null;
      bag.clear();
      again.clear();
      app.draw();
    });
  }

  /** @param {Session} session */
  function makeOther(session) {
    const each = button("plain", () => {
      pending = session.id;
      app.draw();
    }, "wide");
    each.set(`Go on with ${session.patient}: ${session.drug}, infusion ${session.infusion_no}`);
    return { node: each.node, update() {} };
  }

  return {
    node: el("div", {}, first, second),
    shows: (/** @type {Chair} */ chair) => chair.session === null,
    /** @param {Chair} chair */
    update(chair) {
      if (chair.chair !== chairId) {
        chairId = chair.chair;
        pending = null;
        for (const each of [patient, bag, again, order]) each.clear();
      }
      const ward = app.ward.view;
      const protocols = ward?.protocols ?? [];
      drug.set(protocols.map((each) => ({ id: each.id, text: each.drug, more: `version ${each.version}` })));
      if (!drug.value() && protocols.length === 1) drug.pick(protocols[0].id);
      const chosen = protocols.find((each) => each.id === drug.value());
      const n = number.value();
      const fits = chosen?.profiles.find((each) => n >= each.from && (each.to === null || n <= each.to));
      setText(profile, chosen ? (fits ? `Staircase: ${fits.id} infusion` : "No staircase for this number") : "");
      const missing = [
        ...(patient.value() ? [] : ["Patient id is missing."]),
        ...(chosen ? [] : ["Choose the protocol."]),
        ...order.missing(),
        ...(app.link.state === "live" ? [] : ["No fresh numbers from the ward."]),
        ...nobody(app),
      ];
      go.set(chosen && patient.value() ? `Check in ${patient.value()}: ${chosen.drug}, infusion ${n}` : "Check in", missing);
      said.update(app.commands.act(`${chairId}:check-in`));
      keepList(others, app.ward.waiting(), (each) => each.id, makeOther, kept);

      show(first, pending === null);
      show(second, pending !== null);
      const open = app.ward.waiting().find((each) => each.id === pending);
      setText(who, open ? `Checked in: ${open.patient}, ${open.drug}, infusion ${open.infusion_no}` : "Checked in.");
      setText(places, `${placeName(chair.chair)} and its ${placeName(chair.pump.id).toLowerCase()}`);
      tie.set(`Tie bag ${bag.value() || "…"} to ${placeName(chair.pump.id)} at ${placeName(chair.chair)}`, [
        ...(bag.value() ? [] : ["Scan or type the bag."]),
        ...(again.value() ? [] : ["Scan the wristband again."]),
        ...nobody(app),
      ]);
      tied.update(app.commands.act(`${chairId}:tie`));
    },
  };
}

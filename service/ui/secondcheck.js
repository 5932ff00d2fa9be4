/** @import {Chair, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { button, choice, outcome } from "./button.js";
import { el, fact } from "./dom.js";
import { mlPerHour, placeName } from "./format.js";
import { keypad } from "./keypad.js";

/**
 * The second person's check. The sheet covers the rates of the plan: she names herself, compares
 * patient, bag and pump, and keys the rate from her own order.
 * @param {App} app @param {() => void} done
 */
export function secondCheck(app, done) {
  /** @type {Chair|null} */
  let chair = null;
  let whose = "";
  const facts = {
    patient: fact("Patient"),
    drug: fact("Drug"),
    bag: fact("Bag"),
    place: fact("Chair and pump"),
    volume: fact("Volume"),
  };
  const people = choice("Second person", () => app.draw());
  const pad = keypad(() => app.draw());
  const go = button("go", checkNow, "wide");
  const said = outcome();
  const back = button("plain", done);
  back.set("Back");
  const node = el(
    "div",
    { class: "sheet second" },
    el(
      "div",
      {},
      el("h3", {}, "Second check"),
      el("p", { class: "hint" }, "For another person than the one who starts. Compare all of this at the chair, then key the rate from the order."),
      el("dl", {}, ...Object.values(facts).map((each) => each.node)),
      el("div", { class: "field" }, el("span", {}, "I am"), people.node),
      back.node,
    ),
    el("div", {}, pad.node, go.node, said.node),
  );

  function checkNow() {
    const session = chair?.session;
    if (!chair || !session || !people.value()) return;
    const path = `/sessions/${encodeURIComponent(session.id)}/second-check`;
    const options = { chair, person: people.value() };
    app.commands.send(`${chair.chair}:second`, path, { rate_ml_h: pad.value() }, options).then((answer) => {
      pad.clear();
      if (answer) done();
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
        pad.clear();
        people.pick("");
      }
      facts.patient.set(session.patient);
      facts.drug.set(`${session.drug}, infusion ${session.infusion_no}`);
      facts.bag.set(session.bag ?? "none");
      facts.place.set(`${placeName(next.chair)}, ${placeName(next.pump.id)}`);
      facts.volume.set(`${session.volume_ml}\u00a0mL`);
      const others = (app.ward.view?.people ?? []).filter((each) => each.id !== app.who.person());
      people.set(others.map((each) => ({ id: each.id, text: each.name, more: each.role })));
      const me = others.find((each) => each.id === people.value());
      go.set(pad.value() ? `${me?.name ?? "I"} checked all of it: ${mlPerHour(pad.value())}` : "Checked", [
        ...(me ? [] : ["Choose who you are."]),
        ...(pad.value() ? [] : ["Key the rate."]),
        ...(app.link.state === "live" ? [] : ["No fresh numbers from the ward."]),
      ]);
      said.update(app.commands.act(`${next.chair}:second`));
    },
  };
}

/** @import {Chair, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { nobody } from "./blockers.js";
import { button, choice, outcome } from "./button.js";
import { el, setText, show } from "./dom.js";
import { input, moment, number } from "./fields.js";
import { clock, dayAndClock } from "./format.js";
import { orderForm } from "./order.js";

/**
 * Order, blood, temperature and bag before the start: what is known in one line each, and what to
 * enter behind a second tap.
 */

const GROUPS = ["O neg", "O pos", "A neg", "A pos", "B neg", "B pos", "AB neg", "AB pos"];

/** @param {App} app */
export function readying(app) {
  /** @type {Chair|null} */
  let chair = null;
  const given = outcome();
  const rows = [order(), labs(), bloodGroup(), temperature(), bag()];
  const node = el(
    "div",
    { class: "readying" },
    el("div", { class: "headed" }, el("h3", {}, "Order, blood and bag"), given.node),
    el("div", { class: "rows" }, ...rows.map((each) => each.node)),
  );

  /**
   * @param {string} name @param {string} verb @param {Node[]} fields
   * @param {{missing: () => string[], body: () => object, clear: () => void, say: (session: Session) => string}} of
   */
  function row(name, verb, fields, of) {
    let open = false;
    const known = el("span", { class: "hint" });
    const more = button("plain", () => {
      open = !open;
      app.draw();
    }, "more");
    const go = button("plain", () => {
      const session = chair?.session;
      if (!chair || !session) return;
      const path = `/sessions/${encodeURIComponent(session.id)}/${verb}`;
      app.commands.send(`${chair.chair}:ready`, path, of.body(), { chair }).then((answer) => {
        if (!answer) return;
        open = false;
        of.clear();
        app.draw();
      });
    });
    const inner = el("div", { class: "entry" }, ...fields, go.node);
    const line = el("div", { class: "text" }, el("strong", { class: "drug" }, name), known);
    return {
      node: el("div", { class: "premed" }, line, el("div", { class: "do" }, more.node), inner),
      /** @param {Session} session */
      update(session) {
        const said = of.say(session);
        setText(known, said || "not entered");
        more.set(open ? "Close" : said ? "Enter again…" : "Enter…");
        show(inner, open);
        go.set(`Record: ${name.toLowerCase()}`, [...of.missing(), ...nobody(app)]);
      },
    };
  }

  /** @param {{value: () => string, field?: HTMLInputElement}[]} fields */
  function filled(fields) {
    for (const each of fields) each.field?.addEventListener("input", () => app.draw());
    return () => (fields.every((each) => each.value()) ? [] : ["Something is missing."]);
  }

  function order() {
    const form = orderForm(app);
    return row("Order", "order", [form.node], {
      missing: form.missing,
      body: () => form.body(chair?.session?.protocol ?? ""),
      clear: form.clear,
      say({ ready }) {
        if (!ready.order) return "";
        const { order, dose } = ready;
        const due = dose ? `; by weight ${dose.dose_mg} mg = ${dose.concentrate_ml} mL, ${dose.vials.join(" + ")}` : "";
        return `${order.dose_mg} mg ${order.route}, ${order.weight_kg} kg (${dayAndClock(order.weighed_at)}), ${order.prescriber}${due}`;
      },
    });
  }

  function labs() {
    const count = number("Neutrophils, 10⁹/L (not a grade)");
    const taken = moment("Blood taken");
    return row("Neutrophils", "labs", [count.node, taken.node], {
      missing: filled([count, taken]),
      body: () => ({ neutrophils_10e9_l: count.value(), taken_at: taken.value() }),
      clear: () => [count, taken].forEach((each) => each.clear()),
      say: ({ ready }) => (ready.labs ? `${ready.labs.neutrophils_10e9_l} × 10⁹/L, taken ${dayAndClock(ready.labs.taken_at)}` : ""),
    });
  }

  function bloodGroup() {
    const group = choice("Blood group", () => app.draw());
    const antibodies = choice("Antibody screen", () => app.draw());
    const taken = moment("Blood taken");
    group.set(GROUPS.map((each) => ({ id: each, text: each })));
    antibodies.set(["negative", "positive"].map((each) => ({ id: each, text: `screen ${each}` })));
    return row("Blood group", "blood-group", [group.node, antibodies.node, taken.node], {
      missing: filled([group, antibodies, taken]),
      body: () => ({ group: group.value(), antibodies: antibodies.value(), taken_at: taken.value() }),
      clear: () => taken.clear(),
      say({ ready }) {
        const found = ready.blood_group;
        if (found) return `${found.group}, antibody screen ${found.antibodies}`;
        return ready.blood_group_needed ? "" : "known before the first dose";
      },
    });
  }

  function temperature() {
    const celsius = number("Temperature now, °C");
    return row("Temperature", "temperature", [celsius.node], {
      missing: filled([celsius]),
      body: () => ({ temperature_c: celsius.value() }),
      clear: celsius.clear,
      say: ({ ready }) => (ready.temperature ? `${ready.temperature.temperature_c} °C at ${clock(ready.temperature.at)}` : ""),
    });
  }

  function bag() {
    const number_ = input("Bag, from its label");
    const batch = input("Batch number of the product");
    const prepared = moment("Prepared");
    const out = moment("Out of the refrigerator (empty: still cold)");
    return row("Bag", "bag", [number_.node, batch.node, prepared.node, out.node], {
      missing: filled([number_, batch, prepared]),
      body: () => ({
        bag: number_.value(),
        batch: batch.value(),
        prepared_at: prepared.value(),
        out_of_fridge_at: out.value() || null,
      }),
      clear: () => [number_, batch, prepared, out].forEach((each) => each.clear()),
      say({ ready }) {
        if (!ready.bag) return "";
        const until = ready.bag.warm_until ? `, empty by ${dayAndClock(ready.bag.warm_until)}` : ", still cold";
        return `${ready.bag.bag}, batch ${ready.bag.batch}${until}`;
      },
    });
  }

  return {
    node,
    /** @param {Chair} next */
    update(next) {
      chair = next;
      const session = /** @type {Session} */ (next.session);
      for (const each of rows) each.update(session);
      given.update(app.commands.act(`${next.chair}:ready`));
    },
  };
}

/** @import {Protocol} from "./types.js" */
/** @import {App} from "./app.js" */
import { choice } from "./button.js";
import { el } from "./dom.js";
import { input, moment, number } from "./fields.js";

/** The prescriber's order, copied as it was written. The ward says what is wrong with it. @param {App} app */
export function orderForm(app) {
  const fields = {
    id: input("Order number"),
    protocol_version: input("Protocol version on the order"),
    dose_mg: number("Dose, mg"),
    bag_volume_ml: number("Bag volume, mL"),
    weight_kg: number("Actual body weight, kg"),
    weighed_at: moment("Weighed"),
    age_years: number("Age today, years"),
    prescriber: input("Prescriber"),
    signed_at: moment("Signed (empty: not signed)"),
    profile: input("Profile, where the order names one"),
  };
  const route = choice("Route on the order", () => app.draw());
  const active = choice("The order is", () => app.draw());
  route.set([{ id: "intravenous", text: "intravenous" }, { id: "subcutaneous", text: "subcutaneous" }]);
  active.set([{ id: "yes", text: "active" }, { id: "no", text: "not active" }]);
  const all = Object.values(fields);
  for (const each of all) each.field.addEventListener("input", () => app.draw());
  const node = el(
    "div",
    { class: "order" },
    ...all.map((each) => each.node),
    el("div", { class: "field" }, el("span", {}, "Route on the order"), route.node),
    el("div", { class: "field" }, el("span", {}, "The order is"), active.node),
  );

  return {
    node,
    /** What still has to be copied. @returns {string[]} */
    missing() {
      const empty = all.filter((each) => each !== fields.signed_at && each !== fields.profile && !each.value());
      if (empty.length || !route.value() || !active.value()) return ["Copy the whole order."];
      return /^\d{1,4}$/.test(fields.age_years.value()) ? [] : ["The age is a whole number of years."];
    },
    /** @param {string} protocol */
    body(protocol) {
      const text = Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, each.value()]));
      return {
        ...text,
        protocol,
        age_years: Number(text.age_years),
        signed_at: text.signed_at || null,
        profile: text.profile || null,
        route: route.value(),
        active: active.value() === "yes",
      };
    },
    clear() {
      for (const each of all) each.clear();
      route.pick("");
      active.pick("");
    },
  };
}

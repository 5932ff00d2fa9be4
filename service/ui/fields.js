import { el } from "./dom.js";
import { instantOf } from "./format.js";

/** Fields that a scanner or a person fills in. Nothing is filled in for her. */

/** @param {string} label @param {Record<string, string>} [more] @param {number} [longest] */
export function input(label, more = {}, longest = 64) {
  const field = /** @type {HTMLInputElement} */ (
    el("input", {
      type: "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      maxlength: String(longest),
      ...more,
    })
  );
  return {
    field,
    node: el("label", { class: "field" }, el("span", {}, label), field),
    value: () => field.value.trim(),
    clear: () => {
      field.value = "";
    },
  };
}

/** A number with its unit in the label; what is possible the ward says. @param {string} label */
export const number = (label) => input(label, { inputmode: "decimal" }, 8);

/** Date and time as the ward's clock shows them. @param {string} label */
export function moment(label) {
  const made = input(label, { type: "datetime-local" });
  return {
    ...made,
    /** As the ward takes it: with its zone; empty while nothing is chosen. */
    value: () => (made.field.value ? instantOf(made.field.value) : ""),
  };
}

/** @import {Ward} from "./types.js" */
import { el, setAttr } from "./dom.js";

/** Who holds the tablet, and which tablet it is. Only these two ids are kept in the browser. */

const PERSON = "chairside.person";
const TABLET = "chairside.tablet";

/** @param {() => void} changed */
export function createWho(changed) {
  const person = chooser("Who taps", PERSON);
  const tablet = chooser("This tablet", TABLET);

  /** @param {string} label @param {string} key */
  function chooser(label, key) {
    const select = /** @type {HTMLSelectElement} */ (el("select", { "aria-label": label }));
    let value = kept(key);
    let shown = "";
    select.addEventListener("change", () => {
      value = select.value;
      keep(key, value);
      changed();
    });
    return {
      node: select,
      value: () => value,
      /** @param {{id: string, name: string}[]} options @param {string} none @param {string} fallback */
      update(options, none, fallback) {
        const known = options.some((each) => each.id === value);
        if (!known) value = fallback;
        const key = JSON.stringify(options);
        if (key !== shown) {
          shown = key;
          select.replaceChildren(
            ...(fallback ? [] : [el("option", { value: "" }, none)]),
            ...options.map((each) => el("option", { value: each.id }, each.name)),
          );
        }
        if (select.value !== value) select.value = value;
        setAttr(select, "data-unset", value ? null : "true");
      },
    };
  }

  return {
    nodes: [person.node, tablet.node],
    person: () => person.value(),
    tablet: () => tablet.value(),
    /** @param {Ward} ward */
    update(ward) {
      person.update(ward.people, "Who are you?", "");
      tablet.update(ward.tablets, "", ward.tablets[0]?.id ?? "");
    },
  };
}

function kept(/** @type {string} */ key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return ""; // storage may be switched off; the choice then lives in memory
  }
}

function keep(/** @type {string} */ key, /** @type {string} */ value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // see above
  }
}

import { el, setText } from "./dom.js";

/**
 * A number pad for gloves. The same key twice within 120 ms is a bounce and is dropped (4.8 once
 * became 44.8 on a real pump); what cannot be a rate is refused, never corrected.
 */

const BOUNCE_MS = 120;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0"];
const SHAPE = /^(0|[1-9]\d{0,3})(\.\d{0,2})?$/;

/** @param {() => void} changed */
export function keypad(changed) {
  let typed = "";
  let lastKey = "";
  let lastAt = -Infinity;
  const shown = el("b");
  const display = el("p", { class: "typed", role: "status" }, shown, el("span", { class: "unit" }, "mL/h"));
  const pad = el("div", { class: "pad" });
  for (const key of KEYS) {
    const node = el("button", { type: "button", class: "act plain key" }, key);
    node.addEventListener("click", () => press(key, node));
    pad.append(node);
  }
  // Clear stands apart from the digits, and clears all: a wrong number is keyed again as a whole.
  const clear = el("button", { type: "button", class: "act plain clear" }, "Clear");
  clear.addEventListener("click", () => set(""));
  const node = el("div", { class: "keypad", tabindex: "0", "aria-label": "Rate in mL per hour" }, display, pad, clear);
  node.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (KEYS.includes(event.key)) press(event.key, node);
    else if (event.key === "Backspace" || event.key === "Delete") set("");
  });
  set("");

  /** @param {string} next */
  function set(next) {
    typed = next;
    setText(shown, typed || "–");
    changed();
  }

  /** @param {string} key @param {Element} node */
  function press(key, node) {
    const now = performance.now();
    const bounce = key === lastKey && now - lastAt < BOUNCE_MS;
    lastKey = key;
    lastAt = now;
    if (bounce || !SHAPE.test(typed + key)) {
      node.classList.add("refused");
      setTimeout(() => node.classList.remove("refused"), 250);
      return;
    }
    set(typed + key);
  }

  return {
    node,
    /** The number as decimal text; empty while it is not one yet. */
    value: () => (typed && !typed.endsWith(".") && Number(typed) > 0 ? typed : ""),
    clear: () => set(""),
  };
}

/** @import {Act} from "./commands.js" */
import { clock } from "./format.js";
import { el, setAttr, setText, show } from "./dom.js";

/**
 * Buttons. A `stop` button always answers. A `go` button starts or raises something: its own words
 * are the check, it prints why it cannot be tapped, and it is deaf for a moment after it has
 * appeared or changed, so that a bounced tap meant for something else never starts a pump.
 */

const STEADY_MS = 400;
let steadyAt = 0;

/** Everything on the screen has just moved: `go` buttons wait. */
export const unsettle = () => {
  steadyAt = performance.now() + STEADY_MS;
};

/**
 * @param {"stop"|"go"|"plain"} kind
 * @param {() => void} onTap
 * @param {string} [classes]
 */
export function button(kind, onTap, classes = "") {
  const label = el("span", { class: "label" });
  const why = el("span", { class: "why" });
  const node = el("button", { type: "button", class: `act ${kind} ${classes}` }, label, why);
  let steady = 0;
  let shown = "";
  // "click" comes with the lifted finger, and from the keyboard too.
  node.addEventListener("click", () => {
    if (node.getAttribute("aria-disabled") === "true") return;
    if (kind === "go" && performance.now() < Math.max(steady, steadyAt)) return;
    onTap();
  });
  return {
    node,
    /** @param {string} text @param {string[]} [reasons] any reason disables the button */
    set(text, reasons = []) {
      const now = `${text}|${reasons.length}`;
      if (now !== shown) {
        shown = now;
        steady = performance.now() + STEADY_MS;
      }
      setText(label, text);
      setText(why, reasons.join("\n"));
      setAttr(node, "aria-disabled", reasons.length ? "true" : null);
    },
    /** @param {boolean} able disables without a printed reason */
    able(able) {
      setAttr(node, "aria-disabled", able ? null : "true");
    },
  };
}

/** A choice among few: one row of buttons, exactly one or none pressed. */
export function choice(/** @type {string} */ label, /** @type {(value: string) => void} */ onPick) {
  const node = el("div", { class: "choice", role: "group", "aria-label": label });
  let value = "";
  let shown = "";
  /** @type {Map<string, HTMLElement>} */
  const buttons = new Map();
  function mark() {
    for (const [id, each] of buttons) setAttr(each, "aria-pressed", String(id === value));
  }
  return {
    node,
    value: () => value,
    /** @param {string} next */
    pick(next) {
      value = next;
      mark();
    },
    /** @param {{id: string, text: string, more?: string}[]} options */
    set(options) {
      const now = JSON.stringify(options);
      if (now === shown) return;
      shown = now;
      buttons.clear();
      node.replaceChildren(
        ...options.map((option) => {
          const each = el("button", { type: "button", class: "act plain option" });
          each.append(el("span", { class: "label" }, option.text));
          if (option.more) each.append(el("span", { class: "more" }, option.more));
          each.addEventListener("click", () => {
            value = option.id;
            mark();
            onPick(value);
          });
          buttons.set(option.id, each);
          return each;
        }),
      );
      if (!buttons.has(value)) value = "";
      mark();
    },
  };
}

/** A whole number with a minus and a plus key: no keypad where counting will do. */
export function stepper(/** @type {string} */ label, first = 1, by = 1, unit = "", max = 999) {
  let value = first;
  const shown = el("output", { "aria-label": label });
  const less = el("button", { type: "button", class: "act plain key", "aria-label": `less ${label}` }, "−");
  const more = el("button", { type: "button", class: "act plain key", "aria-label": `more ${label}` }, "+");
  let changed = () => {};
  const go = (/** @type {number} */ next) => {
    value = Math.min(max, Math.max(by, next));
    setText(shown, unit ? `${value}\u00a0${unit}` : String(value));
    changed();
  };
  less.addEventListener("click", () => go(value - by));
  more.addEventListener("click", () => go(value + by));
  go(first);
  return {
    node: el("div", { class: "stepper" }, less, shown, more),
    value: () => value,
    set: go,
    /** @param {() => void} then */
    onChange(then) {
      changed = then;
    },
  };
}

const STATE_WORDS = { sending: "Sending…", accepted: "Accepted", confirmed: "", refused: "Not done", "not-sent": "" };

/** Where the outcome of a command is printed: beside its button, in words. */
export function outcome() {
  const line = el("p", { class: "said" });
  const reasons = el("ul", { class: "reasons" });
  const node = el("div", { class: "outcome", role: "status" }, line, reasons);
  let shown = "";
  return {
    node,
    /** @param {Act|undefined} act */
    update(act) {
      setAttr(node, "data-state", act?.state ?? null);
      setText(line, act ? actWords(act) : "");
      const now = act?.reasons.join("\n") ?? "";
      if (now !== shown) {
        shown = now;
        reasons.replaceChildren(...(act?.reasons ?? []).map((each) => el("li", {}, each)));
      }
      show(reasons, now !== "");
    },
  };
}

/** An act in one line. @param {Act} act */
export function actWords(act) {
  const head = STATE_WORDS[act.state];
  if (act.state === "sending") return head;
  if (act.state === "confirmed") {
    return act.text === "recorded" ? `Recorded ${clock(act.at, true)}` : act.text;
  }
  if (act.state === "accepted") {
    return act.text === "accepted" ? `Accepted ${clock(act.at, true)}` : `Accepted. ${act.text}`;
  }
  return head ? `${head}: ${act.text}` : act.text;
}

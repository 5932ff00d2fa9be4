/** @import {Offer, Refusal} from "./booktypes.js" */
import { outcome } from "./button.js";
import { el, setText } from "./dom.js";
import { whenWords, whyWords } from "./visitwords.js";

/** Places as buttons, each with its reason in words; and what was refused, with those instead. */

/** @param {Offer} offer @param {() => void} onTap @param {string} [head] */
export function placeKey(offer, onTap, head = "") {
  const node = el(
    "button",
    { type: "button", class: "act plain place" },
    el("span", { class: "label" }, `${head}${whenWords(offer)}`),
    el("span", { class: "more" }, whyWords(offer)),
  );
  node.addEventListener("click", onTap);
  return node;
}

/**
 * A refusal with its reason, and the nearest places as buttons.
 * @param {(offer: Offer) => void} onPick
 */
export function instead(onPick) {
  const said = outcome();
  const head = el("p", { class: "hint" });
  const list = el("div", { class: "places" });
  const node = el("div", { class: "instead" }, said.node, head, list);
  let shown = "";
  /** @type {import("./commands.js").Act|undefined} */
  let seen;
  return {
    node,
    /** @param {import("./commands.js").Act|undefined} act @param {Refusal|null} refused */
    update(act, refused) {
      said.update(act);
      const offers = refused?.alternatives ?? [];
      const now = JSON.stringify(offers);
      if (now !== shown) {
        shown = now;
        setText(head, offers.length ? "Free instead:" : "");
        list.replaceChildren(...offers.map((offer) => placeKey(offer, () => onPick(offer))));
      }
      if (act !== seen && act?.state === "refused") node.scrollIntoView({ block: "nearest" });
      seen = act;
    },
  };
}

/** @import {Row} from "./premedication.js" */
/** @import {App} from "./app.js" */
import { nobody } from "./blockers.js";
import { button } from "./button.js";
import { el, setText, show } from "./dom.js";
import { input } from "./fields.js";

/**
 * What only a prescriber decides about one item: an item given too long ago, and whether it is
 * still needed after enough infusions without a reaction. The page asks; it never gives or omits.
 */

/** @type {Record<string, string>} */
const SAID = {
  "give-again": "give it again",
  "go-on": "go on without giving it again",
  omit: "not needed this time",
  keep: "still needed",
};

/** @param {App} app */
export function deciding(app) {
  /** @type {Row|null} */
  let row = null;
  const question = el("span", { class: "hint" });
  const who = input("Prescriber who orders it", {}, 80);
  const keys = Object.keys(SAID).map((decision) => ({ decision, key: button("plain", () => send(decision)) }));
  const node = el(
    "div",
    { class: "deciding" },
    question,
    who.node,
    el("div", { class: "do" }, ...keys.map((each) => each.key.node)),
  );
  who.field.addEventListener("input", () => app.draw());

  /** @param {string} decision */
  function send(decision) {
    if (!row) return;
    const { item, session, chair } = row;
    const path = `/sessions/${encodeURIComponent(session.id)}/premedication/decision`;
    const body = { item: item.item, decision, prescriber: who.value() };
    app.commands.send(`${chair.chair}:given`, path, body, { chair }).then((answer) => answer && who.clear());
  }

  return {
    node,
    /** @param {Row} next @param {string} kind where the item stands in its window */
    update(next, kind) {
      row = next;
      const { item } = next;
      const over = kind === "over";
      const asked = item.question && kind === "none";
      show(node, over || asked || item.decision !== null);
      const said = item.decision ? `Ordered by ${item.decided_by}: ${SAID[item.decision]}.` : "";
      const ask = over ? "Given too long ago: the prescriber decides." : "Earlier infusions without a reaction: still needed?";
      setText(question, said || ask);
      show(who.node, over || asked);
      for (const { decision, key } of keys) {
        show(key.node, over ? decision === "give-again" || decision === "go-on" : asked && (decision === "omit" || decision === "keep"));
        key.set(SAID[decision], [...(who.value() ? [] : ["Name the prescriber."]), ...nobody(app)]);
      }
    },
  };
}

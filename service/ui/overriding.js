/** @import {Chair, Reason, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { nobody } from "./blockers.js";
import { button, choice, outcome } from "./button.js";
import { el, keepList, setText, show } from "./dom.js";
import { input } from "./fields.js";

/**
 * Closed gates that two persons may open: one asks with a reason, another one agrees on the same
 * tablet. Gates that nobody may open have no key here; they stand at the start with their reason.
 */

/** @type {Record<string, string>} */
const WHO = { "two-persons": "two persons", prescriber: "two persons, one of them a prescriber" };

/** @param {App} app */
export function overriding(app) {
  /** @type {Chair|null} */
  let chair = null;
  const rows = el("div", { class: "rows" });
  const said = outcome();
  const head = el("div", { class: "headed" }, el("h3", {}, "May be opened by two persons"), said.node);
  const node = el("div", { class: "overriding" }, head, rows);
  const kept = new Map();

  /** @param {string} end @param {object} body @param {string} [person] */
  function send(end, body, person) {
    const session = chair?.session;
    if (!chair || !session) return;
    const path = `/sessions/${encodeURIComponent(session.id)}/overrides${end}`;
    app.commands.send(`${chair.chair}:override`, path, body, { chair, ...(person ? { person } : {}) });
  }

  /** @param {{reason: Reason, session: Session}} first */
  function make(first) {
    const gate = first.reason.id;
    const sentence = el("span", { class: "hint" });
    const why = input("Reason", {}, 80);
    const people = choice("Second person", () => app.draw());
    const ask = button("plain", () => send("", { gate, reason: why.value() }));
    const agree = button("plain", () => send("/agreement", { gate }, people.value()));
    why.field.addEventListener("input", () => app.draw());
    return {
      node: el("div", { class: "premed", "data-window": "none" }, sentence, why.node, people.node, el("div", { class: "do" }, ask.node, agree.node)),
      /** @param {{reason: Reason, session: Session}} now */
      update({ reason, session }) {
        const word = session.ready.overrides.find((each) => each.gate === gate && !each.open);
        const asker = word ? app.ward.personName(word.asked_by) : "";
        setText(sentence, word ? `${reason.sentence} ${asker} asks: ${word.reason}` : reason.sentence);
        show(why.node, !word);
        show(ask.node, !word);
        show(people.node, Boolean(word));
        show(agree.node, Boolean(word));
        ask.set(`Ask to go on (${WHO[reason.override ?? ""]})`, [...(why.value() ? [] : ["Say why."]), ...nobody(app)]);
        const others = (app.ward.view?.people ?? []).filter((each) => each.id !== word?.asked_by);
        people.set(others.map((each) => ({ id: each.id, text: each.name, more: each.role })));
        agree.set("I agree", people.value() ? [] : ["Choose who agrees."]);
      },
    };
  }

  return {
    node,
    /** @param {Chair} next */
    update(next) {
      chair = next;
      const session = /** @type {Session} */ (next.session);
      const open = session.start_gates.filter((each) => (each.override ?? "") in WHO);
      show(node, open.length > 0);
      keepList(
        rows,
        open.map((reason) => ({ reason, session })),
        (each) => `${each.session.id} ${each.reason.id}`,
        make,
        kept,
      );
      said.update(app.commands.act(`${next.chair}:override`));
    },
  };
}

/** @import {Premedication, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { nobody } from "./blockers.js";
import { button, choice } from "./button.js";
import { deciding } from "./deciding.js";
import { el, setAttr, setText, show } from "./dom.js";
import { number } from "./fields.js";
import { clock, minutes } from "./format.js";

/**
 * One item of premedication. Now is one tap; another time is behind a second one. Its window runs
 * down in words and as a bar.
 * @typedef {{item: Premedication, session: Session, now: number, chair: import("./types.js").Chair}} Row
 */

const AGO = [5, 10, 15, 20, 30, 45];
const MINUTE = 60_000;

/** @param {App} app */
export function premedicationRow(app) {
  /** @type {Row|null} */
  let row = null;
  let earlier = false;
  const name = el("strong", { class: "drug" });
  const had = el("span", { class: "had" });
  const dose = el("span", { class: "hint" });
  const state = el("span", { class: "window" });
  const bar = /** @type {HTMLProgressElement} */ (el("progress", { max: "1", "aria-hidden": "true" }));
  const routes = choice("Route", () => app.draw());
  const amount = number("Dose given, mg");
  const decision = deciding(app);
  const give = button("plain", () => given(null), "give");
  const more = button("plain", () => {
    earlier = !earlier;
    app.draw();
  }, "more");
  const ago = choice("Minutes ago", (value) => {
    given(Number(value));
    ago.pick("");
  });
  const node = el(
    "div",
    { class: "premed" },
    el("div", { class: "text" }, el("div", { class: "name" }, name, had), dose, el("div", { class: "line" }, state, bar)),
    el("div", { class: "do" }, amount.node, routes.node, give.node, more.node),
    ago.node,
    decision.node,
  );
  amount.field.addEventListener("input", () => app.draw());
  ago.set(AGO.map((each) => ({ id: String(each), text: `${each} min ago` })));

  /** @param {number|null} minutesAgo */
  function given(minutesAgo) {
    if (!row || nobody(app).length || !routes.value() || !amount.value()) return;
    /** @type {Record<string, string|number>} */
    const body = { item: row.item.item, route: routes.value(), dose_mg: amount.value() };
    // What stands in the record already is corrected, not given once more; that needs an order.
    if (row.item.entry !== null && !again(row.item)) body.amends = row.item.entry;
    if (minutesAgo !== null) body.given_at = new Date(app.ward.now() - minutesAgo * MINUTE).toISOString();
    earlier = false;
    amount.clear();
    app.commands.send(`${row.chair.chair}:given`, `/sessions/${encodeURIComponent(row.session.id)}/premedication`, body, { chair: row.chair });
  }

  return {
    node,
    /** @param {Row} next */
    update(next) {
      row = next;
      const { item, now } = next;
      setText(name, item.required ? item.name : `${item.name} (if ordered)`);
      setText(dose, item.least_mg ? `${item.dose} (${item.least_mg} to ${item.most_mg} mg)` : item.dose);
      routes.set(item.routes.map((each) => ({ id: each, text: each })));
      if (!routes.value()) routes.pick(item.route ?? (item.routes.length === 1 ? item.routes[0] : ""));
      const was = item.given_at !== null;
      setText(had, was ? `${item.dose_mg ? `${item.dose_mg} mg ` : ""}${item.route ?? ""} at ${clock(item.given_at)}` : "");
      setAttr(routes.node, "data-single", item.routes.length === 1 ? "true" : null);
      const why = nobody(app).length ? ["Who are you?"] : routes.value() ? (amount.value() ? [] : ["Enter the dose."]) : ["Choose the route."];
      const open = !was || again(item);
      give.set(was ? "Give again now, as ordered" : "Give now", why);
      show(give.node, open);
      show(routes.node, open || earlier);
      show(amount.node, open || earlier);
      more.set(earlier ? "Close" : was ? "Correct…" : "Given earlier…");
      show(ago.node, earlier);
      const [kind, words, share] = windowOf(item, now);
      setAttr(node, "data-window", kind);
      decision.update(next, kind);
      setText(state, words);
      show(bar, share !== null);
      if (share !== null) bar.value = share;
    },
  };
}

/** Whether a prescriber has ordered one more dose of what was given. @param {Premedication} item */
const again = (item) => item.decision === "give-again";

/**
 * Where an item stands in its window.
 * @param {Premedication} item @param {number} now
 * @returns {["none"|"wait"|"open"|"over", string, number|null]}
 */
function windowOf(item, now) {
  if (!item.given_at || !item.open_from || !item.open_until) return ["none", "not given", null];
  const from = Date.parse(item.open_from);
  const until = Date.parse(item.open_until);
  const given = Date.parse(item.given_at);
  if (now < from) {
    return ["wait", `wait ${minutes((from - now) / MINUTE)}`, (now - given) / (from - given)];
  }
  if (now > until) return ["over", `window over since ${clock(item.open_until)}: ask the prescriber`, null];
  return ["open", `ready, ${minutes((until - now) / MINUTE)} left`, (until - now) / (until - from)];
}

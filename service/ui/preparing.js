/** @import {Chair, Session} from "./types.js" */
/** @import {App} from "./app.js" */
import { blockers } from "./blockers.js";
import { button, outcome } from "./button.js";
import { el, keepList, setText, show } from "./dom.js";
import { clock, mlPerHour } from "./format.js";
import { overriding } from "./overriding.js";
import { premedicationRow } from "./premedication.js";
import { confirmedRate } from "./rateconfirm.js";
import { readying } from "./readying.js";

/** Before the first drop: order, blood and bag, premedication, second check, start. @param {App} app @param {() => void} toSecond */
export function preparing(app, toSecond) {
  /** @type {Chair|null} */
  let chair = null;
  const ready = readying(app);
  const overrides = overriding(app);
  const rows = el("div", { class: "rows" });
  const given = outcome();
  const checked = el("p", { class: "done" });
  const second = button("plain", toSecond, "wide");
  const start = button("go", startNow, "wide start");
  const said = outcome();
  const node = el(
    "div",
    { class: "preparing" },
    ready.node,
    el("div", { class: "headed" }, el("h3", {}, "Premedication"), given.node),
    rows,
    el("div", { class: "headed" }, el("h3", {}, "Second check"), checked),
    second.node,
    overrides.node,
    el("div", { class: "bottom" }, start.node, said.node),
  );
  const kept = new Map();

  function startNow() {
    const session = chair?.session;
    if (!chair || !session) return;
    app.commands.send(`${chair.chair}:go`, `/sessions/${encodeURIComponent(session.id)}/start`, {}, {
      chair,
      confirm: confirmedRate,
    });
  }

  return {
    node,
    shows: (/** @type {Chair} */ each) => each.session?.phase === "preparing",
    /** @param {Chair} next @param {number} now */
    update(next, now) {
      chair = next;
      ready.update(next);
      overrides.update(next);
      const session = /** @type {Session} */ (next.session);
      const rate = session.planned[0]?.rate_ml_h ?? "?";
      keepList(
        rows,
        session.premedication.map((item) => ({ item, session, now, chair: next })),
        (each) => `${each.session.id} ${each.item.item}`,
        () => premedicationRow(app),
        kept,
      );
      given.update(app.commands.act(`${next.chair}:given`));
      const check = session.second_check;
      show(checked, check !== null);
      setText(checked, check ? `${app.ward.personName(check.by)} keyed ${mlPerHour(check.rate_ml_h)} at ${clock(check.at)}` : "");
      second.set(check ? "Check again" : "Hand the tablet to a second person");
      const reasons = [...session.start_gates.map((each) => each.sentence), ...blockers(app)];
      if (check && check.by === app.who.person()) reasons.push("You made the second check: somebody else starts.");
      start.set(`Start at ${mlPerHour(rate)}`, reasons);
      said.update(app.commands.act(`${next.chair}:go`));
    },
  };
}

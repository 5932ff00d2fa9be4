/** @import {Chair} from "./types.js" */
/** @import {App} from "./app.js" */
import { attesting } from "./attesting.js";
import { button, outcome, unsettle } from "./button.js";
import { checkIn } from "./checkin.js";
import { discontinuing, afterwards } from "./ending.js";
import { el, icon, setAttr, setIcon, setText, show } from "./dom.js";
import { clock, placeName } from "./format.js";
import { overview } from "./overview.js";
import { preparing } from "./preparing.js";
import { reacting } from "./reacting.js";
import { recordList } from "./recordlist.js";
import { resuming } from "./resuming.js";
import { secondCheck } from "./secondcheck.js";
import { mayReact, moves, stateOf } from "./status.js";
import { stopKey, tapPause, tapReaction, tapStopPump } from "./stops.js";
import { vitalSigns } from "./vitals.js";

/**
 * One chair: on the left what is true, on the right what can be done, and below, always in the same
 * place, what stops.
 */

/** @param {App} app @param {HTMLElement} root */
export function panel(app, root) {
  /** @type {Chair|null} */
  let chair = null;
  /** @type {"work"|"record"|"second"|"vitals"|"end"} */
  let view = "work";
  let section = "";
  const turn = (/** @type {typeof view} */ to) => {
    view = to;
    unsettle();
    columns.scrollTop = 0;
    app.draw();
  };

  const shape = icon("dash");
  const word = el("span");
  const badge = el("span", { class: "badge" }, shape, word);
  const title = el("h2");
  const about = el("p", { class: "about" });
  const toRecord = button("plain", () => turn(view === "record" ? "work" : "record"));
  const toVitals = button("plain", () => turn(view === "vitals" ? "work" : "vitals"));
  const close = button("plain", () => app.open(null));
  close.set("All chairs");

  const left = overview(app);
  const second = secondCheck(app, () => turn("work"));
  const vitals = vitalSigns(app, () => turn("work"));
  const end = discontinuing(app, () => turn("work"));
  const record = recordList(app);
  const sections = [
    checkIn(app),
    preparing(app, () => turn("second")),
    attesting(app),
    resuming(app, () => turn("second")),
    reacting(app, () => turn("second")),
    afterwards(app),
  ];
  const task = el("div", { class: "task" }, ...sections.map((each) => each.node), end.node);
  const columns = el("div", { class: "columns" }, left.node, task, second.node, vitals.node, record.node);

  const react = button("stop", () => {
    if (!chair) return;
    if (mayReact(chair.session)) tapReaction(app, chair);
    else if (moves(chair)) tapStopPump(app, chair);
  }, "react");
  const pause = button("stop", () => chair && tapPause(app, chair), "pause");
  const finish = button("plain", () => turn(view === "end" ? "work" : "end"), "finish");
  const said = outcome();
  const safe = el("footer", { class: "safe" }, react.node, pause.node, said.node, finish.node);
  root.tabIndex = -1;
  root.append(
    el("header", {}, title, badge, about, toVitals.node, toRecord.node, close.node),
    columns,
    safe,
  );

  return {
    /** @param {Chair|null} next */
    update(next) {
      if (next?.chair !== chair?.chair || next?.session?.id !== chair?.session?.id) view = "work";
      chair = next;
      if (!chair) return;
      const { session } = chair;
      const now = app.time();
      const state = stateOf(chair);
      setAttr(root, "data-kind", state.kind);
      setAttr(root, "data-view", view);
      setText(title, placeName(chair.chair));
      setText(word, state.word);
      setIcon(shape, state.shape);
      setText(about, session ? `${session.patient} · ${session.drug}, infusion ${session.infusion_no} · ${session.bag ?? "no bag"}` : `${placeName(chair.pump.id)}`);
      toRecord.set(view === "record" ? "Back" : "Record");
      toRecord.able(session !== null);
      const due = session?.vital_signs.due_at ?? null;
      toVitals.set(view === "vitals" ? "Back" : due ? `Vital signs, due ${clock(due)}` : "Vital signs");
      toVitals.able(session !== null && !session.closed);

      left.update(chair, now);
      const here = view === "end" ? "end" : sections.findIndex((each) => each.shows(/** @type {Chair} */ (chair))).toString();
      if (section !== here) {
        section = here;
        unsettle(); // what is under the finger has just become something else
      }
      for (const [place, each] of sections.entries()) {
        const shown = here === String(place);
        show(each.node, shown);
        if (shown) each.update(chair, now);
      }
      show(end.node, view === "end");
      if (view === "end") end.update(chair);
      show(second.node, view === "second");
      if (view === "second") second.update(chair);
      show(vitals.node, view === "vitals");
      if (view === "vitals") vitals.update(chair);
      show(record.node, view === "record");
      if (view === "record") record.update(chair);

      const reacts = mayReact(session);
      const stopOnly = !reacts && moves(chair);
      react.set(stopOnly ? "STOP PUMP" : "REACTION");
      react.able(reacts || stopOnly);
      pause.set("Pause");
      pause.able(session !== null && ["infusing", "held", "paused"].includes(session.phase));
      finish.set(view === "end" ? "Back" : "Discontinue…");
      finish.able(session !== null && ["preparing", "infusing", "interrupted", "paused", "held"].includes(session.phase));
      said.update(app.commands.act(stopKey(chair)));
    },
  };
}

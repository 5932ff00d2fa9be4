/** @import {Desk} from "./bookapp.js" */
/** @import {Bar, Scale} from "./dayboard.js" */
import { el, icon, setAttr, setIcon, setText } from "./dom.js";
import { clock } from "./format.js";
import { stateOf } from "./status.js";
import { visitState, whatWords } from "./visitwords.js";

/** What is proposed for a visit and not accepted, or until when it is expected to take. @param {Desk} desk @param {string} visit */
function changeWords(desk, visit) {
  const proposal = desk.book.board?.proposal ? desk.book.proposal : null;
  const move = proposal?.moves.find((each) => each.visit === visit && !each.done);
  if (move) return `→ ${clock(move.to)}?`;
  const stay = proposal?.stays.find((each) => each.visit === visit && each.longer);
  return stay ? `till ${clock(stay.expected)}` : "";
}

/** One visit on the board: what it is by word and shape, how it is made up by its three parts. */

/** @param {Desk} desk */
export function visitBar(desk) {
  const shape = icon("ring");
  const word = el("b");
  const who = el("span", { class: "bar-who" });
  const what = el("span", { class: "bar-what" });
  const parts = ["before", "during", "after"].map((name) => el("i", { class: name }));
  const node = el(
    "button",
    { type: "button", class: "bar" },
    el("span", { class: "parts" }, ...parts),
    el("span", { class: "bar-text" }, el("span", { class: "bar-state" }, shape, word), who, what),
  );
  let visit = "";
  let chair = "";
  node.addEventListener("click", (event) => {
    event.stopPropagation();
    if (visit) desk.select(visit);
    else if (chair) desk.open(chair);
  });

  return {
    node,
    /** @param {Bar} bar */
    update(bar) {
      visit = bar.visit?.id ?? "";
      chair = bar.session?.chair ?? "";
      const live = desk.ward.view?.chairs ?? [];
      const state = bar.visit ? visitState(bar.visit, live, desk.time()) : { ...stateOf(/** @type {any} */ (bar.session)), more: "not in the book" };
      // Who sits, sits: it is those who are still to come for whom too little is there.
      const ahead = bar.visit !== null && ["held", "booked", "arrived"].includes(bar.visit.status);
      const short = ahead && (desk.book.board?.conflicts.includes(visit) ?? false);
      const patient = bar.visit?.patient ?? bar.session?.session?.patient ?? "";
      const words = [state.word, state.more, bar.visit ? changeWords(desk, visit) : ""].filter(Boolean).join(", ");
      setAttr(node, "data-state", state.kind);
      setAttr(node, "data-short", short ? "true" : null);
      setAttr(node, "data-chosen", visit && desk.selected() === visit ? "true" : null);
      setIcon(shape, short ? "diamond" : state.shape);
      setText(word, short ? `Not covered. ${words}` : words);
      setText(who, patient);
      setText(what, bar.visit ? whatWords(bar.visit, desk.book.book) : bar.session?.session?.drug ?? "");
      const spoken = `${patient}, ${what.textContent}, ${clock(bar.from)} to ${clock(bar.to)}, ${word.textContent}`;
      setAttr(node, "aria-label", spoken);
      setAttr(node, "title", spoken);
    },
    /** @param {Scale} scale @param {Bar} bar */
    place(scale, bar) {
      const left = Math.max(0, scale.at(bar.from));
      node.style.left = `${left}%`;
      node.style.width = `${Math.min(100, scale.at(bar.to)) - left}%`;
      const phases = bar.visit?.phases;
      const spans = phases
        ? [phases.arrive + phases.wait + phases.hang, phases.infuse, phases.flush + phases.observe + phases.disconnect + phases.clean]
        : [0, 1, 0];
      parts.forEach((part, count) => {
        part.style.flexGrow = String(spans[count]);
      });
    },
  };
}

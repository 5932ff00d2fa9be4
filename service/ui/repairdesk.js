/** @import {Desk} from "./bookapp.js" */
/** @import {Move, Proposal, Stay} from "./booktypes.js" */
import { nobody } from "./blockers.js";
import { actOf } from "./booklink.js";
import { button } from "./button.js";
import { deskHead } from "./deskhead.js";
import { el, keepList, setAttr, setText, show } from "./dom.js";
import { clock, minutes, placeName } from "./format.js";
import { instead } from "./places.js";

/**
 * What a reaction, a late patient, a missing nurse did to the day, and what is proposed for it. Each
 * move is accepted by itself, or all of them together; nothing moves before that.
 */

/** @param {Desk} desk */
export function repairDesk(desk) {
  const head = deskHead(desk);
  const why = el("ul", { class: "why-list" });
  const none = el("p", { class: "hint" }, "Nothing is proposed for this day.");
  const terms = el("p", { class: "hint" });
  const moves = el("ul", { class: "wait-list" });
  const other = el("ul", { class: "also-list" });
  const said = instead(() => {});
  const all = button("go", () => accept(null), "wide");
  const anew = button("plain", () => ask(), "wide");
  const node = el("div", { class: "desk-sheet repair-desk" }, head.node, why, none, terms, said.node, moves, other, all.node, anew.node);
  const kept = new Map();
  let busy = false;
  /** @type {import("./commands.js").Act|undefined} */
  let act;
  /** @type {import("./booktypes.js").Refusal|null} */
  let refused = null;

  /** @param {string[]|null} visits null: everything that is not done yet */
  async function accept(visits) {
    const proposal = desk.book.proposal;
    if (!proposal || busy) return;
    busy = true;
    desk.draw();
    const body = { version: proposal.version, ...(visits ? { visits } : {}) };
    const done = await desk.book.tap(`/days/${proposal.on}/proposals/${proposal.id}/accept`, body);
    busy = false;
    refused = done.refused;
    act = actOf(done, desk.time(), "");
    if (done.answer) sayOutcomes(done.answer.outcomes);
    desk.draw();
  }

  /** All that was asked for is done, or each that is not is named. @param {{visit: string, done: boolean, problem: any}[]} outcomes */
  function sayOutcomes(outcomes) {
    const failed = outcomes.filter((each) => !each.done);
    const name = (/** @type {string} */ id) => desk.book.board?.visits.find((each) => each.id === id)?.patient ?? id;
    if (!act) return;
    act.text = `${clock(desk.time(), true)}: ${outcomes.length - failed.length} accepted.`;
    act.reasons = failed.map((each) => `${name(each.visit)}: ${each.problem?.detail ?? "not done"}`);
    if (failed.length) act.state = "refused";
  }

  /** Look at the day anew: what is proposed, as it is now. */
  async function ask() {
    if (busy) return;
    busy = true;
    desk.draw();
    const done = await desk.book.ask(`/days/${desk.book.day()}/proposals`, {});
    busy = false;
    refused = done.refused;
    act = actOf(done, desk.time(), `${clock(desk.time(), true)}: looked at anew.`);
    desk.book.look();
    desk.draw();
  }

  /** A row for each that can be accepted. */
  function makeRow() {
    const name = el("b");
    const text = el("span");
    const hint = el("span", { class: "hint" });
    let id = "";
    const take = button("go", () => accept([id]), "take");
    const look = button("plain", () => desk.select(id));
    return {
      node: el("li", {}, el("div", { class: "text" }, name, text, hint), el("div", { class: "do" }, take.node, look.node)),
      /** @param {{id: string, name: string, text: string, hint: string, done: boolean, closed: boolean}} row */
      update(row) {
        id = row.id;
        setText(name, row.name);
        setText(text, row.text);
        setText(hint, row.hint);
        const why = [...(row.closed ? ["A newer proposal stands."] : []), ...nobody(desk)];
        take.set(row.done ? "Accepted" : "Accept", row.done ? [] : why);
        if (row.done) take.able(false);
        look.set("Look");
      },
    };
  }

  return {
    node,
    update() {
      const proposal = desk.book.proposal;
      head.set("What became of the day");
      const causes = (proposal?.why ?? []).map((each) => named(each.sentence));
      fill(why, causes);
      show(none, !proposal);
      setText(terms, proposal ? costWords(proposal) : "");
      keepList(moves, proposal ? rowsOf(proposal) : [], (row) => row.id, makeRow, kept);
      fill(other, proposal ? alsoWords(proposal, desk) : []);
      const open = proposal ? rowsOf(proposal).filter((row) => !row.done).length : 0;
      show(all.node, open > 1);
      all.set(busy ? "Sending…" : `Accept all ${open}`, nobody(desk));
      anew.set("Look at the day anew");
      said.update(act, refused);
      setAttr(node, "data-open", proposal?.open ? "true" : null);
    },
  };
}

/** @param {HTMLElement} list @param {string[]} texts */
function fill(list, texts) {
  const key = JSON.stringify(texts);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...texts.map((each) => el("li", {}, each)));
}

/** chair-4 reads as Chair 4 in a sentence, too. */
const named = (/** @type {string} */ text) => text.replace(/\bchair-\w+/g, placeName);

/** What it costs, in words; what costs nothing is not said. @param {Proposal} proposal */
function costWords(proposal) {
  const terms = proposal.terms.filter((each) => each.amount > 0).map((each) => each.sentence);
  const better = proposal.engine === "right-shift" || proposal.right_shift_cost <= proposal.cost
    ? ""
    : ` To move everybody back in turn would tell ${proposal.right_shift_told}.`;
  const solver = proposal.solver === "under-way" ? " A better one is being looked for." : "";
  return `${terms.join(" ") || "Nobody waits."}${better}${solver}`;
}

/** @param {Proposal} proposal */
function rowsOf(proposal) {
  const closed = !proposal.open;
  return [
    ...proposal.stays.filter((each) => each.longer).map((each) => stayRow(each, closed)),
    ...proposal.moves.map((each) => moveRow(each, closed)),
  ];
}

/** @param {Stay} stay @param {boolean} closed */
function stayRow(stay, closed) {
  return {
    id: stay.visit,
    name: `${stay.patient} sits longer`,
    text: `${stay.chair ? placeName(stay.chair) : "Chair"} till ${clock(stay.expected)}, planned ${clock(stay.planned)}`,
    hint: stay.sentence,
    done: stay.done,
    closed,
  };
}

/** @param {Move} move @param {boolean} closed */
function moveRow(move, closed) {
  const tell = move.tell ? `Must be told, ${minutes(move.notice_min)} before.` : "Need not be told.";
  const chair = move.chair && move.chair !== move.chair_before ? ` Then free: ${placeName(move.chair)}.` : "";
  return {
    id: move.visit,
    name: move.patient,
    text: `${clock(move.seat)} → ${clock(move.to)}, ${minutes(Math.abs(move.minutes))} ${move.minutes < 0 ? "earlier" : "later"}`,
    hint: `${move.waits_min ? tell : "The patient comes later anyway."}${move.beyond_limit ? " More than an hour." : ""}${chair}`,
    done: move.done,
    closed,
  };
}

/** What nobody accepts, and somebody has to do. @param {Proposal} proposal @param {Desk} desk */
function alsoWords(proposal, desk) {
  const name = (/** @type {string} */ id) => desk.book.board?.visits.find((each) => each.id === id)?.patient ?? id;
  return [
    ...proposal.unplaced.map((each) => `${name(each)}: no place is left on this day. Move the visit to another one.`),
    ...proposal.swaps.map((each) => `${name(each.visit)}: from ${placeName(each.chair)} to ${each.to ? placeName(each.to) : "another chair, none is free"}.`),
    ...proposal.shortages.map((each) => `${clock(each.start)}–${clock(each.end)}: ${named(each.sentence)}`),
    ...proposal.bags.map((each) => `Bag for ${name(each.visit)}: ${each.sentence}`),
  ];
}

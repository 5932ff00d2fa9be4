/** @import {Desk} from "./bookapp.js" */
/** @import {Waiting} from "./booktypes.js" */
import { nobody } from "./blockers.js";
import { actOf } from "./booklink.js";
import { button } from "./button.js";
import { deskHead } from "./deskhead.js";
import { el, keepList, setAttr, setText, show } from "./dom.js";
import { dayAndClock } from "./format.js";
import { instead } from "./places.js";
import { dayWords, whatWords } from "./visitwords.js";

/** Who waits for a place, the first one first. An offer holds nothing until somebody is asked. */

/** @param {Desk} desk */
export function waitDesk(desk) {
  const head = deskHead(desk);
  const none = el("p", { class: "hint" }, "Nobody waits for a place.");
  const list = el("ul", { class: "wait-list" });
  /** @type {Waiting|null} */
  let last = null;
  const said = instead((offer) => last && hold(last, offer.seat));
  const node = el("div", { class: "desk-sheet wait-desk" }, head.node, said.node, none, list);
  const kept = new Map();
  let busy = false;
  /** @type {import("./commands.js").Act|undefined} */
  let act;
  /** @type {import("./booktypes.js").Refusal|null} */
  let refused = null;

  /** @param {string} path @param {object} body @param {string} word */
  async function tap(path, body, word) {
    if (busy) return null;
    busy = true;
    const done = await desk.book.tap(path, body);
    busy = false;
    act = actOf(done, desk.time(), word);
    refused = done.refused;
    desk.draw();
    return done.answer;
  }

  /** @param {Waiting} row @param {string} seat */
  async function hold(row, seat) {
    last = row;
    const numbered = row.infusion_no === null ? {} : { infusion_no: row.infusion_no };
    const body = { patient: row.patient, visit: { what: row.what, place: row.place, ...numbered }, seat };
    const answer = await tap("/holds", body, "");
    if (!answer) return;
    act = undefined;
    desk.book.show(answer.visits[0].on);
    desk.keep(answer.visits, row.id);
  }

  function makeRow() {
    const name = el("b");
    const text = el("span");
    const hint = el("span", { class: "hint" });
    /** @type {Waiting|null} */
    let row = null;
    const take = button("go", () => row?.offered && hold(row, row.offered));
    const leave = button("plain", () => row && tap(`/waiting-list/${row.id}/leave`, {}, `${row.patient} waits no more.`));
    return {
      node: el("li", {}, el("div", { class: "text" }, name, text, hint), el("div", { class: "do" }, take.node, leave.node)),
      /** @param {Waiting} next */
      update(next) {
        row = next;
        setText(name, next.patient);
        setText(text, whatWords(next, desk.book.book));
        setText(hint, `${dayWords(next.first)} to ${dayWords(next.last)}`);
        show(take.node, next.offered !== null);
        take.set(next.offered ? `Hold ${dayAndClock(next.offered)}` : "", nobody(desk));
        leave.set("Waits no more", nobody(desk));
        setAttr(take.node, "title", "A place has become free. It is not held yet.");
      },
    };
  }

  return {
    node,
    update() {
      head.set("Waiting list");
      said.update(act, refused);
      show(none, desk.book.waiting.length === 0);
      keepList(list, desk.book.waiting, (row) => row.id, makeRow, kept);
    },
  };
}

/** @import {Desk} from "./bookapp.js" */
import { button } from "./button.js";
import { el, setAttr, setText, show } from "./dom.js";
import { age } from "./format.js";
import { dayAfter, dayWords } from "./visitwords.js";

/** Which day it is, forth and back, how old the board is, and what a clerk begins here. @param {Desk} desk @param {HTMLElement} root */
export function dayBar(desk, root) {
  const back = button("plain", () => desk.book.show(desk.book.board?.before ?? ""), "step");
  const forth = button("plain", () => desk.book.show(desk.book.board?.after ?? ""), "step");
  const today = button("plain", () => desk.book.show(desk.book.book?.today ?? ""));
  const title = el("h2", {}, "");
  const told = el("span", { class: "told" });
  const ask = button("plain", () => desk.go("ask"), "go ask");
  const waiting = button("plain", () => desk.go(desk.sheet() === "waiting" ? null : "waiting"));
  const repair = button("plain", () => desk.go(desk.sheet() === "repair" ? null : "repair"), "repair");
  back.node.setAttribute("aria-label", "Day before");
  forth.node.setAttribute("aria-label", "Day after");
  root.append(
    el("div", { class: "days" }, back.node, el("div", { class: "which" }, title, told), forth.node, today.node),
    el("div", { class: "begin" }, repair.node, waiting.node, ask.node),
  );
  return {
    update() {
      const { board, book } = desk.book;
      const day = desk.book.day();
      back.set("◀");
      forth.set("▶");
      back.able(Boolean(board?.before));
      forth.able(Boolean(board?.after));
      today.set("Today");
      today.able(Boolean(book && day !== book.today));
      setText(title, day ? `${dayWords(day, true)}${nearness(day, book?.today)}` : "…");
      const old = desk.book.stale();
      setText(told, `${old ? "OLD: not told for" : "told"} ${age(desk.book.age())}${old ? "" : " ago"}`);
      setAttr(told, "data-old", old ? "true" : null);
      ask.set("Book a visit");
      waiting.set(`Waiting list: ${desk.book.waiting.length}`);
      const mark = board?.proposal ?? null;
      show(repair.node, Boolean(mark) || desk.sheet() === "repair");
      repair.set(mark?.moves ? `Day has changed: ${mark.moves} to move` : "Day has changed");
      setAttr(repair.node, "aria-pressed", String(desk.sheet() === "repair"));
      setAttr(waiting.node, "aria-pressed", String(desk.sheet() === "waiting"));
    },
  };
}

/** @param {string} day @param {string|undefined} today */
function nearness(day, today) {
  if (!today) return "";
  if (day === today) return ", today";
  return day === dayAfter(today, 1) ? ", tomorrow" : "";
}

/** @import {Desk} from "./bookapp.js" */
import { button } from "./button.js";
import { el, setText } from "./dom.js";

/** The head of a sheet of the desk: what it is about, and the way out. @param {Desk} desk @param {() => void} [leave] @param {string} [word] */
export function deskHead(desk, leave = () => desk.go(null), word = "Close") {
  const title = el("h2");
  const close = button("plain", leave, "close");
  close.set(word);
  return {
    node: el("header", {}, title, close.node),
    /** @param {string} text */
    set: (text) => setText(title, text),
  };
}

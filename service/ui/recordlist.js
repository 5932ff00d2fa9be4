/** @import {Chair} from "./types.js" */
/** @import {App} from "./app.js" */
import { nobody } from "./blockers.js";
import { button, outcome } from "./button.js";
import { el, setText } from "./dom.js";
import { input, number } from "./fields.js";
import { clock, words } from "./format.js";

/** The record of a session as a list, newest first; read again whenever the session has moved on. @param {App} app */
export function recordList(app) {
  const head = el("p", { class: "hint", role: "status" });
  const list = el("ol", { class: "record" });
  const notes = el("ul", { class: "hint" });
  const which = number("Entry number");
  const what = input("What is right", {}, 80);
  const go = button("plain", correct);
  const said = outcome();
  const node = el("div", { class: "sheet" }, el("div", {}, el("h3", {}, "Record"), notes, head, list, correcting()));
  let shown = "";
  let asking = false;
  /** @type {Chair|null} */
  let chair = null;

  /** A wrong entry is corrected in words, beside it; the entry itself stays. */
  function correcting() {
    for (const each of [which, what]) each.field.addEventListener("input", () => app.draw());
    return el("div", { class: "entry" }, el("h4", {}, "Correct an entry"), which.node, what.node, go.node, said.node);
  }

  function correct() {
    const session = chair?.session;
    if (!chair || !session) return;
    const path = `/sessions/${encodeURIComponent(session.id)}/amendments`;
    const body = { entry: Number(which.value()), text: what.value() };
    app.commands.send(`${chair.chair}:amend`, path, body, { chair }).then((answer) => {
      if (!answer) return;
      which.clear();
      what.clear();
      app.draw();
    });
  }

  /** @param {string} id @param {string} key */
  async function read(id, key) {
    asking = true;
    try {
      const answer = await fetch(`/api/v1/sessions/${encodeURIComponent(id)}/record`, {
        cache: "no-store",
        signal: AbortSignal.timeout(3_000),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const record = await answer.json();
      const entries = record.entries ?? record.events ?? [];
      list.replaceChildren(...[...entries].reverse().map(entry));
      notes.replaceChildren(...(record.notes ?? []).map(note));
      setText(head, `${entries.length} entries, newest first. Nothing is ever overwritten.`);
      shown = key;
    } catch {
      setText(head, "The record could not be read. Tried again by itself.");
      await new Promise((done) => setTimeout(done, 2_000));
    } finally {
      asking = false;
    }
    app.draw();
  }

  /** What the drug does to other tests, with its source. @param {any} each */
  const note = (each) => el("li", {}, `${each.text} (${each.source})`);

  /** @param {any} each */
  function entry(each) {
    const who = each.by?.name ?? app.ward.personName(each.by ?? null);
    return el(
      "li",
      {},
      el("time", { datetime: each.at }, clock(each.at, true)),
      el("span", { class: "sentence" }, `${each.version}. ${each.sentence ?? words(each.kind)}${corrected(each)}`),
      el("span", { class: "by" }, who),
    );
  }

  /** @param {any} each */
  const corrected = (each) => (each.corrected_by?.length ? ` Corrected by entry ${each.corrected_by.join(", ")}.` : "");

  return {
    node,
    /** @param {Chair} next */
    update(next) {
      chair = next;
      const session = next.session;
      if (!session) return;
      const whole = /^\d{1,4}$/.test(which.value()) && what.value();
      go.set("Add the correction", [...(whole ? [] : ["Which entry, and what is right?"]), ...nobody(app)]);
      said.update(app.commands.act(`${next.chair}:amend`));
      const key = `${session.id} ${session.version}`;
      if (key === shown || asking) return;
      if (!shown.startsWith(`${session.id} `)) list.replaceChildren();
      read(session.id, key);
    },
  };
}

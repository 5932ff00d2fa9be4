/** @import {Desk} from "./bookapp.js" */
/** @import {Visit} from "./booktypes.js" */
import { nobody } from "./blockers.js";
import { actOf } from "./booklink.js";
import { button, choice } from "./button.js";
import { el, fact, icon, setAttr, setIcon, setText, show } from "./dom.js";
import { clock, minutes } from "./format.js";
import { deskHead } from "./deskhead.js";
import { instead } from "./places.js";
import { moves } from "./status.js";
import { chairWords, placeWords, pumpOf, pumpWords, visitState, whatWords, whenWords } from "./visitwords.js";

/** One visit: what is known of it, and what can be done with it where it stands. */

const REASONS = ["patient's wish", "patient is ill", "blood values", "drug not there", "ward's plan"];
const LATER_MIN = [15, 30, 60, 90];
const STEP_MS = 5 * 60_000;
/** What is possible from where; the book says the last word. @type {Record<string, string[]>} */
const FROM = {
  held: ["book", "move", "cancel"],
  booked: ["arrive", "seat", "late", "move", "no-show", "cancel"],
  arrived: ["seat", "move", "cancel"],
  seated: ["done"],
  done: [],
};

/** @param {Desk} desk */
export function visitDesk(desk) {
  const head = deskHead(desk);
  const shape = icon("ring");
  const word = el("span");
  const badge = el("span", { class: "badge" }, shape, word);
  const facts = {
    when: fact("Promised"),
    what: fact("What"),
    parts: fact("Of which"),
    chair: fact("Chair"),
    pump: fact("Pump says"),
    expected: fact("Expected"),
    reason: fact("Reason"),
    series: fact("Course"),
  };
  const said = instead((offer) => tap(`/visits/${id}/move`, { seat: offer.seat, reason: "ward's plan", version: version() }, "moved"));
  const keys = {
    book: button("go", () => tap("/visits", { hold: id }, "booked"), "wide"),
    arrive: button("go", () => tap(`/visits/${id}/arrive`, {}, "is here"), "wide"),
    seat: button("plain", () => ask("seat"), "wide"),
    move: button("plain", () => desk.go("move"), "wide"),
    late: button("plain", () => ask("late"), "wide"),
    "no-show": button("plain", () => tap(`/visits/${id}/no-show`, {}, "did not come"), "wide"),
    cancel: button("plain", () => ask("cancel"), "wide"),
    done: button("go", () => tap(`/visits/${id}/done`, {}, "done"), "wide"),
  };
  const chairs = choice("Chair", (chair) => tap(`/visits/${id}/seat`, { chair }, "seated"));
  const later = choice("Expected", (at) => tap(`/visits/${id}/late`, { expected: at }, "expected later"));
  const reasons = choice("Reason", () => desk.draw());
  const cancel = button("go", () => tap(`/visits/${id}/cancel`, { reason: reasons.value(), version: version() }, "cancelled"), "wide");
  const none = el("p", {});
  const questions = {
    seat: question("On which one?", none, chairs.node),
    late: question("When is the patient expected? The promised time stays.", later.node),
    cancel: question("Why is it cancelled?", reasons.node, cancel.node),
  };
  const ward = button("plain", () => desk.open(desk.visit()?.chair ?? null), "wide");
  const node = el(
    "div",
    { class: "desk-sheet visit-desk" },
    head.node,
    badge,
    el("dl", {}, ...Object.values(facts).map((each) => each.node)),
    said.node,
    ...Object.values(questions),
    el("div", { class: "verbs" }, ward.node, ...Object.values(keys).map((each) => each.node)),
  );
  let id = "";
  let asked = "";
  /** @type {import("./commands.js").Act|undefined} */
  let act;
  /** @type {import("./booktypes.js").Refusal|null} */
  let refused = null;
  let busy = false;

  const version = () => desk.visit()?.version ?? 1;

  /** @param {string} text @param {...HTMLElement} nodes */
  function question(text, ...nodes) {
    const back = button("plain", () => ask(""), "wide");
    back.set("Back");
    return el("div", { class: "question" }, el("p", { class: "hint" }, text), ...nodes, back.node);
  }

  /** @param {string} what */
  function ask(what) {
    asked = what;
    reasons.pick("");
    desk.draw();
  }

  /** @param {string} path @param {object} body @param {string} word */
  async function tap(path, body, word) {
    if (busy) return;
    busy = true;
    desk.draw();
    const done = await desk.book.tap(path, body);
    busy = false;
    act = actOf(done, desk.time(), `${clock(desk.time(), true)}: ${word}.`);
    refused = done.refused;
    if (done.answer) asked = "";
    chairs.pick("");
    later.pick("");
    desk.draw();
  }

  return {
    node,
    update() {
      const visit = desk.visit();
      if (!visit) return;
      if (visit.id !== id) {
        id = visit.id;
        asked = "";
        act = undefined;
        refused = null;
      }
      const live = desk.ward.view?.chairs ?? [];
      const state = visitState(visit, live, desk.time());
      const pump = pumpOf(visit, live);
      head.set(visit.patient);
      setAttr(node, "data-kind", state.kind);
      setIcon(shape, state.shape);
      setText(word, [state.word, state.more].filter(Boolean).join(", "));
      facts.when.set(`${whenWords(visit)}, ${minutes(visit.minutes)}`);
      facts.what.set(`${whatWords(visit, desk.book.book)}, ${placeWords(visit.place)}`);
      facts.parts.set(partWords(visit));
      facts.chair.set(visit.chair ? `${chairName(visit.chair)} from ${clock(visit.seated)}${visit.left ? ` to ${clock(visit.left)}` : ""}` : "not bound yet");
      facts.pump.set(pump ? pumpWords(pump, desk.time()) : "");
      facts.expected.set(visit.expected ? clock(visit.expected) : "");
      facts.reason.set(visit.reason ?? "");
      facts.series.set(visit.series ? "one visit of a course" : "");
      for (const each of [facts.pump, facts.expected, facts.reason, facts.series]) show(each.node, each.value.textContent !== "");
      said.update(busy ? sending() : act, refused);
      drawKeys(visit, pump);
      show(ward.node, Boolean(visit.chair && visit.status === "seated"));
      ward.set("Open on the ward page");
    },
  };

  function sending() {
    return { ...actOf({ answer: {}, refused: null, sent: true }, 0, ""), state: /** @type {const} */ ("sending") };
  }

  /** @param {string} chair */
  function chairName(chair) {
    const found = desk.book.board?.chairs.find((each) => each.id === chair);
    return found ? chairWords(found) : chair;
  }

  /** @param {Visit} visit @param {import("./types.js").Chair|null} pump */
  function drawKeys(visit, pump) {
    const who = nobody(desk);
    const may = FROM[visit.status] ?? [];
    const today = visit.on === desk.book.book?.today;
    const words = {
      book: `Book for ${visit.patient}`,
      arrive: `${visit.patient} is here`,
      seat: "Seat on a chair…",
      move: "Move: tap a new time…",
      late: "Comes later…",
      "no-show": "Did not come",
      cancel: visit.status === "held" ? "Let the place go…" : "Cancel…",
      done: `${visit.patient} has left`,
    };
    for (const [name, key] of Object.entries(keys)) {
      const ofToday = ["arrive", "seat", "no-show", "late", "done"].includes(name);
      show(key.node, may.includes(name) && (today || !ofToday) && asked === "");
      const runs = name === "done" && pump && moves(pump) ? ["The pump runs: end the infusion first."] : [];
      key.set(words[/** @type {keyof typeof words} */ (name)], [...runs, ...who]);
    }
    for (const [name, each] of Object.entries(questions)) show(each, asked === name);
    chairs.set(free(visit));
    setText(none, notFree(visit));
    show(none, none.textContent !== "");
    later.set(LATER_MIN.map((min) => {
      const from = Math.max(Date.parse(visit.seat), Math.ceil(desk.time() / STEP_MS) * STEP_MS);
      const at = from + min * 60_000;
      return { id: new Date(at).toISOString(), text: clock(at), more: `${minutes(min)} later` };
    }));
    reasons.set(REASONS.map((each) => ({ id: each, text: each })));
    cancel.set(`Cancel ${visit.patient}`, [...(reasons.value() ? [] : ["Say why."]), ...who]);
  }

  /** Visits that have left a place of the class which is not clean yet. @param {Visit} visit */
  function cleaned(visit) {
    return (desk.book.board?.visits ?? []).filter(
      (each) => each.status === "done" && each.place === visit.place && Date.parse(each.left ?? "") > desk.time(),
    );
  }

  /** @param {Visit} visit */
  function notFree(visit) {
    if (free(visit).length) return "";
    const clean = cleaned(visit).map((each) => `${chairName(each.chair ?? "")} is clean at ${clock(each.left)}.`);
    return ["None is free now.", ...clean].join(" ");
  }

  /** Chairs of the class on which nobody sits and nobody cleans. @param {Visit} visit */
  function free(visit) {
    const board = desk.book.board;
    const taken = new Set([
      ...(board?.visits ?? []).filter((each) => each.status === "seated").map((each) => each.chair),
      ...cleaned(visit).map((each) => each.chair),
    ]);
    const infused = new Set(desk.ward.view?.chairs.filter((each) => each.session).map((each) => each.chair));
    return (board?.chairs ?? [])
      .filter((each) => each.place === visit.place && !each.blocked && !taken.has(each.id))
      .map((each) => ({ id: each.id, text: chairWords(each), more: infused.has(each.id) ? "its pump is in use" : "free" }));
  }
}

/** @param {Visit} visit */
function partWords(visit) {
  const each = visit.phases;
  const before = each.arrive + each.wait + each.hang;
  const after = each.flush + each.observe + each.disconnect + each.clean;
  return [
    `${minutes(before)} before`,
    each.infuse ? `${minutes(each.infuse)} infusion` : "",
    `${minutes(after)} after`,
  ].filter(Boolean).join(", ");
}

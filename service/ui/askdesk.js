/** @import {Desk} from "./bookapp.js" */
/** @import {Offer} from "./booktypes.js" */
import { nobody } from "./blockers.js";
import { actOf } from "./booklink.js";
import { button, choice, stepper } from "./button.js";
import { deskHead } from "./deskhead.js";
import { el, setText, show } from "./dom.js";
import { input, number } from "./fields.js";
import { clock } from "./format.js";
import { instead, placeKey } from "./places.js";
import { dayAfter, dayWords, placeWords, whenWords, whyWords } from "./visitwords.js";

/** Somebody is on the phone: what is wished, the places that there are, and one of them held. */

const FIRST_MIN = 7 * 60;
const WITHIN = [["0", "that day"], ["2", "3 days"], ["6", "a week"], ["13", "2 weeks"]];
const LIMITS = [["any", "any time"], ["after", "not before"], ["before", "not after"]];

/** @param {Desk} desk */
export function askDesk(desk) {
  const head = deskHead(desk);
  const patient = input("Patient id");
  const what = choice("What", () => desk.draw());
  const infusion = stepper("infusion", 1, 1, "", 200);
  const dose = number("Dose, mg");
  const volume = number("Bag volume, mL");
  const place = choice("Place", () => desk.draw());
  const visits = stepper("visits", 1, 1, "", 12);
  const apart = stepper("days apart", 7, 1, "days", 28);
  const day = el("output", { "aria-label": "Due day" });
  const earlier = button("plain", () => moveDay(-1), "key");
  const later = button("plain", () => moveDay(1), "key");
  const within = choice("Within", () => desk.draw());
  const around = stepper("time", 9 * 60, 30, "", 20 * 60);
  const time = around.node.querySelector("output");
  const limit = choice("Limit", () => desk.draw());
  const asks = button("go", () => search(), "wide");
  const said = instead((offer) => (refused?.due ? shift(offer, refused.due) : hold([offer])));
  const wait = button("plain", () => queue(), "wide");
  const form = el(
    "div",
    { class: "form" },
    patient.node,
    labelled("What", what.node),
    labelled("Number of the infusion", infusion.node),
    dose.node,
    volume.node,
    labelled("Place", place.node),
    labelled("Visits", visits.node),
    labelled("Days apart", apart.node),
    labelled("Due day", el("div", { class: "stepper" }, earlier.node, day, later.node)),
    labelled("Within", within.node),
    labelled("Wished time", around.node),
    labelled("Limit", limit.node),
    asks.node,
  );
  const again = button("plain", () => show_("form"), "wide");
  const list = el("div", { class: "places" });
  const found = el("div", { class: "found" }, again.node, list);
  const node = el("div", { class: "desk-sheet ask-desk" }, head.node, form, found, said.node, wait.node);
  earlier.set("−");
  later.set("+");
  within.set(WITHIN.map(([id, text]) => ({ id, text })));
  within.pick("2");
  limit.set(LIMITS.map(([id, text]) => ({ id, text })));
  limit.pick("any");
  for (const each of [visits, infusion, apart, around]) each.onChange(() => desk.draw());
  for (const each of [patient, dose, volume]) each.field.addEventListener("input", () => desk.draw());

  let first = "";
  let view = "form";
  let busy = false;
  /** @type {import("./commands.js").Act|undefined} */
  let act;
  /** @type {import("./booktypes.js").Refusal|null} */
  let refused = null;

  /** @param {string} text @param {Element} inner */
  function labelled(text, inner) {
    return el("div", { class: "asked" }, el("span", {}, text), inner);
  }

  /** @param {string} next */
  function show_(next) {
    view = next;
    act = undefined;
    refused = null;
    if (node.parentElement) node.parentElement.scrollTop = 0;
    desk.draw();
  }

  /** @param {number} by */
  function moveDay(by) {
    first = dayAfter(first, by);
    desk.draw();
  }

  const kind = () => desk.book.book?.kinds.find((each) => each.id === what.value());

  function wish() {
    const numbered = kind()?.numbered ? { infusion_no: infusion.value() } : {};
    const order = kind()?.by_order ? { ...(dose.value() && { dose_mg: dose.value() }), ...(volume.value() && { volume_ml: volume.value() }) } : {};
    return { what: what.value(), place: place.value(), ...numbered, ...order };
  }

  /** The n-th visit of a course: the number of the infusion goes on. @param {number} count */
  function nth(count) {
    const visit = wish();
    return "infusion_no" in visit ? { ...visit, infusion_no: infusion.value() + count } : visit;
  }

  function times() {
    const at = wall(around.value());
    const limits = limit.value() === "after" ? { earliest: at } : limit.value() === "before" ? { latest: at } : {};
    return { around: at, ...limits };
  }

  async function search() {
    if (busy) return;
    busy = true;
    desk.draw();
    const days = Number(within.value() || 0);
    const many = visits.value() > 1;
    const done = many
      ? await desk.book.ask("/series/offers", {
          visits: Array.from({ length: visits.value() }, (_, count) => ({
            visit: nth(count),
            due: dayAfter(first, count * apart.value()),
            late_days: Math.min(days, apart.value() - 1),
          })),
          ...times(),
        })
      : await desk.book.ask("/offers", { visit: wish(), first, last: dayAfter(first, days), due: first, ...times() });
    busy = false;
    refused = done.refused;
    act = done.answer ? undefined : actOf(done, desk.time(), "");
    if (done.answer) {
      show_("found");
      list.replaceChildren(...(many ? done.answer.series.map(seriesKey) : done.answer.offers.map(offerKey)));
    }
    desk.draw();
  }

  /** @param {Offer} offer */
  const offerKey = (offer) => placeKey(offer, () => hold([offer]));

  /** @param {Offer[]} offers @param {number} count */
  function seriesKey(offers, count) {
    const lines = offers.map((each) => el("li", {}, el("b", {}, whenWords(each)), ` ${whyWords(each)}`));
    const key = el("button", { type: "button", class: "act plain place" }, el("span", { class: "label" }, `${offers.length} visits, choice ${count + 1}`), el("ol", {}, ...lines));
    key.addEventListener("click", () => hold(offers));
    return key;
  }

  /** A course of which one visit has no place: all of it so many days later, or earlier. @param {Offer} offer @param {string} due */
  function shift(offer, due) {
    moveDay(Math.round((Date.parse(offer.on) - Date.parse(due)) / 86_400_000));
    search();
  }

  /** @param {Offer[]} offers */
  async function hold(offers) {
    if (busy) return;
    busy = true;
    desk.draw();
    const done = offers.length > 1
      ? await desk.book.tap("/series", { patient: patient.value(), visits: offers.map((each, count) => ({ visit: nth(count), seat: each.seat })) })
      : await desk.book.tap("/holds", { patient: patient.value(), visit: wish(), seat: offers[0].seat });
    busy = false;
    refused = done.refused;
    act = actOf(done, desk.time(), "");
    if (done.answer) {
      view = "form";
      act = undefined;
      desk.book.show(done.answer.visits[0].on);
      desk.keep(done.answer.visits, null);
    }
    desk.draw();
  }

  async function queue() {
    if (busy) return;
    busy = true;
    const last = dayAfter(first, Number(within.value() || 0));
    const done = await desk.book.tap("/waiting-list", { patient: patient.value(), visit: wish(), first, last });
    busy = false;
    refused = done.refused;
    act = actOf(done, desk.time(), `${patient.value()} waits for a place until ${dayWords(last)}.`);
    desk.draw();
  }

  return {
    node,
    /** Somebody tapped on a free time: that is the wish. @param {number} ms */
    around(ms) {
      const [hours, min] = clock(ms).split(":").map(Number);
      first = desk.book.day();
      around.set(Math.max(FIRST_MIN, hours * 60 + Math.floor(min / 30) * 30));
      show_("form");
    },
    update() {
      const book = desk.book.book;
      if (!book) return;
      first ||= desk.book.day();
      what.set(book.kinds.map((each) => ({ id: each.id, text: each.name })));
      if (!what.value() && book.kinds.length) what.pick(book.kinds[0].id);
      place.set(book.places.map((each) => ({ id: each, text: placeWords(each) })));
      if (!place.value() && book.places.length) place.pick(book.places[0]);
      const many = visits.value() > 1;
      head.set(view === "form" ? "Book a visit" : `Places for ${patient.value()}`);
      show(form, view === "form");
      show(found, view === "found");
      show(/** @type {Element} */ (infusion.node.parentElement), Boolean(kind()?.numbered));
      show(dose.node, Boolean(kind()?.by_order));
      show(volume.node, Boolean(kind()?.by_order));
      show(/** @type {Element} */ (apart.node.parentElement), many);
      setText(day, dayWords(first));
      if (time) setText(time, wall(around.value()));
      const why = [...(patient.value() ? [] : ["Say for whom."]), ...nobody(desk)];
      asks.set(busy ? "Asking…" : many ? `Ask for ${visits.value()} places` : "Ask for places", why);
      again.set("Change the wish");
      wait.set("Put on the waiting list", why);
      show(wait.node, !many && (view === "found" || refused !== null) && act?.state !== "confirmed");
      said.update(act, refused);
    },
  };
}

/** 09:30. @param {number} minutes after midnight */
const wall = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** @import {Visit} from "./booktypes.js" */
import { button, unsettle } from "./button.js";
import { createBook } from "./booklink.js";
import { createCommands } from "./commands.js";
import { dayBar } from "./daytop.js";
import { dayBoard } from "./dayboard.js";
import { askDesk } from "./askdesk.js";
import { keptDesk } from "./keptdesk.js";
import { moveDesk } from "./movedesk.js";
import { repairDesk } from "./repairdesk.js";
import { visitDesk } from "./visitdesk.js";
import { waitDesk } from "./waitdesk.js";
import { setAttr, show } from "./dom.js";
import { setZone } from "./format.js";
import { openLink } from "./link.js";
import { topBar } from "./topbar.js";
import { createWard } from "./ward.js";
import { createWho } from "./who.js";
import { dayWords } from "./visitwords.js";

/**
 * The board of the day, put together: the same feed, alarms and link as on the ward page, the book
 * beside them. One sheet of the desk is open at a time.
 *
 * @typedef {"visit"|"move"|"ask"|"kept"|"waiting"|"repair"} Sheet
 * @typedef {import("./app.js").App & {
 *   book: ReturnType<typeof createBook>,
 *   selected: () => string|null,
 *   select: (id: string|null) => void,
 *   visit: () => Visit|null,
 *   go: (sheet: Sheet|null) => void,
 *   sheet: () => Sheet|null,
 *   tappedTime: (ms: number) => void,
 *   moving: () => {visit: Visit, seat: number}|null,
 *   keep: (visits: Visit[], waiting: string|null) => void,
 *   dayKey: (day: string) => HTMLElement,
 * }} Desk
 */

const by = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {Sheet|null} */
let sheet = null;
/** @type {string|null} */
let selected = null;
let fingers = false;
let planned = false;

/** Draw at most once a frame, however much has come in. */
function draw() {
  if (planned) return;
  planned = true;
  (document.hidden ? (/** @type {() => void} */ then) => setTimeout(then, 100) : requestAnimationFrame)(() => {
    planned = false;
    drawNow();
  });
}

const ward = createWard();
const who = createWho(draw);
const commands = createCommands(who, ward.now, draw);
const book = createBook(who, ward.now, draw);
const link = openLink(
  "/api/v1/events",
  {
    snapshot: (message) => (ward.snapshot(message), draw()),
    delta: (message) => (ward.delta(message), draw()),
    hb: (message) => (ward.beat(message), draw()),
  },
  draw,
);

/** @type {Desk} */
const desk = {
  ward,
  who,
  commands,
  link,
  book,
  draw,
  other: { href: "./", name: "Chairs" },
  opened: () => null,
  open: (chair) => location.assign(`./#${encodeURIComponent(chair ?? "")}`),
  time: () => (link.state === "live" ? ward.now() : ward.told()),
  touching: () => fingers,
  selected: () => selected,
  visit: () => book.board?.visits.find((each) => each.id === selected) ?? null,
  sheet: () => sheet,
  select(id) {
    selected = id;
    desk.go(id ? "visit" : null);
  },
  go(next) {
    sheet = next;
    if (next !== "visit" && next !== "move" && next !== "kept") selected = null;
    unsettle();
    drawNow();
    if (next) by("desk").scrollTop = 0;
  },
  tappedTime(ms) {
    if (sheet === "move") sheets.move.aim(ms);
    else {
      sheets.ask.around(ms);
      desk.go("ask");
    }
  },
  moving: () => (sheet === "move" ? sheets.move.plan() : null),
  keep(visits, waiting) {
    sheets.kept.take(visits, waiting);
    selected = visits[0].id;
    desk.go("kept");
  },
  dayKey(day) {
    const key = button("plain", () => book.show(day));
    key.set(`Look at ${dayWords(day)}`);
    return key.node;
  },
};

const bar = topBar(desk, by("top"), by("banner"));
const days = dayBar(desk, by("day-bar"));
const plan = dayBoard(desk, by("plan"));
const sheets = {
  visit: visitDesk(desk),
  move: moveDesk(desk),
  ask: askDesk(desk),
  kept: keptDesk(desk),
  waiting: waitDesk(desk),
  repair: repairDesk(desk),
};
by("desk").append(...Object.values(sheets).map((each) => each.node));

function drawNow() {
  bar.update();
  const zone = book.board?.zone ?? book.book?.zone ?? ward.view?.zone;
  if (zone) setZone(zone);
  // A visit that is gone from the day has no sheet any more; while it is moved, other days are shown.
  if (sheet === "visit" && book.board && !desk.visit()) sheet = null;
  setAttr(document.body, "data-sheet", sheet);
  setAttr(by("plan"), "data-stale", book.stale() ? "true" : null);
  show(by("desk"), sheet !== null);
  days.update();
  plan.update();
  for (const [name, each] of Object.entries(sheets)) {
    show(each.node, name === sheet);
    if (name === sheet) each.update();
  }
}

document.addEventListener("pointerdown", () => (fingers = true));
for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => (fingers = false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && sheet) desk.go(null);
});
// Ages and count-downs go on without any message.
setInterval(draw, 500);
drawNow();

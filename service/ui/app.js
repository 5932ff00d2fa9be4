/** @import {Chair} from "./types.js" */
import { unsettle } from "./button.js";
import { card } from "./card.js";
import { createCommands } from "./commands.js";
import { keepList, setAttr, setText, show } from "./dom.js";
import { setZone } from "./format.js";
import { openLink } from "./link.js";
import { panel } from "./panel.js";
import { topBar } from "./topbar.js";
import { createWard } from "./ward.js";
import { createWho } from "./who.js";

/**
 * The ward page, put together. The feed changes what is known; `draw` brings the page in line with
 * it; commands go out on taps. Nothing is drawn from a wish.
 *
 * @typedef {object} App
 * @property {ReturnType<typeof createWard>} ward
 * @property {ReturnType<typeof createWho>} who
 * @property {ReturnType<typeof createCommands>} commands
 * @property {{state: import("./types.js").Link, silence: () => number}} link
 * @property {(chair: string|null) => void} open
 * @property {() => string|null} opened
 * @property {() => number} time what time the shown numbers are from: the ward's now, and on a
 *   broken link the moment of the last message, so that a lost link never looks like a silent pump
 * @property {() => boolean} touching a finger is on the screen
 * @property {() => void} draw
 * @property {{href: string, name: string}} other the other page of the ward
 */

const by = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** The board of the day leads to a chair by `#chair-4`. @type {string|null} */
let opened = decodeURIComponent(location.hash.slice(1)) || null;
if (opened) history.replaceState(null, "", location.pathname);
let fingers = false;
let planned = false;

/** Draw at most once a frame, however much has come in. */
function draw() {
  if (planned) return;
  planned = true;
  // A hidden page has no frames, and must be right when it is shown again.
  (document.hidden ? (/** @type {() => void} */ then) => setTimeout(then, 100) : requestAnimationFrame)(() => {
    planned = false;
    drawNow();
  });
}

const ward = createWard();
const who = createWho(draw);
const commands = createCommands(who, ward.now, draw);
const link = openLink(
  "/api/v1/events",
  {
    snapshot: (message) => (ward.snapshot(message), draw()),
    delta: (message) => (ward.delta(message), draw()),
    hb: (message) => (ward.beat(message), draw()),
  },
  draw,
);

/** @type {App} */
const app = {
  ward,
  who,
  commands,
  link,
  draw,
  other: { href: "board.html", name: "Board" },
  opened: () => opened,
  time: () => (link.state === "live" ? ward.now() : ward.told()),
  touching: () => fingers,
  open(chair) {
    if (chair === opened) return;
    opened = chair;
    unsettle();
    drawNow();
    if (chair) by("panel").focus();
  },
};

const bar = topBar(app, by("top"), by("banner"));
const sheet = panel(app, by("panel"));
const board = by("board");
const waiting = by("waiting");
const cards = new Map();

function drawNow() {
  const view = ward.view;
  bar.update();
  if (!view) return;
  setZone(view.zone);
  for (const chair of view.chairs) commands.look(chair);
  setAttr(board, "data-count", count(view.chairs.length));
  keepList(board, view.chairs, (/** @type {Chair} */ chair) => chair.chair, (chair) => card(app, chair.chair), cards);
  if (opened && !ward.chair(opened)) opened = null;
  setAttr(document.body, "data-open", opened ? "true" : null);
  show(by("panel"), opened !== null);
  sheet.update(ward.chair(opened));
  drawWaiting();
}

function drawWaiting() {
  const people = ward.waiting();
  show(waiting, people.length > 0);
  setText(waiting, people.length
    ? `Waiting for a chair: ${people.map((each) => `${each.patient} (${each.drug}, infusion ${each.infusion_no})`).join("; ")}. Open a free chair to go on.`
    : "");
}

/** How many chairs decides how large they are. */
function count(/** @type {number} */ chairs) {
  return chairs <= 2 ? "2" : chairs <= 4 ? "4" : chairs <= 6 ? "6" : "many";
}

document.addEventListener("pointerdown", () => (fingers = true));
for (const kind of ["pointerup", "pointercancel"]) {
  document.addEventListener(kind, () => (fingers = false));
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opened) app.open(null);
});
// Ages grow without any message.
setInterval(draw, 500);
drawNow();

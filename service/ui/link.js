/** @import {Link} from "./types.js" */

/**
 * The live feed and its watchdog. An EventSource can stay "open" for ever on a dead line, so only
 * what was heard counts: a message, or the heartbeat that the server sends every two seconds.
 */

export const LATE_MS = 4_500;
const REOPEN_MS = 6_000;
export const DEAD_MS = 10_000;

/**
 * @param {string} address
 * @param {Record<"snapshot"|"delta"|"hb", (message: any) => void>} handlers
 * @param {() => void} changed called when the state of the link has changed
 */
export function openLink(address, handlers, changed) {
  /** @type {EventSource|null} */
  let source = null;
  let lastId = "";
  let everHeard = false;
  // Counted from the loading of the page, not from the last try: a page that never got through
  // must go dead as well.
  let heard = clocks();
  let tried = clocks();
  /** @type {Link} */
  let state = "connecting";

  function open() {
    source?.close();
    tried = clocks();
    source = new EventSource(lastId ? `${address}?since=${encodeURIComponent(lastId)}` : address);
    const mine = source;
    for (const [kind, handle] of Object.entries(handlers)) {
      source.addEventListener(kind, (event) => {
        if (mine !== source) return;
        const message = /** @type {MessageEvent} */ (event);
        handle(JSON.parse(message.data));
        if (message.lastEventId) lastId = message.lastEventId;
        heard = clocks();
        everHeard = true;
        look();
      });
    }
  }

  function look() {
    const silence = passedSince(heard);
    /** @type {Link} */
    let next = everHeard ? "live" : "connecting";
    if (silence > DEAD_MS) next = "dead";
    else if (silence > LATE_MS) next = "late";
    // A closed source will not come back by itself; an open one may be a dead line.
    const given = source?.readyState === EventSource.CLOSED ? 1_500 : 3_000;
    if ((silence > REOPEN_MS || given === 1_500) && passedSince(tried) > given) open();
    if (next !== state) {
      state = next;
      changed();
    }
  }

  open();
  setInterval(look, 250);
  // Timers sleep with the tablet; the first thing after waking is a look at the age.
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);

  return {
    get state() {
      return state;
    },
    /** Milliseconds since anything was heard. */
    silence: () => passedSince(heard),
  };
}

/** Two clocks: one stands still while the tablet sleeps, the other can be set. The older age counts. */
function clocks() {
  return { wall: Date.now(), steady: performance.now() };
}

function passedSince(/** @type {{wall: number, steady: number}} */ then) {
  return Math.max(Date.now() - then.wall, performance.now() - then.steady);
}

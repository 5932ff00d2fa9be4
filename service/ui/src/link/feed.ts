import { signal } from "@preact/signals";
import type { DeltaView, HeartbeatView, WardView } from "../api.gen";
import { beat, delta, snapshot } from "./ward";
import { instant, linkState, passedSince, shouldReopen, type LinkState } from "./watchdog";

/** The live feed: snapshot, then what changed, then heartbeats; resumed by the id that was seen last. */

const LOOK_MS = 250;

export const link = signal<LinkState>("connecting");

/** How often the ward, or the line, has ended the feed: there may be a reason to ask for. */
export const dropped = signal(0);

let source: EventSource | null = null;
let lastId = "";
let everHeard = false;
// Counted from the loading of the page, not from the last try: a page that never got through must
// go dead as well.
let heard = instant();
let tried = instant();

/** Milliseconds since anything was heard. */
export const silence = (): number => passedSince(heard);

const HANDLERS: Record<string, (message: unknown) => void> = {
  snapshot: (message) => snapshot(message as WardView),
  delta: (message) => delta(message as DeltaView),
  hb: (message) => beat(message as HeartbeatView),
};

function open(): void {
  source?.close();
  tried = instant();
  const mine = new EventSource(`/api/v1/events${lastId ? `?since=${encodeURIComponent(lastId)}` : ""}`);
  source = mine;
  mine.addEventListener("error", () => {
    if (mine === source) dropped.value += 1;
  });
  for (const [kind, handle] of Object.entries(HANDLERS)) {
    mine.addEventListener(kind, (event) => {
      if (mine !== source) return;
      const message = event as MessageEvent<string>;
      heard = instant();
      everHeard = true;
      handle(JSON.parse(message.data));
      if (message.lastEventId) lastId = message.lastEventId;
      look();
    });
  }
}

function look(): void {
  const age = silence();
  if (shouldReopen(age, passedSince(tried), source?.readyState === EventSource.CLOSED)) open();
  link.value = linkState(age, everHeard);
}

export function openFeed(): void {
  open();
  setInterval(look, LOOK_MS);
  // Timers sleep with the tablet; the first thing after waking is a look at the age.
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
}

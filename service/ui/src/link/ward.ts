import { batch, computed, signal } from "@preact/signals";
import type { ChairView, DeltaView, HeartbeatView, SessionView, WardView } from "../api.gen";
import { setZone } from "../words/format";

/**
 * What the ward last said, and what time it is there. Holds no wishes: a tap changes nothing here
 * until the feed says so.
 */

export const view = signal<WardView | null>(null);
/** Server time of the last message: the numbers on the screen are from then. */
export const told = signal(0);
/** Server time minus tablet time, in milliseconds: ages must not depend on the tablet's clock. */
let skew = 0;

/** Server time now, by the last message and the tablet's clock since. */
export const wardNow = (): number => Date.now() + skew;

function heardTime(iso: string): void {
  const at = Date.parse(iso);
  skew = at - Date.now();
  told.value = at;
}

export function snapshot(all: WardView): void {
  batch(() => {
    heardTime(all.now);
    setZone(all.zone);
    view.value = all;
  });
}

export function delta(message: DeltaView): void {
  batch(() => {
    heardTime(message.now);
    if (view.value) view.value = changed(view.value, message);
  });
}

export function beat(message: HeartbeatView): void {
  heardTime(message.now);
}

/** The ward with what a delta brought; chairs that it does not name stay the same objects. */
export function changed(before: WardView, message: DeltaView): WardView {
  const news = new Map(message.chairs.map((chair) => [chair.chair, chair]));
  const chairs = news.size ? before.chairs.map((chair) => news.get(chair.chair) ?? chair) : before.chairs;
  return { ...before, ...(message.ward ?? {}), ...(message.names ?? {}), chairs, seq: message.seq, now: message.now };
}

let lastIds: readonly string[] = [];
/** The chairs, the same list as long as they are the same. */
export const chairIds = computed<readonly string[]>(() => {
  const ids = view.value?.chairs.map((each) => each.chair) ?? [];
  if (ids.join() !== lastIds.join()) lastIds = ids;
  return lastIds;
});

export const chairOf = (id: string | null): ChairView | null =>
  view.value?.chairs.find((each) => each.chair === id) ?? null;

/** Open sessions without a pump. */
export const waiting = (): SessionView[] => view.value?.waiting ?? [];

/** The person's name, or the id of somebody unknown. */
export const personName = (id: string | null): string =>
  view.value?.people.find((each) => each.id === id)?.name ?? id ?? "";

/** @import {Ward, Chair, Session} from "./types.js" */

/**
 * What the ward last said, and what time it is there. Holds no wishes: a tap changes nothing here
 * until the feed says so.
 */
export function createWard() {
  /** @type {Ward|null} */
  let view = null;
  /** Server time minus tablet time, in milliseconds: ages must not depend on the tablet's clock. */
  let skew = 0;
  /** Server time of the last message. */
  let told = 0;

  /** @param {string} iso */
  function heardTime(iso) {
    told = Date.parse(iso);
    skew = told - Date.now();
  }

  return {
    get view() {
      return view;
    },
    /** Server time now, by the last message and the tablet's clock since. */
    now: () => Date.now() + skew,
    /** Server time of the last message: the numbers on the screen are from then. */
    told: () => told,

    /** @param {Ward} snapshot */
    snapshot(snapshot) {
      view = snapshot;
      heardTime(snapshot.now);
    },
    /** @param {{seq: number, now: string, chairs: Chair[], ward?: Partial<Ward>|null}} delta */
    delta(delta) {
      heardTime(delta.now);
      if (!view) return;
      const changed = new Map(delta.chairs.map((chair) => [chair.chair, chair]));
      const chairs = view.chairs.map((chair) => changed.get(chair.chair) ?? chair);
      view = { ...view, ...(delta.ward ?? {}), chairs, seq: delta.seq, now: delta.now };
    },
    /** @param {{now: string}} beat */
    beat(beat) {
      heardTime(beat.now);
    },
    /** @param {string|null} id @returns {Chair|null} */
    chair: (id) => view?.chairs.find((each) => each.chair === id) ?? null,
    /** Open sessions without a pump. @returns {Session[]} */
    waiting: () => view?.waiting ?? [],
    /** @param {string|null} id @returns {string} the person's name, or the id of somebody unknown */
    personName: (id) => view?.people.find((each) => each.id === id)?.name ?? id ?? "",
  };
}

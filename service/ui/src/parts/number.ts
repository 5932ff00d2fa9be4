/**
 * What keys on the number pad make of a number. The same key twice within 120 ms is a bounce and is
 * dropped (4.8 once became 44.8 on a real pump); what cannot be a rate is refused, never corrected.
 */

export const BOUNCE_MS = 120;
export const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0"] as const;
const SHAPE = /^(0|[1-9]\d{0,3})(\.\d{0,2})?$/;

export interface Keyed {
  typed: string;
  lastKey: string;
  lastAt: number;
  /** The last key was dropped. */
  refused: boolean;
}

export const NOTHING_KEYED: Keyed = { typed: "", lastKey: "", lastAt: -Infinity, refused: false };

export function pressed(before: Keyed, key: string, at: number): Keyed {
  const bounce = key === before.lastKey && at - before.lastAt < BOUNCE_MS;
  const fits = !bounce && SHAPE.test(before.typed + key);
  return { typed: fits ? before.typed + key : before.typed, lastKey: key, lastAt: at, refused: !fits };
}

/** The number as decimal text; empty while it is not one yet. */
export const numberOf = ({ typed }: Keyed): string => (typed && !typed.endsWith(".") && Number(typed) > 0 ? typed : "");

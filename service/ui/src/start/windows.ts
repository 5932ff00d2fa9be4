import type { PremedicationView } from "../api.gen";
import { clock, minutesBetween } from "../words/format";

/** Where an item of premedication stands in its window. Pure. */

export interface Window {
  kind: "none" | "wait" | "open" | "over";
  words: string;
  /** How much of it has passed, or is left; null where there is nothing to show. */
  share: number | null;
}

export function windowOf(item: PremedicationView, now: number): Window {
  if (!item.given_at || !item.open_from || !item.open_until) return { kind: "none", words: "not given", share: null };
  const given = Date.parse(item.given_at);
  const from = Date.parse(item.open_from);
  const until = Date.parse(item.open_until);
  if (now < from) return { kind: "wait", words: `wait ${minutesBetween(now, from)}`, share: (now - given) / (from - given) };
  if (now > until) {
    return { kind: "over", words: `window over since ${clock(item.open_until)}: ask the prescriber`, share: null };
  }
  return { kind: "open", words: `ready, ${minutesBetween(now, until)} left`, share: (until - now) / (until - from) };
}

/** Whether a prescriber has ordered one more dose of what was given. */
export const againOrdered = (item: PremedicationView): boolean => item.decision === "give-again";

/**
 * What is to be given, with the bounds that a dose is taken between. Where the label's own words
 * give a range within them it stands alone: the bounds guard against slips of the pen.
 */
export function doseWords({ dose, least_mg: least, most_mg: most }: PremedicationView): string {
  if (!least || !most) return dose;
  const range = /(\d+(?:\.\d+)?) to (\d+(?:\.\d+)?) mg/.exec(dose);
  const told = range && Number(least) <= Number(range[1]) && Number(range[2]) <= Number(most);
  return told ? dose : `${dose} (${least} to ${most} mg)`;
}

import { link } from "./link/feed";
import { view } from "./link/ward";
import { nobody } from "./who";

/**
 * Why nothing may be started or raised from this page now, whatever the session says. Stops do not
 * ask this.
 * @param operation of the API, for what whoever is signed in may do
 */
export function blockers(operation: string): string[] {
  return [...stale(), ...unsaved(), ...nobody(operation)];
}

export const stale = (): string[] => (link.value === "live" ? [] : ["No fresh numbers from the ward."]);

function unsaved(): string[] {
  const state = view.value?.record.state;
  if (state !== "not-saved" && state !== "damaged") return [];
  return [`The record is ${state === "damaged" ? "damaged" : "not saved"}: nothing is started or raised.`];
}

import { link } from "../link/feed";
import { age } from "../words/format";
import { SILENT_MS } from "../words/status";

/** How old the numbers are. Without a link nobody knows whether the pump is silent. */
export function heardWords(silence: number): string {
  if (silence === Infinity) return "never heard";
  if (link.value !== "live" && silence > SILENT_MS) return `${age(silence)} old`;
  return silence > SILENT_MS ? `silent ${age(silence)}` : `heard ${age(silence)}`;
}

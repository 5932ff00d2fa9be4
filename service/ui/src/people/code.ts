/** A code and a PIN while they are typed. Pure. */

/** As `chairside enrol` prints them: without 0 O 1 I L U. */
export const CODE_KEYS = [..."23456789ABCDEFGHJKMNPQRSTVWXYZ"];
const HALF = 5;
const PIN_LONGEST = 12;
export const PIN_SHORTEST = 6;

/** Typed, pasted or out of a link: `7KQF2-M9XTB`. What no code has is left out. */
export function codeTyped(text: string): string {
  const kept = [...text.toUpperCase()].filter((each) => CODE_KEYS.includes(each)).slice(0, 2 * HALF);
  return kept.length > HALF ? `${kept.slice(0, HALF).join("")}-${kept.slice(HALF).join("")}` : kept.join("");
}

export const isWholeCode = (code: string): boolean => code.length === 2 * HALF + 1;

/** The code of a link `#enrol=…`; empty where there is none. */
export const codeIn = (hash: string): string => codeTyped(/^#enrol=(.*)$/.exec(hash)?.[1] ?? "");

/** The PIN after a key of the pad or of a keyboard. */
export function pinAfter(pin: string, key: string): string {
  if (key === "Backspace") return pin.slice(0, -1);
  if (key === "Delete") return "";
  return /^\d$/.test(key) && pin.length < PIN_LONGEST ? pin + key : pin;
}

/**
 * Numbers, clock times and names in the words of the ward. Quantities of the feed are decimal text
 * already (no trailing zero, a zero before the point) and are never rounded here.
 */

/** A no-break space: a number and its unit never part. */
export const NBSP = "\u00a0";
const MINUTE_MS = 60_000;

let zone: string | undefined;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Show clock times of the ward's own zone, wherever the tablet believes to be. */
export function setZone(name: string): void {
  if (name === zone) return;
  zone = name;
  clocks.clear();
}

function formatter(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const made = clocks.get(key);
  if (made) return made;
  let format;
  try {
    format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
  } catch {
    format = new Intl.DateTimeFormat("en-GB", options); // a zone this browser does not know
  }
  clocks.set(key, format);
  return format;
}

const instantMs = (at: string | number): number => (typeof at === "number" ? at : Date.parse(at));

/** 14:05 or 14:05:09. */
export function clock(at: string | number | null | undefined, seconds = false): string {
  if (at === null || at === undefined) return "–";
  const options: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (seconds) options.second = "2-digit";
  return formatter(seconds ? "s" : "m", options).format(instantMs(at));
}

/** A time that need not be today's: 21 Nov 14:05. */
export function dayAndClock(at: string | number): string {
  return `${formatter("d", { day: "numeric", month: "short" }).format(instantMs(at))} ${clock(at)}`;
}

/** 21 Nov 2026. */
export const dayOf = (at: string | number): string =>
  formatter("y", { day: "numeric", month: "short", year: "numeric" }).format(instantMs(at));

/** The ward's day of a moment, as the ward takes it: 2026-11-21. */
export function wardDay(at: number): string {
  const parts = formatter("w", { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** What a person reads off the ward's clock (2026-11-21T14:05) as an instant, whatever zone the tablet is in. */
export function instantOf(wall: string): string {
  const asUtc = Date.parse(`${wall}Z`);
  let at = asUtc;
  for (let round = 0; round < 2; round += 1) at = asUtc - zoneAheadMs(at); // twice: summer time
  return new Date(at).toISOString();
}

/** How far the ward's clock is ahead of UTC, in ms. */
export function zoneAheadMs(at: number): number {
  const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const;
  const parts = formatter("z", { ...numeric, hourCycle: "h23" }).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(at / 1_000) * 1_000;
}

export const mlPerHour = (rate: string): string => `${thousands(rate)}${NBSP}mL/h`;

export const ml = (volume: string): string => `${thousands(volume)}${NBSP}mL`;

/** A comma from 1,000 on; the digits stay those of the feed. */
export function thousands(decimal: string): string {
  const [whole = "", part] = decimal.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** Minutes that are still to come are rounded up, so that nobody is early. */
export function minutes(span: number): string {
  const whole = Math.max(0, Math.ceil(span - 1e-6));
  if (whole < 60) return `${whole}${NBSP}min`;
  const rest = whole % 60;
  const hours = `${Math.floor(whole / 60)}${NBSP}h`;
  return rest ? `${hours} ${rest}${NBSP}min` : hours;
}

export const minutesBetween = (from: number, to: number): string => minutes((to - from) / MINUTE_MS);

/** Minutes that have passed are rounded down. */
export const passed = (span: number): string => minutes(Math.floor(span + 1e-6));

/** How old a report is: seconds first, because seconds are what matters here. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return seconds < 120 ? `${seconds}${NBSP}s` : passed(seconds / 60);
}

/** chair-1 reads as Chair 1; any other id is shown as it is. */
export function placeName(id: string): string {
  const [, kind = "", number = ""] = /^(chair|pump)-(\w+)$/.exec(id) ?? [];
  return kind ? `${kind[0]?.toUpperCase()}${kind.slice(1)}${NBSP}${number}` : id;
}

/** A sentence of the ward with its places and its times as people name them: Chair 4, 21 Nov 14:05. */
export const named = (sentence: string): string =>
  sentence.replace(/\b(chair|pump)-\w+/g, placeName).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, dayAndClock);

/** comms_timeout reads as comms timeout. */
export const words = (id: string): string => id.replace(/[_-]/g, " ");

/** Beside the clock of a demonstration: doses and waits pass at another pace than it does. */
export const paceWords = (ward: { mode: string; speed: number } | null): string =>
  ward?.mode === "simulation" && ward.speed > 1 ? `pump time runs ${ward.speed} times as fast` : "";

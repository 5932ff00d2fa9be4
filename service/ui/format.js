/**
 * Numbers, clock times and names in the words of the ward. Quantities of the feed are decimal text
 * already (no trailing zero, a zero before the point) and are never rounded here.
 */

/** A no-break space: a number and its unit never part. */
export const NBSP = "\u00a0";

let zone = /** @type {string|undefined} */ (undefined);
/** @type {Map<string, Intl.DateTimeFormat>} */
const clocks = new Map();

/** Show clock times of the ward's own zone, wherever the tablet believes to be. */
export function setZone(/** @type {string} */ name) {
  if (name === zone) return;
  zone = name;
  clocks.clear();
}

/** @param {string|number|null} at @param {boolean} [seconds] @returns {string} 14:05 or 14:05:09 */
export function clock(at, seconds = false) {
  if (at === null) return "–";
  const kind = seconds ? "s" : "m";
  let format = clocks.get(kind);
  if (!format) {
    /** @type {Intl.DateTimeFormatOptions} */
    const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    if (seconds) options.second = "2-digit";
    try {
      format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
    } catch {
      format = new Intl.DateTimeFormat("en-GB", options); // a zone this browser does not know
    }
    clocks.set(kind, format);
  }
  return format.format(typeof at === "number" ? at : Date.parse(at));
}

/** A time that need not be today's. @param {string} at @returns {string} 21 Nov 14:05 */
export function dayAndClock(at) {
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: zone });
  return `${day.format(Date.parse(at))} ${clock(at)}`;
}

/**
 * What a person reads off the ward's clock, as an instant: in the ward's zone, whatever zone the
 * tablet believes to be in.
 * @param {string} wall such as 2026-11-21T14:05
 */
export function instantOf(wall) {
  const asUtc = Date.parse(`${wall}Z`);
  let at = asUtc;
  for (let round = 0; round < 2; round += 1) at = asUtc - zoneOffset(at); // twice: summer time
  return new Date(at).toISOString();
}

/** @param {number} at @returns {number} how far the ward's clock is ahead of UTC, in ms */
function zoneOffset(at) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const part = Object.fromEntries(format.formatToParts(at).map((each) => [each.type, Number(each.value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - Math.floor(at / 1_000) * 1_000;
}

/** @param {string} rate */
export const mlPerHour = (rate) => `${thousands(rate)}${NBSP}mL/h`;

/** @param {string} volume */
export const ml = (volume) => `${thousands(volume)}${NBSP}mL`;

/** A comma from 1,000 on; the digits stay those of the feed. */
export function thousands(/** @type {string} */ decimal) {
  const [whole, part] = decimal.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** Minutes that are still to come are rounded up, so that nobody is early. */
export function minutes(/** @type {number} */ span) {
  const whole = Math.max(0, Math.ceil(span - 1e-6));
  if (whole < 60) return `${whole}${NBSP}min`;
  const rest = whole % 60;
  const hours = `${Math.floor(whole / 60)}${NBSP}h`;
  return rest ? `${hours} ${rest}${NBSP}min` : hours;
}

/** Minutes that have passed are rounded down. */
export const passed = (/** @type {number} */ span) => minutes(Math.floor(span + 1e-6));

/** How old a report is: seconds first, because seconds are what matters here. */
export function age(/** @type {number} */ ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 120 ? `${seconds}${NBSP}s` : passed(seconds / 60);
}

/** chair-1 reads as Chair 1; any other id is shown as it is. */
export function placeName(/** @type {string} */ id) {
  const parts = /^(chair|pump)-(\w+)$/.exec(id);
  return parts ? `${parts[1][0].toUpperCase()}${parts[1].slice(1)}${NBSP}${parts[2]}` : id;
}

/** comms_timeout reads as comms timeout. */
export const words = (/** @type {string} */ id) => id.replace(/[_-]/g, " ");

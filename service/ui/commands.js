/** @import {Chair} from "./types.js" */

/**
 * Commands to the ward. A tap is sent at once or not at all: nothing is queued, nothing is sent
 * later. One tap has one id; the page repeats the same id within the three seconds only, and a new
 * tap of a finger is always a new id.
 *
 * @typedef {object} Act
 * @property {"sending"|"accepted"|"confirmed"|"refused"|"not-sent"} state
 * @property {number} at server time of the tap
 * @property {string} text what to say about it
 * @property {string[]} reasons
 * @property {boolean} stops
 * @property {number} version version of the session that the answer named
 * @property {(chair: Chair, act: Act) => string|null} confirm what the pump or the record says
 * @property {string} chair
 * @property {string|null} session the session at the time of the tap
 * @property {number} seen its version then
 */

export const LIMIT_MS = 3_000;
const AGAIN_MS = 300;
export const NOT_SENT = "NOT SENT. Use the pump's own STOP key.";
/** How long a done act is still mentioned. */
const MENTION_MS = 30_000;
export const NOT_SENT_GO = "NOT SENT: no answer in 3 s. Look at the pump and the record before you tap again.";

/**
 * @param {{person: () => string, tablet: () => string}} who
 * @param {() => number} now server time
 * @param {() => void} changed
 */
export function createCommands(who, now, changed) {
  /** @type {Map<string, Act>} */
  const acts = new Map();

  /**
   * @param {string} key where the outcome is shown; a second tap on the same place while the first
   *   is on its way is the same wish
   * @param {string} path below /api/v1
   * @param {object} body
   * @param {{chair: Chair, stops?: boolean, person?: string, confirm?: Act["confirm"]}} options
   * @returns {Promise<any>} the answer, or null
   */
  async function send(key, path, body, options) {
    const before = acts.get(key);
    if (before?.state === "sending") return null;
    const stops = options.stops ?? false;
    /** @type {Act} */
    const act = {
      state: "sending",
      at: now(),
      text: "sending…",
      reasons: [],
      stops,
      version: 0,
      confirm: options.confirm ?? recorded,
      chair: options.chair.chair,
      session: options.chair.session?.id ?? null,
      seen: options.chair.session?.version ?? 0,
    };
    acts.set(key, act);
    changed();
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json", "Idempotency-Key": newTap() };
    const person = options.person ?? who.person();
    if (person) headers["X-Person"] = person;
    if (who.tablet()) headers["X-Tablet"] = who.tablet();
    // A ward that was frozen must not carry out what this page has called NOT SENT meanwhile.
    headers["X-Tapped-At"] = String(Math.round(act.at));
    const answer = await post(`/api/v1${path}`, headers, JSON.stringify(body));
    if (answer === null) {
      act.state = "not-sent";
      act.text = stops ? NOT_SENT : NOT_SENT_GO;
    } else if (answer.status >= 400) {
      act.state = "refused";
      act.text = answer.body?.detail || answer.body?.title || `Refused (${answer.status}).`;
      act.reasons = [
        ...(answer.body?.reasons ?? []).map((/** @type {any} */ each) => each.sentence),
        ...(answer.body?.errors ?? []).map((/** @type {any} */ each) => `${each.field}: ${each.reason}`),
      ].filter((sentence) => sentence && sentence !== act.text);
    } else {
      act.state = "accepted";
      act.text = answer.body?.note || "accepted";
      act.version = answer.body?.version ?? 0;
    }
    changed();
    return act.state === "accepted" ? answer?.body : null;
  }

  return {
    send,
    /** @param {string} key @returns {Act|undefined} */
    act: (key) => acts.get(key),
    /** @param {string} key */
    forget: (key) => acts.delete(key),
    /**
     * Ask of every accepted act of this chair whether it is confirmed now, and drop what is no
     * longer true: "confirmed stopped" must not stand beside a pump that was started again.
     * @param {Chair} chair
     */
    look(chair) {
      for (const [key, act] of acts) {
        if (act.chair !== chair.chair) continue;
        if (act.state === "accepted") {
          const text = act.confirm(chair, act);
          if (text !== null) {
            act.state = "confirmed";
            act.text = text;
          }
        }
        if (over(act, chair, now())) acts.delete(key);
      }
    },
  };
}

/** Whether an act has nothing to say any more. @param {Act} act @param {Chair} chair @param {number} now */
function over(act, chair, now) {
  if (act.state === "sending" || act.state === "accepted") return false;
  const session = chair.session;
  if (act.session !== null && session?.id !== act.session) return true;
  const movedOn = session !== null && session.version > Math.max(act.version, act.seen);
  if (act.state === "confirmed") return now - act.at > MENTION_MS || (act.stops && movedOn && !session?.stop);
  // Not sent or refused: true until something else has happened, and a lost stop until it stopped.
  return act.stops && act.state === "not-sent" ? Boolean(session?.stop?.confirmed_at) : movedOn;
}

/** What is not about the pump is confirmed by the record. @type {Act["confirm"]} */
function recorded(chair, act) {
  const session = chair.session;
  return session && session.version >= act.version && session.recorded ? "recorded" : null;
}

/**
 * Send, and repeat the very same request after a broken connection, for three seconds in all.
 * @param {string} url @param {Record<string, string>} headers @param {string} body
 * @returns {Promise<{status: number, body: any}|null>} null: no answer in time
 */
export async function post(url, headers, body) {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const left = end - performance.now();
    if (left <= 0) return null;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), left);
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers,
        body,
        signal: stop.signal,
        cache: "no-store",
        credentials: "same-origin",
      });
      const text = await answer.text();
      let parsed = null;
      try {
        parsed = JSON.parse(text);
      } catch {
        // An answer that is not JSON still has its status.
      }
      return { status: answer.status, body: parsed };
    } catch {
      if (end - performance.now() <= AGAIN_MS) {
        await sleep(Math.max(0, end - performance.now()));
        return null;
      }
      await sleep(AGAIN_MS);
    } finally {
      clearTimeout(timer);
    }
  }
}

const sleep = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

/** Random, and available without TLS too (crypto.randomUUID is not). */
export function newTap() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `tap-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

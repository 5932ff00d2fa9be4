/** @import {Board, Book, Proposal, Refusal, Waiting} from "./booktypes.js" */
import { LIMIT_MS, NOT_SENT_GO, newTap, post } from "./commands.js";

/**
 * The book over the line: the day that is shown, asked for every second and a half, and taps. A tap
 * is sent at once or not at all, as on the ward page; nothing is drawn from a wish.
 */

const AGAIN_MS = 1_500;
/** A board that is older is marked; see `stale`. */
export const STALE_MS = 6_000;
const API = "/api/v1/book";

/**
 * @typedef {object} Tapped
 * @property {any} answer null where it was not done
 * @property {Refusal|null} refused
 * @property {boolean} sent false: nobody knows whether it was done
 */

/**
 * @param {{person: () => string, tablet: () => string}} who
 * @param {() => number} now server time
 * @param {() => void} changed
 */
export function createBook(who, now, changed) {
  let day = "";
  let tag = "";
  let heard = performance.now();
  /** @type {Board|null} */
  let board = null;
  /** @type {Refusal|null} */
  let refused = null;
  /** @type {Book|null} */
  let book = null;
  /** @type {Waiting[]} */
  let waiting = [];
  /** @type {Proposal|null} */
  let proposal = null;
  let asking = 0;

  /** Ask for the day; only the newest question may answer. */
  async function look() {
    const mine = (asking += 1);
    book ??= (await get(API))?.body ?? null;
    day ||= book?.today ?? "";
    if (!day) return;
    const wanted = day;
    const got = await get(`${API}/days/${wanted}`, tag);
    if (mine !== asking || wanted !== day || !got) return;
    heard = performance.now();
    if (got.status === 304) return changed();
    if (got.status === 200) {
      board = got.body;
      tag = got.tag;
      refused = null;
      waiting = (await get(`${API}/waiting-list`))?.body?.waiting ?? waiting;
      book = (await get(API))?.body ?? book;
      proposal = (await get(`${API}/days/${wanted}/proposals`))?.body?.proposal ?? null;
    } else {
      board = null;
      refused = refusal(got.body, got.status);
    }
    changed();
  }

  setInterval(look, AGAIN_MS);
  look();

  return {
    get board() {
      return board?.on === day ? board : null;
    },
    get refused() {
      return refused;
    },
    get book() {
      return book;
    },
    /** The newest one for the day that is shown, whether or not there is anything left of it. */
    get proposal() {
      return proposal?.on === day ? proposal : null;
    },
    get waiting() {
      return waiting;
    },
    day: () => day,
    /** How old the board is. */
    age: () => performance.now() - heard,
    stale: () => performance.now() - heard > STALE_MS,
    look,
    /** Show another day. @param {string} next */
    show(next) {
      if (!next || next === day) return;
      day = next;
      tag = "";
      refused = null;
      changed();
      look();
    },

    /** Ask without changing anything. @param {string} path @param {object} body @returns {Promise<Tapped>} */
    ask: (path, body) => send(path, body, {}),

    /** Change the book. @param {string} path @param {object} body @returns {Promise<Tapped>} */
    async tap(path, body) {
      const done = await send(path, body, {
        "Idempotency-Key": newTap(),
        "X-Person": who.person(),
        "X-Tablet": who.tablet(),
        "X-Tapped-At": String(Math.round(now())),
      });
      look();
      return done;
    },
  };
}

/** @param {string} path @param {object} body @param {Record<string, string>} headers @returns {Promise<Tapped>} */
async function send(path, body, headers) {
  const all = { "Content-Type": "application/json", ...headers };
  const got = await post(`${API}${path}`, all, JSON.stringify(body));
  if (!got) return { answer: null, refused: null, sent: false };
  if (got.status >= 400) return { answer: null, refused: refusal(got.body, got.status), sent: true };
  return { answer: got.body ?? {}, refused: null, sent: true };
}

/** @param {string} url @param {string} [tag] */
async function get(url, tag = "") {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LIMIT_MS);
  try {
    const headers = tag ? { "If-None-Match": tag } : undefined;
    const got = await fetch(url, { headers, signal: stop.signal, cache: "no-store" });
    const body = got.status === 304 ? null : await got.json();
    return { status: got.status, body, tag: got.headers.get("ETag") ?? "" };
  } catch {
    return null; // the age of what is shown says so
  } finally {
    clearTimeout(timer);
  }
}

/** @param {any} body @param {number} status @returns {Refusal} */
function refusal(body, status) {
  const text = body?.detail || body?.title || `Refused (${status}).`;
  const reasons = (body?.errors ?? []).map((/** @type {any} */ each) => `${each.field}: ${each.reason}`);
  return {
    text,
    reasons: reasons.filter((/** @type {string} */ each) => each !== text),
    alternatives: body?.alternatives ?? [],
    nearest: body?.nearest ?? null,
    due: body?.due ?? null,
  };
}

/**
 * What became of a tap, as `outcome` prints it.
 * @param {Tapped} done @param {number} at @param {string} said when it was done
 */
export function actOf(done, at, said) {
  const base = { at, reasons: done.refused?.reasons ?? [], stops: false, version: 0, confirm: () => null, chair: "", session: null, seen: 0 };
  if (!done.sent) return { ...base, state: /** @type {const} */ ("not-sent"), text: NOT_SENT_GO };
  if (done.refused) return { ...base, state: /** @type {const} */ ("refused"), text: done.refused.text };
  return { ...base, state: /** @type {const} */ ("confirmed"), text: said };
}

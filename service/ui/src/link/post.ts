/** One question to the service, bounded in time. Nothing is queued and nothing is sent later. */

export const LIMIT_MS = 3_000;
const AGAIN_MS = 300;

export interface Answer {
  status: number;
  body: unknown;
  tag: string;
  /** Seconds to wait, where the ward said so. */
  retryAfter?: number;
}

/**
 * Send, and repeat the very same request after a broken connection, for three seconds in all.
 * @returns null: no answer in time
 */
export async function post(url: string, headers: Record<string, string>, body: string): Promise<Answer | null> {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const left = end - performance.now();
    if (left <= 0) return null;
    const answer = await asked(url, { method: "POST", headers, body, credentials: "same-origin" }, left);
    if (answer) return answer;
    const rest = end - performance.now();
    await sleep(Math.max(0, Math.min(rest, AGAIN_MS)));
    if (rest <= AGAIN_MS) return null;
  }
}

/** @param tag what was seen last: the answer is then 304 without a body */
export function get(path: string, tag = ""): Promise<Answer | null> {
  return asked(`/api/v1${path}`, tag ? { headers: { "If-None-Match": tag } } : {}, LIMIT_MS);
}

async function asked(url: string, init: RequestInit, limit: number): Promise<Answer | null> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limit);
  try {
    const answer = await fetch(url, { ...init, signal: stop.signal, cache: "no-store" });
    const wait = Number(answer.headers.get("Retry-After"));
    return {
      status: answer.status,
      body: parsed(await answer.text()),
      tag: answer.headers.get("ETag") ?? "",
      ...(wait > 0 ? { retryAfter: wait } : {}),
    };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** An answer that is not JSON still has its status. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Random, and available without TLS too (crypto.randomUUID is not). */
export function newTap(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `tap-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** A tap that a PIN was given for: its id, and the PIN's word. */
export interface Granted {
  tap: string;
  grant: string;
}

/** The headers of a tap: who, where, its own id, and when the finger was lifted. */
export function tapHeaders(person: string, tablet: string, at: number, granted?: Granted): Record<string, string> {
  return {
    "Content-Type": "application/json",
    "Idempotency-Key": granted?.tap ?? newTap(),
    // A ward that was frozen must not carry out what this page has called NOT SENT meanwhile.
    "X-Tapped-At": String(Math.round(at)),
    ...(person ? { "X-Person": person } : {}),
    ...(tablet ? { "X-Tablet": tablet } : {}),
    ...(granted ? { "X-Grant": granted.grant } : {}),
  };
}

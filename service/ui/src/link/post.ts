/** One question to the service, bounded in time. Nothing is queued and nothing is sent later. */

export const LIMIT_MS = 3_000;
const AGAIN_MS = 300;
/** After so long without an answer the line it was sent on is no longer trusted: what is kept open may be dead. */
const ANOTHER_MS = 700;

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
    const answer = await asked(url, posted(headers, body), left);
    if (answer) return answer;
    const rest = end - performance.now();
    await sleep(Math.max(0, Math.min(rest, AGAIN_MS)));
    if (rest <= AGAIN_MS) return null;
  }
}

/**
 * Post a stop. Where its line is silent the very same request is sent beside it on another one: a line
 * that has died unnoticed must not use up the time that a stop has, and a slow answer is still heard.
 * @returns the first answer, or null: none in time
 */
export async function postStop(url: string, headers: Record<string, string>, body: string): Promise<Answer | null> {
  const end = performance.now() + LIMIT_MS;
  const others = new AbortController();
  let over = false;
  let first!: (answer: Answer) => void;
  const told = Promise.race([new Promise<Answer>((done) => (first = done)), sleep(LIMIT_MS).then(() => null)]);
  void told.then(() => {
    over = true;
    others.abort(); // what hangs would keep its line from the next stop
  });
  for (;;) {
    const left = end - performance.now();
    if (over || left <= AGAIN_MS) return told;
    const broken = asked(url, { ...posted(headers, body), signal: others.signal }, left).then((answer) =>
      answer ? first(answer) : sleep(AGAIN_MS),
    );
    await Promise.race([broken, sleep(ANOTHER_MS), told]);
  }
}

/** @param tag what was seen last: the answer is then 304 without a body */
export function get(path: string, tag = ""): Promise<Answer | null> {
  return asked(`/api/v1${path}`, tag ? { headers: { "If-None-Match": tag } } : {}, LIMIT_MS);
}

async function asked(url: string, init: RequestInit, limit: number): Promise<Answer | null> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limit);
  init.signal?.addEventListener("abort", () => stop.abort());
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

const posted = (headers: Record<string, string>, body: string): RequestInit => ({
  method: "POST",
  headers,
  body,
  credentials: "same-origin",
});

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

import { signal } from "@preact/signals";
import type { ChairView, CommandAnswer } from "../api.gen";
import { askGrant } from "../people/asking";
import { signsIn } from "../people/held";
import { MOVED_ON, postSigned, unmoved } from "../people/signed";
import { person, tablet } from "../who";
import { answered, recorded, settled, type Act, type Confirm } from "./acts";
import { newTap, post, postStop, tapHeaders, type Granted } from "./post";
import { wardNow } from "./ward";

/**
 * Commands to the ward. A tap is sent at once or not at all. One tap has one id; the page repeats
 * the same id within the three seconds only, and a new tap of a finger is always a new id. Where
 * people sign in, what is missing of her (a sign-in, a PIN) is asked for first; of a stop never.
 */

const acts = signal<ReadonlyMap<string, Act>>(new Map());

export interface Options {
  chair: ChairView | null;
  stops?: boolean;
  /** Another person than the one who holds the tablet, in a ward that believes its pages. */
  person?: string;
  /** Whose PIN this one command needs where people sign in, and what the PIN is given for, in words. */
  pin?: { of: "pin" | "second"; what: string };
  confirm?: Confirm | undefined;
}

/**
 * @param key where the outcome is shown; a second tap on the same place while the first is on its
 *   way is the same wish, but for another stop: a reaction is told although a pause is on its way
 * @param path below /api/v1
 * @returns the answer, or null where it was not accepted
 */
export async function send(key: string, path: string, body: object, options: Options): Promise<CommandAnswer | null> {
  const before = acts.value.get(key);
  if (before?.state === "sending" && (before.path === path || !options.stops)) return null;
  const url = `/api/v1${path}`;
  const granted = options.pin && signsIn() ? await pinFor(url, options.pin, options.chair) : undefined;
  if (granted === null) return null;
  if (granted && !unmoved(options.chair)) return notSent(MOVED_ON);
  let act = begun(path, options);
  put(key, act);
  const headers = () => {
    act = { ...act, at: wardNow() };
    put(key, act);
    return tapHeaders(options.person ?? person.value, tablet.value, act.at, granted);
  };
  const answer = await asked();
  if (typeof answer === "string") return notSent(answer);
  const done = answered(act, answer);
  if (acts.value.get(key) === act) put(key, done); // not over another stop that was tapped meanwhile
  return done.state === "accepted" ? (answer?.body as CommandAnswer) : null;

  function notSent(why: string): null {
    put(key, why ? { ...begun(path, options), state: "refused", text: why } : null);
    return null;
  }

  function asked() {
    // A stop is sent as it is, whoever holds the tablet; a granted tap names its own author.
    if (options.stops) return postStop(url, headers(), JSON.stringify(body));
    if (granted) return post(url, headers(), JSON.stringify(body));
    return postSigned({ url, body, headers, still: () => unmoved(options.chair) });
  }
}

/** Ask for the PIN of one tap; null where it was not given. */
async function pinFor(url: string, pin: NonNullable<Options["pin"]>, chair: ChairView | null): Promise<Granted | null> {
  const tap = newTap();
  const given = await askGrant(pin.of, pin.what, chair, { action: `POST ${url}`, tap });
  return given && { tap, grant: given.grant };
}

function begun(path: string, options: Options): Act {
  return {
    state: "sending",
    path,
    at: wardNow(),
    text: "sending…",
    reasons: [],
    stops: options.stops ?? false,
    version: 0,
    confirm: options.confirm ?? recorded,
    chair: options.chair?.chair ?? "",
    session: options.chair?.session?.id ?? null,
    seen: options.chair?.session?.version ?? 0,
  };
}

export const actOf = (key: string): Act | undefined => acts.value.get(key);

export function forget(key: string): void {
  if (acts.value.has(key)) put(key, null);
}

function put(key: string, act: Act | null): void {
  const next = new Map(acts.value);
  if (act) next.set(key, act);
  else next.delete(key);
  acts.value = next;
}

/** Ask of every act whether it is confirmed now, and drop what is no longer true. */
export function settle(chairs: readonly ChairView[]): void {
  if (acts.value.size === 0) return;
  const now = wardNow();
  const byId = new Map(chairs.map((each) => [each.chair, each]));
  const next = new Map<string, Act>();
  let moved = false;
  for (const [key, act] of acts.value) {
    const chair = byId.get(act.chair);
    const then = chair ? settled(act, chair, now) : act;
    moved ||= then !== act;
    if (then) next.set(key, then);
  }
  if (moved) acts.value = next;
}

/** Below one session. */
export const inSession = (session: string, verb: string): string => `/sessions/${encodeURIComponent(session)}/${verb}`;

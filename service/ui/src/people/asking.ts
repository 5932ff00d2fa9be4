import { signal } from "@preact/signals";
import type { ChairView, GrantView, ProblemView, SignInView } from "../api.gen";
import { post, type Answer } from "../link/post";
import { wardNow } from "../link/ward";
import { unsettle } from "../parts/button";
import { placeName } from "../words/format";
import { codeIn } from "./code";
import { held, heldIs, lookWhoHolds } from "./held";

/**
 * What a person is asked for: badge and PIN, a PIN for one command, a tablet's code. One question at
 * a time. Badge, PIN and code go into one request and are kept nowhere.
 */

interface Question {
  /** What it is for, as the key said. */
  what: string;
  /** The chair in whose place it is asked; "" has a screen of its own. */
  chair: string;
  /** Whom and what the command is about. */
  about: string;
}

export interface ForCommand {
  /** Method and path. */
  action: string;
  /** The Idempotency-Key that the command will have. */
  tap: string;
}

export type Asked = Question &
  (
    | { kind: "sign-in"; done: (given: true | null) => void }
    | { kind: "enrol"; done: (given: true | null) => void }
    | { kind: "pin" | "second"; command: ForCommand; done: (given: GrantView | null) => void }
  );

export const asked = signal<Asked | null>(null);
/** The code of the link that this page was opened by, until it is used. */
export const linkCode = signal("");

function put(next: Asked): void {
  asked.value?.done(null);
  asked.value = next;
  unsettle();
}

/** The question is over: something else comes under the finger. */
function close(was: Asked): void {
  if (asked.value === was) asked.value = null;
  unsettle();
}

export function turnBack(was: Asked): void {
  close(was);
  was.done(null);
}

let signingIn: Promise<true | null> | null = null;

/** Whoever waits for a sign-in waits for the same one. */
export function askSignIn(what = ""): Promise<true | null> {
  if (asked.value?.kind === "sign-in" && signingIn) return signingIn;
  signingIn = new Promise((done) => put({ kind: "sign-in", what, chair: "", about: "", done }));
  return signingIn;
}

export const askCode = (): Promise<true | null> => new Promise((done) => put({ kind: "enrol", what: "", chair: "", about: "", done }));

/** @returns null: nobody gave a PIN, and nothing may be sent */
export const askGrant = (
  kind: "pin" | "second",
  what: string,
  at: ChairView | null,
  command: ForCommand,
): Promise<GrantView | null> =>
  new Promise((done) => {
    const about = at ? [placeName(at.chair), at.session?.patient, at.session?.drug].filter(Boolean).join(", ") : "";
    // On a phone an open chair leaves no room for the keys.
    const chair = matchMedia("(max-width: 700px)").matches ? "" : (at?.chair ?? "");
    put({ kind, what, chair, about, command, done });
  });

/** Why something was not taken. */
export interface Fault {
  text: string;
  /** Ward time until which nothing is tried. */
  until: number | null;
}

const UNHEARD: Fault = { text: "No answer in 3 s. Try again.", until: null };

export const problemId = (answer: Answer): string =>
  ((answer.body as Partial<ProblemView> | null)?.type ?? "").replace(/^\/problems\//, "");

/** What is wrong with an answer; null where nothing is. Pure. */
export function faultOf(answer: Answer | null, now: number): Fault | null {
  if (answer === null) return UNHEARD;
  if (answer.status < 400) return null;
  const problem = answer.body as Partial<ProblemView> | null;
  const text = problem?.detail || problem?.title || `Refused (${answer.status}).`;
  return { text, until: answer.retryAfter ? now + answer.retryAfter * 1_000 : null };
}

const tell = (path: string, body: object): Promise<Answer | null> =>
  post(`/api/v1${path}`, { "Content-Type": "application/json" }, JSON.stringify(body));

/** Take the code out of the address, where it would stand in the history. Before anything else reads that. */
export function takeLink(): void {
  linkCode.value = codeIn(location.hash);
  if (!linkCode.value) return;
  history.replaceState(null, "", location.pathname);
  void askCode();
}

async function signIn(badge: string, pin: string): Promise<Fault | null> {
  const answer = await tell("/sign-in", { badge, pin });
  const fault = faultOf(answer, wardNow());
  if (!fault) heldIs(answer?.body as SignInView);
  else if (answer) void lookWhoHolds();
  return fault;
}

/** Give what was asked for. A PIN for a command after the sign-in has ended signs in with it first. */
export async function give(to: Asked, badge: string, pin: string): Promise<Fault | null> {
  if (to.kind === "enrol") return null;
  if (to.kind === "sign-in" || (to.kind === "pin" && !held.value?.person)) {
    const fault = await signIn(badge, pin);
    if (fault) return fault;
  }
  if (to.kind === "sign-in") {
    close(to);
    to.done(true);
    return null;
  }
  const second = to.kind === "second";
  const answer = await tell(second ? "/sign-in/second" : "/sign-in/step-up", { ...(second ? { badge } : {}), pin, ...to.command });
  const fault = faultOf(answer, wardNow());
  if (fault) {
    if (answer && problemId(answer) === "not-signed-in") await lookWhoHolds();
    return fault;
  }
  // She may have turned back, or been asked something else, while this was on its way.
  if (asked.value !== to) return null;
  close(to);
  to.done(answer?.body as GrantView);
  return null;
}

export async function enrol(code: string): Promise<Fault | null> {
  const answer = await tell("/tablets/enrolment", { code });
  const fault = faultOf(answer, wardNow());
  if (fault) return fault;
  linkCode.value = "";
  await lookWhoHolds();
  const was = asked.value;
  if (was?.kind === "enrol") {
    close(was);
    was.done(true);
  }
  return null;
}

export async function signOut(): Promise<void> {
  const answer = await tell("/sign-in/end", {});
  if (answer && answer.status < 400) heldIs(answer.body as SignInView);
  else await lookWhoHolds();
}

import type { ChairView, CommandAnswer, ProblemView } from "../api.gen";
import { clock } from "../words/format";
import type { Answer } from "./post";

/** What became of a tap, in three states and two failures. Pure. */

export const NOT_SENT = "NOT SENT. Use the pump's own STOP key.";
export const NOT_SENT_GO = "NOT SENT: no answer in 3 s. Look at the pump and the record before you tap again.";
/** How long a done act is still mentioned. */
const MENTION_MS = 30_000;

export type Confirm = (chair: ChairView, act: Act) => string | null;

export interface Act {
  state: "sending" | "accepted" | "confirmed" | "refused" | "not-sent";
  /** What was asked, below /api/v1. */
  path: string;
  /** Server time of the tap. */
  at: number;
  text: string;
  reasons: string[];
  stops: boolean;
  /** Version of the session that the answer named. */
  version: number;
  /** What the pump or the record says; null while it has not said it. */
  confirm: Confirm;
  chair: string;
  /** The session at the time of the tap, and its version then. */
  session: string | null;
  seen: number;
}

/** The act after the answer; `null` is no answer in time. */
export function answered(act: Act, answer: Answer | null): Act {
  if (answer === null) return { ...act, state: "not-sent", text: act.stops ? NOT_SENT : NOT_SENT_GO };
  if (answer.status >= 400) {
    const { text, reasons } = refusal(answer);
    return { ...act, state: "refused", text, reasons };
  }
  const body = answer.body as (Partial<CommandAnswer> & { note?: string | null }) | null;
  return { ...act, state: "accepted", text: body?.note || "accepted", version: body?.version ?? 0 };
}

/** What a problem says, and each of its reasons that it does not say already. */
export function refusal(answer: Answer): { text: string; reasons: string[] } {
  const problem = answer.body as Partial<ProblemView> | null;
  const text = problem?.detail || problem?.title || `Refused (${answer.status}).`;
  const reasons = [
    ...(problem?.reasons ?? []).map((each) => each.sentence),
    ...(problem?.errors ?? []).map((each) => `${each.field}: ${each.reason}`),
  ].filter((sentence) => sentence && sentence !== text);
  return { text, reasons };
}

/** The act after the chair was heard, or null when it has nothing to say any more. */
export function settled(act: Act, chair: ChairView, now: number): Act | null {
  const text = act.state === "accepted" ? act.confirm(chair, act) : null;
  const next: Act = text === null ? act : { ...act, state: "confirmed", text };
  return over(next, chair, now) ? null : next;
}

/** Whether it has nothing to say any more: "confirmed stopped" must not stand beside a pump that runs again. */
function over(act: Act, chair: ChairView, now: number): boolean {
  if (act.state === "sending" || act.state === "accepted") return false;
  const session = chair.session;
  if (act.session !== null && session?.id !== act.session) return true;
  const movedOn = session !== null && session.version > Math.max(act.version, act.seen);
  if (act.state === "confirmed") return now - act.at > MENTION_MS || (act.stops && movedOn && !session?.stop);
  // Not sent or refused: true until something else has happened, and a lost stop until it stopped.
  return act.stops && act.state === "not-sent" ? Boolean(session?.stop?.confirmed_at) : movedOn;
}

/** The default: done when the record says so. */
export const recorded: Confirm = (chair, act) =>
  chair.session && chair.session.version >= act.version && chair.session.recorded ? "recorded" : null;

const HEADS = { sending: "Sending…", accepted: "Accepted", confirmed: "", refused: "Not done", "not-sent": "" };

/** An act in one line. */
export function actWords(act: Act): string {
  const head = HEADS[act.state];
  switch (act.state) {
    case "sending":
      return head;
    case "confirmed":
      return act.text === "recorded" ? `Recorded ${clock(act.at, true)}` : act.text;
    case "accepted":
      return act.text === "accepted" ? `Accepted ${clock(act.at, true)}` : `Accepted. ${act.text}`;
    default:
      return head ? `${head}: ${act.text}` : act.text;
  }
}

/** A stop on the button itself; the chair's own screen says the rest. */
export function briefly(act: Act): string {
  switch (act.state) {
    case "sending":
      return "Sending…";
    case "accepted":
      return `Accepted ${clock(act.at, true)}`;
    case "confirmed":
      return act.text.replace(/^Pump (confirmed|says) stopped/, "Pump stopped");
    case "refused":
      return "Not done: open";
    default:
      return "NOT SENT";
  }
}

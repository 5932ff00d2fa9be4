import type { ProblemView } from "../api.gen";
import { NOT_SENT_GO, refusal } from "../link/acts";
import type { Told } from "../link/book";
import { newTap, post, tapHeaders } from "../link/post";
import { wardNow } from "../link/ward";
import { askGrant } from "../people/asking";
import { lookWhoHolds } from "../people/held";
import { person, tablet } from "../who";

/** Commands about people and tablets: each asks for the PIN of whoever gives it, at that moment. */

export interface Done<T> {
  /** Null where it was not done. */
  answer: T | null;
  told: Told | null;
}

/**
 * Ask for the PIN, and send.
 * @param what the command in words, as the question for the PIN says it
 */
export async function tellWithPin<T>(path: string, body: object, what: string): Promise<Done<T>> {
  const url = `/api/v1${path}`;
  const tap = newTap();
  const given = await askGrant("pin", what, null, { action: `POST ${url}`, tap });
  if (!given) return { answer: null, told: null };
  const at = wardNow();
  const headers = tapHeaders(person.value, tablet.value, at, { tap, grant: given.grant });
  const answer = await post(url, headers, JSON.stringify(body));
  void lookWhoHolds();
  const base = { at, reasons: [], stops: false };
  if (!answer) return { answer: null, told: { ...base, state: "not-sent", text: NOT_SENT } };
  if (answer.status >= 400) return { answer: null, told: { ...base, ...refusal(answer), state: "refused", text: why(answer.body, refusal(answer).text) } };
  return { answer: answer.body as T, told: { ...base, state: "confirmed", text: `Done: ${what}.` } };
}

const NOT_SENT = NOT_SENT_GO.replace("Look at the pump and the record", "Look at the list");

const WORDS: Record<string, string> = {
  "last-admin": "Nobody would be left who looks after people and tablets. Make somebody else an admin first.",
  "not-yourself": "Nobody disables herself: another admin has to.",
  "person-taken": "The id or the badge is somebody's already.",
  "tls-missing": "This address has no TLS, so no PIN and no code may be given here. Open the ward's https address.",
};

const why = (body: unknown, said: string): string =>
  WORDS[((body as Partial<ProblemView> | null)?.type ?? "").replace(/^\/problems\//, "")] ?? said;

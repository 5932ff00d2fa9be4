import type { ChairView } from "../api.gen";
import { post, type Answer } from "../link/post";
import { chairOf } from "../link/ward";
import { person } from "../who";
import { askSignIn, problemId } from "./asking";
import { lookWhoHolds, signsIn } from "./held";

/**
 * Commands of whoever is signed in. If nobody is, or not any more, she is asked, and what was tapped
 * goes on: the screen has kept what was typed. Stops never come here.
 */

export interface Wish {
  url: string;
  body: object;
  /** Made anew for every try: each is a tap of its own. */
  headers: () => Record<string, string>;
  /** Whether it is still what the finger meant. */
  still: () => boolean;
}

export const MOVED_ON = "Something else has been recorded meanwhile. Look, and tap again.";
const ANOTHER = "Somebody else has signed in: nothing was sent for her. Look, and tap again.";

/** @returns null: no answer in time; words: nothing was sent, and why; "": she turned back */
export async function postSigned(wish: Wish): Promise<Answer | null | string> {
  const before = person.value;
  if (signsIn() && !before) {
    const why = await whyNotAfterSignIn(wish, "");
    if (why !== null) return why;
  }
  const answer = await sent(wish);
  if (!answer || !signsIn()) return answer;
  if (problemId(answer) !== "not-signed-in") {
    void lookWhoHolds(); // a command lengthens the sign-in, and may have been refused for its end
    return answer;
  }
  await lookWhoHolds();
  return (await whyNotAfterSignIn(wish, before)) ?? sent(wish);
}

const sent = (wish: Wish): Promise<Answer | null> => post(wish.url, wish.headers(), JSON.stringify(wish.body));

/** @param before whose tap it was: nobody else's sign-in carries it out; "" is nobody's yet */
async function whyNotAfterSignIn(wish: Wish, before: string): Promise<string | null> {
  if (!(await askSignIn("Then what you tapped goes on."))) return "";
  if (before && person.value !== before) return ANOTHER;
  return wish.still() ? null : MOVED_ON;
}

/** Whether a chair's record is where it was when the finger was lifted. */
export function unmoved(chair: ChairView | null): boolean {
  const now = chairOf(chair?.chair ?? null)?.session;
  return !chair || (now?.id === chair.session?.id && now?.version === chair.session?.version);
}

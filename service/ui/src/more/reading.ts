import { useEffect, useState } from "preact/hooks";
import type { ProblemView } from "../api.gen";
import { get } from "../link/post";
import { held, isStranger, SIGN_IN } from "../people/held";
import { nobody } from "../who";

/** Something that is read from the ward while somebody looks at it, and why it could not be. */

const AGAIN_MS = 5_000;

export interface Reading<T> {
  /** What was read last; null before, and as soon as it is refused. */
  found: T | null;
  /** Id of the problem; "unheard" where nobody answered; "" where nothing is wrong. */
  problem: string;
  /** The same for a person to read. */
  text: string;
  again: () => void;
}

type Read<T> = Omit<Reading<T>, "again">;

const NOTHING = { found: null, problem: "", text: "" };
const STRANGER = "This browser is no tablet of the ward. Enrol it first.";
const PROBLEMS: Record<string, string> = { [STRANGER]: "tablet-not-enrolled", [SIGN_IN]: "not-signed-in" };
const UNHEARD = "No answer in 3 s. Tried again by itself.";

/**
 * Read a path below /api/v1 every few seconds; at once when it or whoever holds the tablet changes.
 * Who may not is not asked for: each refusal for want of a role is an act in the audit.
 * @param operation of the API, as its table of rights names it; without one, everybody at a tablet may
 */
export function useReading<T>(path: string, operation = ""): Reading<T> {
  const [read, setRead] = useState<Read<T> & { path: string }>({ ...NOTHING, path });
  const [asked, setAsked] = useState(0);
  const closed = isStranger() ? STRANGER : (operation && nobody(operation)[0]) || "";
  const who = closed || (held.value?.person?.id ?? "");
  useEffect(() => {
    if (closed) return;
    let over = false;
    const ask = async () => {
      const next = await readOnce<T>(path);
      if (over) return;
      // What was read stays while a line is dead; what may not be seen any more goes.
      setRead((last) => ({ ...(next.problem === "unheard" && last.path === path ? { ...next, found: last.found } : next), path }));
    };
    void ask();
    const timer = setInterval(() => void ask(), AGAIN_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [path, who, asked]);
  const shown = read.path === path ? read : NOTHING;
  const refused = { found: null, problem: PROBLEMS[closed] ?? "role-not-allowed", text: closed };
  return { ...(closed ? refused : shown), again: () => setAsked(asked + 1) };
}

async function readOnce<T>(path: string): Promise<Read<T>> {
  const answer = await get(path);
  if (!answer) return { found: null, problem: "unheard", text: UNHEARD };
  if (answer.status < 400) return { found: answer.body as T, problem: "", text: "" };
  const problem = answer.body as Partial<ProblemView> | null;
  return {
    found: null,
    problem: (problem?.type ?? "").replace(/^\/problems\//, "") || String(answer.status),
    text: problem?.detail || problem?.title || `Refused (${answer.status}).`,
  };
}

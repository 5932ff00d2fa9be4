import { signal } from "@preact/signals";
import type { SessionList, SessionView } from "../api.gen";
import { get } from "../link/post";

/** All infusions that the ward remembers, newest first; read while somebody looks at them. */

const AGAIN_MS = 5_000;
const PAGES = 20;

export const sessions = signal<readonly SessionView[] | null>(null);
export const failed = signal(false);

async function read(): Promise<void> {
  const found: SessionView[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await get(`/sessions?all=true&limit=100${after ? `&after=${encodeURIComponent(after)}` : ""}`);
    failed.value = answer?.status !== 200;
    if (failed.value || !answer) return;
    const list = answer.body as SessionList;
    found.push(...list.sessions);
    after = list.next;
    if (after === null) break;
  }
  sessions.value = found;
}

/** Read them until the returned function is called. */
export function followSessions(): () => void {
  void read();
  const timer = setInterval(() => void read(), AGAIN_MS);
  return () => clearInterval(timer);
}

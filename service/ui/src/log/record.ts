import { signal } from "@preact/signals";
import type { RecordOfSession } from "../api.gen";
import { get } from "../link/post";

/** Records that were read, by session; read again whenever the session has moved on. */

export interface Read {
  record: RecordOfSession | null;
  /** The version of the session that it was read at. */
  version: number;
  failed: boolean;
}

const AGAIN_MS = 2_000;
const TRIES = 30;
const records = signal<ReadonlyMap<string, Read>>(new Map());
const wanted = new Map<string, number>();
const asking = new Set<string>();

export const recordOf = (session: string): Read | undefined => records.value.get(session);

/** Read it unless it is known at this version already. */
export async function readRecord(session: string, version: number): Promise<void> {
  wanted.set(session, version);
  if (asking.has(session)) return;
  asking.add(session);
  for (let tries = 0; tries < TRIES && isOld(session); tries += 1) {
    if (tries) await new Promise((done) => setTimeout(done, records.value.get(session)?.failed ? AGAIN_MS : 0));
    await readOnce(session, wanted.get(session) ?? version);
  }
  asking.delete(session);
}

function isOld(session: string): boolean {
  const known = records.value.get(session);
  return !known || known.failed || known.version < (wanted.get(session) ?? 0);
}

async function readOnce(session: string, version: number): Promise<void> {
  const known = records.value.get(session);
  const answer = await get(`/sessions/${encodeURIComponent(session)}/record`);
  const ok = answer?.status === 200;
  records.value = new Map(records.value).set(session, {
    record: ok ? (answer.body as RecordOfSession) : known?.record ?? null,
    version: ok ? version : known?.version ?? -1,
    failed: !ok,
  });
}

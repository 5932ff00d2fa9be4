import { signal } from "@preact/signals";
import type { NoticeView, NoticesView } from "../api.gen";
import { tapBook, toldOf, type Told } from "../link/book";
import { get } from "../link/post";
import { shownTime } from "../link/time";

/** What was due by the book's clock and has been told; read while somebody looks at it. */

const AGAIN_MS = 5_000;

export const notices = signal<NoticesView | null>(null);

async function read(): Promise<void> {
  const answer = await get("/book/notices");
  if (answer?.status === 200) notices.value = answer.body as NoticesView;
}

/** Read them until the returned function is called. */
export function followNotices(): () => void {
  void read();
  const timer = setInterval(() => void read(), AGAIN_MS);
  return () => clearInterval(timer);
}

export async function takeNote(notice: NoticeView): Promise<Told> {
  const done = await tapBook(`/notices/${encodeURIComponent(notice.id)}/acknowledge`, {});
  await read();
  return toldOf(done, shownTime(), "Taken note of.");
}

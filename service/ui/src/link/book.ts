import { batch, computed, signal } from "@preact/signals";
import type { BoardView, BookView, DayShortView, OfferView, ProblemView, ProposalAnswer, ProposalView, WaitingAnswer, WaitingView } from "../api.gen";
import { postSigned } from "../people/signed";
import { person, tablet } from "../who";
import { NOT_SENT_GO, refusal, type Act } from "./acts";
import { get, post, tapHeaders, type Answer } from "./post";
import { quiet, second } from "./time";
import { wardNow } from "./ward";

/**
 * The book over the line: the day that is shown, asked for every second and a half while somebody
 * looks, and taps. A tap is sent at once or not at all; nothing is drawn from a wish.
 */

const AGAIN_MS = 1_500;
/** A board that is older is marked. */
const STALE_MS = 6_000;
const API = "/api/v1/book";

export interface Refusal {
  text: string;
  reasons: string[];
  alternatives: OfferView[];
  nearest: string | null;
  /** The day of the one visit of a course that has no place. */
  due: string | null;
  /** What is short on each of the days without a place. */
  short: DayShortView[];
}

export interface Tapped<T> {
  /** Null where it was not done. */
  answer: T | null;
  refused: Refusal | null;
  /** False: nobody knows whether it was done. */
  sent: boolean;
}

export const day = signal("");
export const book = signal<BookView | null>(null);
export const waitingList = signal<WaitingView[]>([]);
export const dayRefused = signal<Refusal | null>(null);
const lastBoard = signal<BoardView | null>(null);
const lastProposal = signal<ProposalView | null>(null);
let heard = performance.now();
let tag = "";
let asking = 0;

export const board = computed(() => (lastBoard.value?.on === day.value ? lastBoard.value : null));
/** The newest one for the day that is shown, whether or not there is anything left of it. */
export const proposal = computed(() => (lastProposal.value?.on === day.value ? lastProposal.value : null));

/** How old the board is, in whole seconds; asked anew every second. */
export const boardAge = computed(() => {
  void second.value;
  void quiet.value;
  void lastBoard.value;
  return Math.floor((performance.now() - heard) / 1_000) * 1_000;
});
export const isOld = computed(() => boardAge.value >= STALE_MS);

/** Ask for the day; only the newest question may answer. */
export async function lookAtBook(): Promise<void> {
  const mine = (asking += 1);
  if (!book.value) await openBook();
  day.value ||= book.value?.today ?? "";
  const wanted = day.value;
  if (!wanted) return;
  const got = await get(`/book/days/${wanted}`, tag);
  if (mine !== asking || wanted !== day.value || !got) return;
  heard = performance.now();
  if (got.status === 304) return;
  if (got.status !== 200) {
    lastBoard.value = null;
    dayRefused.value = refusedBy(got);
    return;
  }
  const [waiting, whole, proposed] = await Promise.all([
    found<WaitingAnswer>("/waiting-list"),
    found<BookView>(""),
    found<ProposalAnswer>(`/days/${wanted}/proposals`),
  ]);
  if (wanted !== day.value) return;
  tag = got.tag;
  batch(() => {
    lastBoard.value = got.body as BoardView;
    dayRefused.value = null;
    waitingList.value = waiting?.waiting ?? waitingList.value;
    book.value = whole ?? book.value;
    lastProposal.value = proposed?.proposal ?? null;
  });
}

/** A ward may have no book: then it says so, and the day is empty. */
async function openBook(): Promise<void> {
  const got = await get("/book");
  if (got?.status === 200) book.value = got.body as BookView;
  else dayRefused.value = got && refusedBy(got);
}

async function found<T>(path: string): Promise<T | null> {
  const got = await get(`/book${path}`);
  return got?.status === 200 ? (got.body as T) : null;
}

/** Look at the book until the returned function is called. */
export function followBook(): () => void {
  heard = performance.now();
  void lookAtBook();
  const timer = setInterval(() => void lookAtBook(), AGAIN_MS);
  return () => clearInterval(timer);
}

export function showDay(next: string | null | undefined): void {
  if (!next || next === day.value) return;
  day.value = next;
  tag = "";
  dayRefused.value = null;
  void lookAtBook();
}

/** Ask without changing anything. */
export const askBook = <T>(path: string, body: object): Promise<Tapped<T>> =>
  post(`${API}${path}`, { "Content-Type": "application/json" }, JSON.stringify(body)).then(tappedBy<T>);

/** Change the book. */
export async function tapBook<T>(path: string, body: object): Promise<Tapped<T>> {
  const headers = () => tapHeaders(person.value, tablet.value, wardNow());
  const got = await postSigned({ url: `${API}${path}`, body, headers, still: () => true });
  void lookAtBook();
  if (typeof got !== "string") return tappedBy<T>(got);
  const refused = { text: got || "Nobody has signed in.", reasons: [], alternatives: [], nearest: null, due: null, short: [] };
  return { answer: null, refused, sent: true };
}

function tappedBy<T>(got: Answer | null): Tapped<T> {
  if (!got) return { answer: null, refused: null, sent: false };
  if (got.status >= 400) return { answer: null, refused: refusedBy(got), sent: true };
  return { answer: (got.body ?? {}) as T, refused: null, sent: true };
}

function refusedBy(answer: Answer): Refusal {
  const body = answer.body as Partial<ProblemView> | null;
  return {
    ...refusal(answer),
    alternatives: body?.alternatives ?? [],
    nearest: body?.nearest ?? null,
    due: body?.due ?? null,
    short: body?.short ?? [],
  };
}

export type Told = Pick<Act, "state" | "text" | "reasons" | "at" | "stops">;

/** What became of a tap, as `Said` prints it. */
export function toldOf(done: Tapped<unknown>, at: number, said: string): Told {
  const base = { at, reasons: done.refused?.reasons ?? [], stops: false };
  if (!done.sent) return { ...base, state: "not-sent", text: NOT_SENT_GO };
  if (done.refused) return { ...base, state: "refused", text: done.refused.text };
  return { ...base, state: "confirmed", text: said };
}

export const SENDING: Told = { state: "sending", text: "", reasons: [], at: 0, stops: false };

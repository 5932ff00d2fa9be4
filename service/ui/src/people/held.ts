import { signal } from "@preact/signals";
import type { SignInView } from "../api.gen";
import { dropped } from "../link/feed";
import { get } from "../link/post";
import { view } from "../link/ward";
import { clock } from "../words/format";

/** Who holds this tablet, as the ward says: asked every few seconds, and after whatever may have changed it. */

const AGAIN_MS = 3_000;
/** So long before it ends, the end of a sign-in is shown. */
export const IDLE_NEAR_MS = 45_000;
export const END_NEAR_MS = 15 * 60_000;

export const held = signal<SignInView | null>(null);
let asking = 0;

/** What an answer of the ward says counts at once, and more than a question that is still on its way. */
export function heldIs(next: SignInView): void {
  asking += 1;
  held.value = next;
}

export async function lookWhoHolds(): Promise<void> {
  const mine = (asking += 1);
  const got = await get("/sign-in");
  if (mine === asking && got?.status === 200) held.value = got.body as SignInView;
}

/** A sign-in can end on the ward at any moment; a ward that believes its pages is asked once. */
export function followHeld(): void {
  setInterval(() => {
    if (held.value?.people_are !== "trusted") void lookWhoHolds();
  }, AGAIN_MS);
  // The feed of a tablet that was taken away ends at that moment.
  dropped.subscribe(() => {
    if (!isStranger()) void lookWhoHolds();
  });
  document.addEventListener("visibilitychange", () => void lookWhoHolds());
}

/** Whether people sign in here; false while nobody knows. */
export const signsIn = (): boolean => (held.value?.people_are ?? view.value?.people_are) === "signed-in";

/** Whether the ward has said that this browser is none of its tablets. */
export const isStranger = (): boolean => held.value?.people_are === "signed-in" && held.value.tablet === null;

export const SIGN_IN = "Sign in";

/** Why whoever holds the tablet may not do an operation of the API. Pure. */
export function refusedTo(now: SignInView | null, operation: string): string[] {
  if (now && !now.tablet) return ["This tablet is not enrolled."];
  if (!now?.person) return [SIGN_IN];
  return now.may.includes(operation) ? [] : [`Your role (${now.person.role}) may not do this.`];
}

/** The end of a sign-in, once it is near; empty before. Pure. */
export function endWords(now: SignInView | null, at: number): string {
  const ends = [
    [now?.idle_ends_at, IDLE_NEAR_MS],
    [now?.ends_at, END_NEAR_MS],
  ] as const;
  const near = ends.flatMap(([end, before]) => (end && Date.parse(end) - at <= before ? [Date.parse(end)] : []));
  return near.length ? `signed in until ${clock(Math.min(...near), true)}` : "";
}

import type { ComponentChildren } from "preact";
import { held, signsIn } from "../people/held";
import { askSignIn } from "../people/asking";
import { view } from "../link/ward";
import { Button } from "../parts/button";
import { go, screen, type Screen } from "../screen";
import type { Reading } from "./reading";

/** What the screens behind *More* have in common: where one is among them, and why one sees nothing. */

const PAGES: readonly [Screen, string][] = [
  ["tablet", "This tablet"],
  ["people", "People"],
  ["tablets", "Tablets"],
  ["audit", "Audit"],
  ["settings", "Settings"],
];

export function MorePage(props: { id: string; title: string; keys?: ComponentChildren; children: ComponentChildren }) {
  return (
    <main id={props.id} class="page more">
      <nav class="pages no-print" aria-label="More">
        {PAGES.map(([id, name]) => (
          <button
            key={id}
            type="button"
            class="act plain page-key"
            aria-current={screen.value === id ? "page" : undefined}
            onClick={() => go(id)}
          >
            {name}
          </button>
        ))}
      </nav>
      <div class="page-head">
        <h2>{props.title}</h2>
        {props.keys}
      </div>
      {props.children}
    </main>
  );
}

/** Why nothing is shown, with the key that helps where one does. */
export function Unread(props: { reading: Reading<unknown> }) {
  const { reading } = props;
  if (!reading.problem) return reading.found ? null : <p class="hint" role="status">Asking the ward…</p>;
  if (reading.problem === "not-signed-in") {
    return (
      <div class="unread">
        <p class="big-line">Who is signed in is asked first.</p>
        <Button text="Sign in" onTap={() => void askSignIn()} />
      </div>
    );
  }
  return (
    <div class="unread" role="alert">
      <p class="big-line">{WORDS[reading.problem] ?? reading.text}</p>
      {reading.problem === "role-not-allowed" && <p class="hint">{`${held.value?.person?.name ?? "Nobody"} is signed in.`}</p>}
    </div>
  );
}

const WORDS: Record<string, string> = {
  "role-not-allowed": "This is for people with another role.",
  "tls-missing":
    "This address has no TLS, so no PIN and no code may be given here. Open the ward's https address; chairside serve says on its terminal what is missing.",
  "people-not-saved": "The ward's disk does not answer. Tried again by itself; what stops works.",
};

/** A ward that believes its pages has no accounts; null while nobody knows. */
export const hasAccounts = (): boolean | null => (held.value ?? view.value ? signsIn() : null);

export function NoAccounts() {
  return (
    <div class="unread">
      <p class="big-line">There are no accounts here.</p>
      <p>
        This ward believes its pages (people: trusted in its file): whoever holds a tablet chooses a name, and nobody signs in. That is for a
        demonstration. In a ward with accounts, people and tablets are looked after on this screen.
      </p>
    </div>
  );
}

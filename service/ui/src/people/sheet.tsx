import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { second } from "../link/time";
import { Button } from "../parts/button";
import { Field } from "../parts/fields";
import { opened, screen } from "../screen";
import { age } from "../words/format";
import { asked, give, turnBack, type Asked, type Fault } from "./asking";
import { PIN_SHORTEST } from "./code";
import { Enrol } from "./enrol";
import { held } from "./held";
import { PinPad } from "./pinpad";

/**
 * Badge and PIN, or the PIN alone for one command. It covers what is typed and keeps it; what stops
 * stays beside it or below it.
 */

/** A PIN for a command is asked in the chair's own place, where that chair is open and there is room. */
export const isAskedAt = (chair: string): boolean =>
  asked.value?.chair === chair && screen.value === "ward" && opened.value === chair;

export const hasSheet = (): boolean => asked.value !== null && !(asked.value.chair && isAskedAt(asked.value.chair));

/** A question with a screen of its own. */
export function SheetScreen() {
  const now = asked.value;
  return (
    <main id="people" class="page">
      {now?.kind === "enrol" ? <Enrol onBack={() => turnBack(now)} /> : <BadgeAndPin />}
    </main>
  );
}

const TITLES: Record<Asked["kind"], string> = {
  "sign-in": "Sign in",
  enrol: "",
  pin: "Your PIN, for this one command",
  second: "Second person: badge and PIN",
};

export function BadgeAndPin() {
  const now = asked.value;
  return now && <Form key={"command" in now ? now.command.tap : now.kind} asked={now} />;
}

function Form(props: { asked: Asked }) {
  const { asked: to } = props;
  const [badge, setBadge] = useState("");
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const root = useRef<HTMLElement>(null);
  const pad = useRef<HTMLDivElement>(null);
  const name = held.value?.person?.name;
  const byBadge = to.kind !== "pin" || !name;
  useReturnedFocus();
  // Before it is seen: a scanner or a key may be quicker than the next frame.
  useLayoutEffect(() => (root.current?.querySelector("input") ?? pad.current)?.focus(), [byBadge]);
  const missing = [
    ...(byBadge && !badge.trim() ? ["Scan or type the badge."] : []),
    ...(pin.length < PIN_SHORTEST ? ["Key the PIN."] : []),
  ];
  const submit = async () => {
    if (busy || missing.length) return;
    setBusy(true);
    setFault(null);
    setPin("");
    const wrong = await give(to, badge.trim(), pin);
    setBusy(false);
    setFault(wrong);
    if (wrong) pad.current?.focus();
  };
  return (
    <section
      class="sheet people"
      ref={root}
      aria-label={TITLES[to.kind]}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        turnBack(to);
      }}
    >
      <div>
        <h2>{TITLES[to.kind]}</h2>
        {to.what && <p class="big-line">{to.what}</p>}
        {to.about && <p class="fixed">{to.about}</p>}
        {to.kind === "pin" && name && <p class="hint">{`By ${name}.`}</p>}
        {to.kind === "second" && name && <p class="hint">{`${name} stays signed in. The second person is somebody else.`}</p>}
        {byBadge && <Field label="Badge: scan it, or type its number" value={badge} onInput={setBadge} onEnter={() => pad.current?.focus()} />}
        <Wrong fault={fault} />
      </div>
      <div>
        <PinPad pin={pin} onChange={setPin} onEnter={() => void submit()} at={pad} />
        <div class="answer">
          <Button
            kind="go"
            class="wide"
            text={to.kind === "sign-in" ? "Sign in" : to.what}
            why={busy ? ["Asking the ward…"] : missing}
            onTap={() => void submit()}
          />
          <Button text="Back" onTap={() => turnBack(to)} />
        </div>
      </div>
    </section>
  );
}

/** Why it was not taken, and for how long nothing is. */
export function Wrong(props: { fault: Fault | null }) {
  const { fault } = props;
  const left = fault?.until ? fault.until - second.value : 0;
  return (
    <div role="alert" class="wrong" data-shown={fault ? "true" : undefined}>
      {fault && <p>{fault.text}</p>}
      {left > 0 && <p>{`Locked for another ${age(Math.ceil(left / 1_000) * 1_000)}.`}</p>}
    </div>
  );
}

/** Afterwards the keyboard is where it was. */
function useReturnedFocus(): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    return () => {
      setTimeout(() => before instanceof HTMLElement && before.isConnected && before.focus({ preventScroll: true }), 0);
    };
  }, []);
}

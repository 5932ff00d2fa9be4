import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { QrView } from "../api.gen";
import { second } from "../link/time";
import { wardNow } from "../link/ward";
import { Button } from "../parts/button";
import { held } from "../people/held";
import { age, clock } from "../words/format";

/** A secret that is shown once: a first PIN, a tablet's code. It goes by itself, and with whoever asked for it. */

/** As long as the ward takes the same tap for the same: then nobody could ask for it again. */
const SHOWN_MS = 60_000;

export interface Slip {
  title: string;
  /** The secret itself. */
  secret: string;
  /** What to do with it. */
  text: string;
  link?: string;
  qr?: QrView;
  /** Ward time until which it counts, where it does not count for good. */
  until?: string;
}

const slip = signal<(Slip & { goesAt: number; whose: string }) | null>(null);

export function showSlip(next: Slip): void {
  slip.value = { ...next, goesAt: wardNow() + SHOWN_MS, whose: held.value?.person?.id ?? "" };
}

export const hideSlip = (): void => {
  slip.value = null;
};

export function SlipShown() {
  const now = slip.value;
  const left = now ? now.goesAt - second.value : 0;
  const holder = held.value?.person?.id ?? "";
  // Her own new PIN signs her out: that is no reason to take it away before she has read it.
  const another = now !== null && holder !== "" && holder !== now.whose;
  useEffect(() => hideSlip, []);
  useEffect(() => {
    if (now && (left <= 0 || another)) hideSlip();
  }, [now, left <= 0, another]);
  if (!now || left <= 0 || another) return null;
  return (
    <section class="slip no-print" aria-label={now.title} role="status">
      <div>
        <h3>{now.title}</h3>
        <p class="secret">{now.secret}</p>
        <p>{now.text}</p>
        {now.link && <p class="link">{now.link}</p>}
        {now.until && <p class="hint">{`Counts once, until ${clock(now.until)}.`}</p>}
        <p class="hint">{`Shown this once. It goes in ${age(left)}.`}</p>
        <Button text="Done: hide it" onTap={hideSlip} />
      </div>
      {now.qr && <Qr code={now.qr} />}
    </section>
  );
}

/** Dark on light in every light: a camera reads nothing else. */
function Qr(props: { code: QrView }) {
  const { size, path } = props.code;
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label="The link as a QR code" shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

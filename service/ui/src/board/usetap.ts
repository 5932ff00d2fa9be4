import { useRef, useState } from "preact/hooks";
import { SENDING, toldOf, type Refusal, type Tapped, type Told } from "../link/book";
import { shownTime } from "../link/time";

/** One tap at a time from a sheet of the desk, and what became of the last one. */
export interface Taps {
  told: Told | undefined;
  refused: Refusal | null;
  busy: boolean;
  /** @param said what to say when it was done; nothing is said for "" */
  run: <T>(ask: () => Promise<Tapped<T>>, said: string | ((answer: T) => Told | string)) => Promise<T | null>;
  clear: () => void;
}

export function useTap(): Taps {
  const [last, setLast] = useState<{ told: Told | undefined; refused: Refusal | null }>({ told: undefined, refused: null });
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  return {
    told: busy ? SENDING : last.told,
    refused: last.refused,
    busy,
    clear: () => setLast({ told: undefined, refused: null }),
    async run(ask, said) {
      if (running.current) return null;
      running.current = true;
      setBusy(true);
      const done = await ask();
      running.current = false;
      setBusy(false);
      const words = typeof said === "function" && done.answer ? said(done.answer) : said;
      const told = typeof words === "object" ? words : toldOf(done, shownTime(), typeof words === "string" ? words : "");
      setLast({ told: done.answer && words === "" ? undefined : told, refused: done.refused });
      return done.answer;
    },
  };
}

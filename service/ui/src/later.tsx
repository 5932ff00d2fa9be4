import { signal } from "@preact/signals";
import { Button } from "./parts/button";

/** The second file of the page: fetched as soon as the first is drawn, so that it is there when the link is not. */

type Desk = typeof import("./desk");
type DeskScreen = keyof Desk;

const desk = signal<Desk | null>(null);
const failed = signal(false);

export async function fetchDesk(): Promise<void> {
  failed.value = false;
  try {
    desk.value = await import("./desk");
  } catch (error) {
    console.error(error);
    failed.value = true;
  }
}

/** Names a screen of the second file; until that is there it says so. */
export function later(name: DeskScreen): () => preact.JSX.Element {
  return function Later() {
    const Shown = desk.value?.[name];
    if (Shown) return <Shown />;
    return (
      <main class="page">
        {failed.value ? (
          <>
            <p class="big-line" role="alert">
              This screen could not be loaded. The ward and what stops are here.
            </p>
            <Button text="Load it again" onTap={() => location.reload()} />
          </>
        ) : (
          <p class="big-line">Loading this screen…</p>
        )}
      </main>
    );
  };
}

import { signal } from "@preact/signals";

/** The screen stays on during a shift, where the browser allows it: only with TLS, or on this machine. */

export const awake = signal<"off" | "on" | "refused" | "no-tls">("off");
let wanted = false;
let lock: WakeLockSentinel | null = null;

export function stayAwake(): void {
  wanted = true;
  void ask();
}

async function ask(): Promise<void> {
  if (!wanted || document.hidden || (lock && !lock.released)) return;
  if (!("wakeLock" in navigator)) {
    awake.value = "no-tls";
    return;
  }
  try {
    lock = await navigator.wakeLock.request("screen");
    awake.value = "on";
    lock.addEventListener("release", () => {
      awake.value = "off";
      void ask();
    });
  } catch {
    awake.value = "refused"; // a nearly empty battery, for instance
  }
}

// The browser lets go of it whenever the page is hidden.
export const watchAwake = (): void => document.addEventListener("visibilitychange", () => void ask());

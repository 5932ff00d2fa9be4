import { signal } from "@preact/signals";

/** The page itself is kept by a service worker, so that a reload without the server still says NO LINK. */

export const offline = signal<"unknown" | "ready" | "no-tls">("unknown");

export async function keepPage(): Promise<void> {
  if (!("serviceWorker" in navigator)) {
    offline.value = "no-tls";
    return;
  }
  try {
    await navigator.serviceWorker.register("sw.js");
    await navigator.serviceWorker.ready;
    offline.value = "ready";
  } catch {
    offline.value = "unknown"; // a browser that keeps nothing
  }
}

/**
 * Keeps the page itself, so that a reload without the server opens it and says NO LINK. It touches
 * no /api/: a command is sent at once or not at all, and nothing that a pump said is ever kept.
 */

const CACHE = "chairside-page";
const PAGE = ["./", "tablet.js", "desk.js", "index.css", "icon.svg", "manifest.webmanifest"];
/** So long a tablet waits for the newest page before it takes the one it has. */
const LIMIT_MS = 1_500;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(PAGE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const scope = new URL(self.registration.scope);
  const own = url.origin === scope.origin && url.pathname.startsWith(scope.pathname);
  if (request.method !== "GET" || !own || url.pathname.startsWith(`${scope.pathname}api/`)) return;
  event.respondWith(newest(request));
});

/** The server's page if it answers in time, or else the kept one; what was got is kept for the next time. */
async function newest(request) {
  const cache = await caches.open(CACHE);
  const asked = fetch(request).then((answer) => {
    if (answer.ok) void cache.put(request, answer.clone());
    return answer;
  });
  const kept = await cache.match(request, { ignoreSearch: true });
  if (!kept) return asked;
  const late = new Promise((done) => setTimeout(() => done(kept), LIMIT_MS));
  return Promise.race([asked.catch(() => kept), late]);
}

// Keeps the participant's page, and the files it is made of, so that it opens without network. Nothing else is kept:
// no state of the hall, and nothing that anybody wrote.
const CACHE = `spirale-${new URL(location.href).searchParams.get("v")}`;
const HOME = new URL("./", location.href).pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keep(event.data.keep));
});

// The page and its files come together; only then may those of an earlier version go.
async function keep(addresses) {
  const cache = await caches.open(CACHE);
  const missing = [];
  for (const address of addresses) if (isPage(address) || !(await cache.match(address, { ignoreVary: true }))) missing.push(address);
  await cache.addAll(missing);
  for (const name of await caches.keys()) if (name.startsWith("spirale-") && name !== CACHE) await caches.delete(name);
}

const isPage = (address) => new URL(address).pathname.startsWith(HOME);
const isFile = (address) => /\/static\//.test(new URL(address).pathname);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate" && isPage(request.url)) event.respondWith(pageOf(request));
  else if (isFile(request.url)) event.respondWith(fileOf(request));
});

// The page of now where there is a way to it within four seconds, else the one that is kept.
async function pageOf(request) {
  const cache = await caches.open(CACHE);
  const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
  try {
    const answer = await (kept ? within(4_000, fetch(request)) : fetch(request));
    if (answer.ok && !answer.redirected) await cache.put(request, answer.clone());
    return answer.status >= 500 && kept ? kept : answer;
  } catch (trouble) {
    if (kept) return kept;
    throw trouble;
  }
}

const within = (milliseconds, answer) =>
  Promise.race([answer, new Promise((_, reject) => setTimeout(reject, milliseconds, new Error("too slow")))]);

// Addresses of files carry their version: what is kept under one never changes.
async function fileOf(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const cache = await caches.open(CACHE);
    await cache.put(request, answer.clone());
  }
  return answer;
}

// Keeps a page and the files it is made of on the device, so that it opens without network.

// Has the worker behind a door (an address that ends with `/`) keep this page and its files, those under the address
// `files`; another version of the files is another worker. On plain http there is none: then the page works as long as
// it stays open, and what was written waits all the same.
export async function keepShell({ door, files }) {
  if (!navigator.serviceWorker) return;
  try {
    const version = new URL(import.meta.url).pathname.split("/")[2];
    await navigator.serviceWorker.register(`${door}sw.js?v=${encodeURIComponent(version)}`, { scope: door });
    const { active } = await navigator.serviceWorker.ready;
    const linked = [...document.querySelectorAll("link[href][rel~=stylesheet], link[href][rel~=icon], script[src]")];
    const loaded = [
      ...performance.getEntriesByType("resource").map((entry) => entry.name),
      ...linked.map((link) => link.href || link.src),
    ].map((each) => each.split("#")[0]);
    const isOurs = (each) => each.startsWith(new URL(files, location.href).href);
    active.postMessage({ keep: [location.href.split("#")[0], ...new Set(loaded.filter(isOurs))] });
  } catch {
    // a browser that refuses workers: as on plain http
  }
}

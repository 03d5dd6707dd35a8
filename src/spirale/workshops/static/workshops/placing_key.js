// The determination key on this device: the grid as a tree of places, and the words to look one up by.
// It is kept here once it came, so that placing goes on without the network.

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// The key as it is kept here, else as the site gives it; null when it is in neither place for now.
export async function keyOf(hall, grid) {
  const name = `key/${grid.digest}`;
  const kept = await hall.shelf.get(name).catch(() => null);
  if (kept) return new Key(kept);
  try {
    const { status, ...given } = await hall.fetch(`key/?v=${encodeURIComponent(grid.digest)}`);
    if (status !== 200 || !Array.isArray(given.codes)) return null;
    await hall.shelf.put(`key/${given.digest}`, given).catch(() => {}); // a device without room asks each time
    return new Key(given);
  } catch {
    return null;
  }
}

export class Key {
  constructor(given) {
    const isFrench = document.documentElement.lang.startsWith("fr");
    this.nodes = new Map();
    this.families = [];
    for (const { code, parent, fr, en, words, words_fr, is_verified: isVerified } of given.codes) {
      const above = this.nodes.get(parent) || null;
      const label = isFrench ? fr || en : en || fr;
      const node = { code, label, words: (isFrench ? words_fr : words).join(", "), isVerified, parent: above, children: [] };
      node.sought = folded(`${code} ${label} ${node.words}`);
      this.nodes.set(code, node);
      (above ? above.children : this.families).push(node);
    }
  }

  // The place a code names; a code finer than the grid's own places lies in the nearest above it.
  node(code) {
    const [object] = code.split("/");
    return this.nodes.get(object) || this.nodes.get(object.slice(0, 3)) || this.nodes.get(object[0]) || null;
  }

  name(code) {
    const node = this.node(code);
    return node ? `${code} ${node.label}` : code;
  }

  above(node) {
    return node.parent ? [...this.above(node.parent), node.parent] : [];
  }

  find(query) {
    const words = folded(query).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const isNamed = (node) => words.some((word) => folded(node.label).includes(word));
    return [...this.nodes.values()]
      .filter((node) => words.every((word) => node.sought.includes(word)))
      .sort((one, other) => isNamed(other) - isNamed(one)); // the grid's order within each
  }
}

// What was typed waits here until the site has received it: in order, exactly once, and across closings of the browser.
// Kept in IndexedDB, else in localStorage; a note's id is made here, so that sending it twice keeps it once.

export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // crypto.randomUUID is missing on plain http
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

class IndexedShelf {
  static async open() {
    const request = indexedDB.open("spirale-outbox", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("kept");
    return new IndexedShelf(await done(request));
  }
  constructor(database) {
    this.database = database;
  }
  write(act) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction("kept", "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      act(transaction.objectStore("kept"));
    });
  }
  put(key, value) {
    return this.write((store) => store.put(value, key));
  }
  remove(key) {
    return this.write((store) => store.delete(key));
  }
  async all(prefix) {
    const range = IDBKeyRange.bound(prefix, prefix + "\uffff");
    return done(this.database.transaction("kept").objectStore("kept").getAll(range));
  }
}

class PlainShelf {
  async put(key, value) {
    localStorage.setItem(key, JSON.stringify(value));
  }
  async remove(key) {
    localStorage.removeItem(key);
  }
  async all(prefix) {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix)).sort();
    return keys.map((key) => JSON.parse(localStorage.getItem(key)));
  }
}

async function openShelf() {
  try {
    return await IndexedShelf.open();
  } catch {
    return new PlainShelf(); // private windows of some browsers have no IndexedDB
  }
}

export class Outbox {
  static async open(place) {
    const outbox = new Outbox(place, await openShelf());
    outbox.acts = await outbox.shelf.all(outbox.prefix);
    outbox.last = Math.max(0, ...outbox.acts.map((act) => act.order));
    return outbox;
  }

  constructor(place, shelf) {
    this.prefix = `spirale/${place}/`;
    this.shelf = shelf;
    this.acts = [];
    this.last = 0;
  }

  key(act) {
    return this.prefix + String(act.order).padStart(16, "0");
  }

  get waiting() {
    return this.acts.filter((act) => !act.refused);
  }

  get refused() {
    return this.acts.filter((act) => act.refused);
  }

  async add(act) {
    this.last = Math.max(this.last + 1, Date.now()); // order holds even when the clock goes back
    const kept = { ...act, order: this.last };
    this.acts.push(kept);
    await this.shelf.put(this.key(kept), kept);
    return kept;
  }

  async change(act, changes) {
    Object.assign(act, changes);
    await this.shelf.put(this.key(act), act);
  }

  async remove(act) {
    this.acts = this.acts.filter((other) => other.order !== act.order);
    await this.shelf.remove(this.key(act));
  }
}

// Sends what waits, one act at a time. `send` answers "done", "refused" (with a message), or throws: then it is tried
// again, ever more seldom. Only one window sends at a time where the browser can tell.
export class Postman {
  constructor(outbox, send, tell) {
    this.outbox = outbox;
    this.send = send;
    this.tell = tell;
    this.pause = 0;
    this.timer = null;
    this.isOut = false;
    addEventListener("online", () => this.go());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.go());
  }

  go() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.isOut) return;
    this.isOut = true;
    const round = () => this.round().finally(() => (this.isOut = false));
    if (navigator.locks) navigator.locks.request(this.outbox.prefix, round);
    else round();
  }

  async round() {
    while (this.outbox.waiting.length) {
      const act = this.outbox.waiting[0];
      try {
        if (!act.tried) await this.outbox.change(act, { tried: true });
        const answer = await this.send(act);
        if (answer.state === "refused") await this.outbox.change(act, { refused: answer.message });
        else await this.outbox.remove(act);
        this.pause = 0;
        this.tell(answer.state, act, answer);
      } catch (trouble) {
        this.pause = Math.min(30_000, this.pause ? this.pause * 2 : 2_000);
        this.timer = setTimeout(() => this.go(), this.pause);
        this.tell("waiting", act, { message: trouble.said || "" });
        return;
      }
    }
    this.tell("empty", null, {});
  }
}

// What was done waits here until the site has received it: in order, exactly once, and across closings of the browser.
// Kept in IndexedDB, else in localStorage, else (and then one is told) in the page alone. Ids are made here, so that
// sending twice keeps once.

export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // crypto.randomUUID is missing on plain http
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// ---- shelves: put, change in one go, remove, read ---------------------------------------------------------------

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
    const database = await Promise.race([
      done(request),
      new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), 3_000)), // some browsers never say
    ]);
    return new IndexedShelf(database);
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
  // What `decide` gives for what is kept takes its place, and nothing comes between; undefined leaves all as it is.
  async change(key, decide) {
    let changed;
    await this.write((store) => {
      const read = store.get(key);
      read.onsuccess = () => {
        changed = decide(read.result);
        if (changed !== undefined) store.put(changed, key);
      };
    });
    return changed;
  }
  remove(key) {
    return this.write((store) => store.delete(key));
  }
  get(key) {
    return done(this.database.transaction("kept").objectStore("kept").get(key));
  }
  async all(prefix) {
    const range = IDBKeyRange.bound(prefix, prefix + "\uffff");
    return done(this.database.transaction("kept").objectStore("kept").getAll(range));
  }
}

class PlainShelf {
  constructor(store, isFleeting = false) {
    this.store = store;
    this.isFleeting = isFleeting;
  }
  async put(key, value) {
    this.store.setItem(key, JSON.stringify(value));
  }
  async change(key, decide) {
    const changed = decide(this.read(key));
    if (changed !== undefined) await this.put(key, changed);
    return changed;
  }
  async remove(key) {
    this.store.removeItem(key);
  }
  read(key) {
    const kept = this.store.getItem(key);
    return kept === null ? undefined : JSON.parse(kept);
  }
  async get(key) {
    return this.read(key);
  }
  async all(prefix) {
    const keys = this.store.keys().filter((key) => key.startsWith(prefix));
    return keys.sort().map((key) => this.read(key));
  }
}

const browserStore = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
  removeItem: (key) => localStorage.removeItem(key),
  keys: () => Object.keys(localStorage),
};

function pageStore() {
  const kept = new Map();
  return {
    getItem: (key) => (kept.has(key) ? kept.get(key) : null),
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
    keys: () => [...kept.keys()],
  };
}

export async function openShelf() {
  try {
    return await IndexedShelf.open();
  } catch {
    // private windows of some browsers have no IndexedDB
  }
  try {
    localStorage.setItem("spirale-trial", "1");
    localStorage.removeItem("spirale-trial");
    return new PlainShelf(browserStore);
  } catch {
    return new PlainShelf(pageStore(), true); // lives as long as the page: whoever opens it must say so
  }
}

// ---- the outbox -------------------------------------------------------------------------------------------------

export class Outbox {
  static async open(place, shelf) {
    const outbox = new Outbox(place, shelf || (await openShelf()));
    await outbox.reload();
    return outbox;
  }

  constructor(place, shelf) {
    this.prefix = `spirale/${place}/`;
    this.shelf = shelf;
    this.acts = [];
    this.removed = new Set();
    this.last = 0;
    this.arriving = 0; // acts being written to the shelf: they wait already, and are not among the acts yet
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

  get isEmpty() {
    return !this.arriving && !this.waiting.length;
  }

  // Another window of the same browser may have added or sent: the shelf knows, and what is here stays the same thing.
  async reload() {
    const before = new Set(this.acts.map((act) => act.order));
    const kept = (await this.shelf.all(this.prefix)).filter((act) => act && act.order && !this.removed.has(act.order));
    const here = new Map(this.acts.map((act) => [act.order, act]));
    const known = new Set(kept.map((act) => act.order));
    const meanwhile = this.acts.filter((act) => !before.has(act.order) && !known.has(act.order)); // added as it was read
    this.acts = kept.map((act) => (here.has(act.order) ? Object.assign(here.get(act.order), act) : act));
    this.acts = [...this.acts, ...meanwhile].sort((one, other) => one.order - other.order);
    this.last = Math.max(this.last, 0, ...this.acts.map((act) => act.order));
  }

  async add(act) {
    this.last = Math.max(this.last + 1, Date.now()); // order holds even when the clock goes back
    const kept = { ...act, order: this.last };
    this.arriving += 1;
    try {
      await this.shelf.put(this.key(kept), kept);
    } finally {
      this.arriving -= 1;
    }
    if (!this.acts.some((other) => other.order === kept.order)) {
      this.acts = [...this.acts, kept].sort((one, other) => one.order - other.order);
    }
    return kept;
  }

  async change(act, changes) {
    Object.assign(act, changes);
    await this.shelf.put(this.key(act), act);
  }

  // Change what has not left yet. False where it may have left: then only another act can change it.
  async changeUnsent(act, changes) {
    const changed = await this.shelf.change(this.key(act), (kept) =>
      kept && !kept.tried && !act.tried ? { ...kept, ...changes } : undefined,
    );
    if (changed) Object.assign(act, changed);
    return Boolean(changed);
  }

  async remove(act) {
    this.removed.add(act.order);
    this.acts = this.acts.filter((other) => other.order !== act.order);
    await this.shelf.remove(this.key(act));
  }
}

// ---- the postman ------------------------------------------------------------------------------------------------

// Sends what waits, oldest first, `batch` acts at a time. `send` is given one act (or, with a batch, a list of them) and
// answers "refused" (with a message), "wait" (with seconds), or any other state for what the site has taken; when it
// throws, it is tried again, ever more seldom. Only one window sends at a time where the browser can tell.
export class Postman {
  constructor(outbox, send, tell, { batch = 1, mayLeave = () => true } = {}) {
    this.outbox = outbox;
    this.send = batch > 1 ? send : async (acts) => [await send(acts[0])];
    this.tell = tell;
    this.batch = batch;
    this.mayLeave = mayLeave;
    this.pause = 0;
    this.notBefore = 0; // the site asked for patience: whoever writes on does not hurry it
    this.timer = null;
    this.isOut = false;
    this.isAskedAgain = false;
    this.misses = 0;
    addEventListener("online", () => setTimeout(() => this.go(), Math.random() * 1_500)); // not all at once
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.go());
  }

  go() {
    if (this.isOut) {
      this.isAskedAgain = true;
      return;
    }
    clearTimeout(this.timer);
    this.timer = null;
    const left = this.notBefore - Date.now();
    if (left > 0) {
      this.timer = setTimeout(() => this.go(), Math.min(left, 60_000)); // a clock may be set back meanwhile
      return;
    }
    // Where the browser says there is no network, nothing is tried, so that what waits can still be changed where it
    // lies; now and then it is tried all the same, for some browsers are wrong.
    if (navigator.onLine === false && this.outbox.waiting.length) {
      this.misses += 1;
      if (this.misses % 10) {
        this.later();
        this.tell("waiting", this.outbox.waiting[0], { message: "" });
        return;
      }
    }
    this.isOut = true;
    const round = () => this.round();
    const sent = navigator.locks ? navigator.locks.request(this.outbox.prefix, round) : round();
    sent.catch(() => this.later()).finally(() => {
      this.isOut = false;
      if (this.isAskedAgain) this.go();
      this.isAskedAgain = false;
    });
  }

  // A hall of phones that lost their network together does not come back in the same instant.
  later(seconds = 0) {
    this.pause = Math.min(30_000, this.pause ? this.pause * 2 : 2_000);
    const wait = seconds ? seconds * 1_000 + Math.random() * 1_000 : this.pause * (0.6 + Math.random() * 0.4);
    this.notBefore = seconds ? Date.now() + wait : 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), wait);
  }

  next() {
    const acts = [];
    let signs = 0;
    for (const act of this.outbox.waiting) {
      if (!this.mayLeave(act)) continue;
      signs += JSON.stringify(act).length;
      if (acts.length && (acts.length === this.batch || signs > 50_000)) break;
      acts.push(act);
    }
    return acts;
  }

  async round() {
    await this.outbox.reload().catch(() => {});
    let acts;
    while ((acts = this.next()).length) {
      this.isAskedAgain = false;
      for (const act of acts) {
        if (act.tried) continue;
        // a store that is full must not hold back what leaves: what is here knows it was tried
        await this.outbox.change(act, { tried: true }).catch(() => {});
      }
      let answers;
      try {
        answers = await this.send(acts);
      } catch (trouble) {
        this.later();
        this.tell("waiting", acts[0], { message: trouble.said || "" });
        return;
      }
      for (const [place, act] of acts.entries()) {
        const answer = answers[place] || { state: "wait" };
        if (answer.state === "wait") {
          this.later(answer.seconds);
          this.tell("waiting", act, answer);
          return;
        }
        if (answer.state === "refused") await this.outbox.change(act, { refused: answer.message }).catch(() => {});
        else await this.outbox.remove(act).catch(() => {});
        this.tell(answer.state, act, answer);
      }
      this.pause = 0;
    }
    this.tell("empty", null, {});
  }
}

// The large sheet as this phone knows it: where each note of my hand stands, how many lie in each place, which groups
// there are. What the site told, and over it what was done here and the site has not told back yet.
import { freshId } from "../offline/outbox.js";

const NOWHERE = { code: "", pile: null, move: null, other: null };
const KEPT_MOVES = 500;

// The name of a place, under which notes are counted: that of a code, or of a group; empty when it is neither.
export const spot = (place) => (place?.code ? `code:${place.code}` : place?.pile ? `pile:${place.pile}` : "");

export class Sheet {
  constructor(hall) {
    this.hall = hall;
    this.question = null;
    this.hand = [];
    this.grid = null;
    this.groups = new Map();
    this.counts = new Map();
    this.places = new Map(); // note → where it stands, as the site told last, with the number of that news
    this.number = -1; // that of the last news that is in the counts, by the state they were taken from or heard since
    this.mine = new Map(); // note → a move of this device that the site has not told back
    this.shelf = `spirale/placing/${hall.state.workshop.id}`;
    const kept = this.remembered();
    this.made = new Set(kept.made); // moves made here: whose place is whose, without names
    this.left = new Set(kept.left); // notes left for others, with who left them: several may share a phone
  }

  // ---- what this device remembers ---------------------------------------------------------------------------------

  remembered() {
    try {
      return JSON.parse(localStorage.getItem(this.shelf)) || {};
    } catch {
      return {};
    }
  }

  remember() {
    try {
      localStorage.setItem(this.shelf, JSON.stringify({ made: [...this.made].slice(-KEPT_MOVES), left: [...this.left] }));
    } catch {
      // the page remembers until it is closed
    }
  }

  isLeft(note) {
    return this.left.has(`${this.hall.me?.id} ${note}`);
  }

  leave(note, isLeft = true) {
    this.left[isLeft ? "add" : "delete"](`${this.hall.me?.id} ${note}`);
    this.remember();
  }

  // ---- where notes stand ------------------------------------------------------------------------------------------

  placeOf(note) {
    return this.mine.get(note) || this.places.get(note) || NOWHERE;
  }

  isPlaced(note) {
    return Boolean(spot(this.placeOf(note)));
  }

  isWaiting(move) {
    return this.hall.waiting("place").some((act) => act.id === move);
  }

  get isFree() {
    return Boolean(this.question) && (this.question.grouping === "free" || !this.grid);
  }

  get groupsHere() {
    return [...this.groups.values()].filter((group) => group.question === this.question?.id);
  }

  countAt(where) {
    let count = this.counts.get(where) || 0;
    for (const [note, place] of this.mine) {
      count += (spot(place) === where) - (spot(this.places.get(note)) === where);
    }
    return Math.max(0, count);
  }

  countUnder(node) {
    return node.children.reduce((sum, child) => sum + this.countUnder(child), this.countAt(`code:${node.code}`));
  }

  // ---- what is done here ------------------------------------------------------------------------------------------

  // Place a note, against what was seen of it here. It counts at once; the site hears of it when there is a way.
  async place(note, { code = "", pile = null }) {
    const move = freshId();
    const { move: seen } = this.placeOf(note);
    const before = this.mine.get(note);
    this.mine.set(note, { code, pile, move, other: null });
    this.made.add(move);
    this.leave(note, false);
    const fields = { note, seen, ...(code ? { code } : {}), ...(pile ? { pile } : {}) };
    try {
      await this.hall.act("place", fields, move);
    } catch (full) {
      if (before) this.mine.set(note, before);
      else this.mine.delete(note);
      throw full;
    }
  }

  async makeGroup(name) {
    const pile = freshId();
    this.nameGroup(pile, this.question.id, name);
    try {
      await this.hall.act("make_pile", { pile, question: this.question.id, name });
    } catch (full) {
      this.groups.delete(pile);
      throw full;
    }
    return pile;
  }

  async renameGroup(group, name) {
    this.nameGroup(group.id, group.question, name);
    try {
      await this.hall.act("rename_pile", { pile: group.id, name });
    } catch (full) {
      this.nameGroup(group.id, group.question, group.name);
      throw full;
    }
  }

  nameGroup(id, question, name) {
    const known = this.groups.get(id);
    this.groups.set(id, { count: 0, ...known, id, question: question || known?.question, name });
  }

  // ---- what the site tells ----------------------------------------------------------------------------------------

  take(state) {
    const { number, me } = state;
    const placing = { codes: {}, piles: [], grid: null, question: null, ...state.placing };
    this.number = number;
    this.grid = placing.grid;
    for (const { note, code, pile, move, other = null } of me?.hand || []) {
      const known = this.places.get(note);
      if (!known || known.n <= number) this.places.set(note, { code, pile, move, other, n: number });
    }
    this.mine.clear();
    for (const { id, fields } of this.hall.waiting("place")) {
      this.mine.set(fields.note, { code: fields.code || "", pile: fields.pile || null, move: id, other: null });
      this.made.add(id);
    }
    this.counts = new Map(Object.entries(placing.codes).map(([code, count]) => [`code:${code}`, count]));
    this.groups = new Map(placing.piles.map((pile) => [pile.id, pile]));
    for (const pile of placing.piles) this.counts.set(`pile:${pile.id}`, pile.count);
    const named = [...this.hall.waiting("make_pile"), ...this.hall.waiting("rename_pile")];
    for (const { fields } of named) this.nameGroup(fields.pile, fields.question, fields.name);
    this.question = questionNow(state, placing.question);
    this.isHandKnown = !me || Array.isArray(me.hand); // a phone without network keeps nothing of others
    this.hand = (me?.hand || []).filter((each) => each.question === this.question?.id);
  }

  // A move was told: gives what it changed, or null when it is counted. What was heard before is told again after a state
  // that is older than it (the site gives all the same one for a moment): it counts again then, and is no news.
  hearMove(told) {
    const before = told.before || NOWHERE;
    if (told.n <= this.number) return null;
    this.number = told.n;
    const isNews = !(this.places.get(told.note)?.n >= told.n);
    const now = { code: told.code || "", pile: told.pile || null, move: told.move, other: told.other || null, n: told.n };
    this.places.set(told.note, now);
    const mine = this.mine.get(told.note)?.move;
    if (mine && (mine === now.move || mine === now.other?.move)) this.mine.delete(told.note);
    if (told.question === this.question?.id) {
      this.count(spot(before), -1);
      this.count(spot(now), 1);
    }
    return { before, now, isNews };
  }

  count(where, step) {
    if (where) this.counts.set(where, Math.max(0, (this.counts.get(where) || 0) + step));
  }

  hearGroup(told) {
    const { id, question, name } = told.pile;
    if (told.verb === "pile emptied") this.groups.delete(id);
    else this.nameGroup(id, question, name);
  }

  // The site took a move, or refused it: then the note is where it was.
  settled(act, answer) {
    if (answer.state !== "refused") return;
    this.made.delete(act.id);
    if (this.mine.get(act.fields.note)?.move === act.id) this.mine.delete(act.fields.note);
    if (act.kind === "make_pile") this.groups.delete(act.fields.pile);
  }
}

function questionNow(state, id) {
  const dealt = state.questions.filter((each) => each.dealt_at).sort((one, other) => (one.dealt_at > other.dealt_at ? -1 : 1));
  return state.questions.find((each) => each.id === id) || dealt[0] || null;
}

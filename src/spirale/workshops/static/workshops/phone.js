// The participant's page: what is known of the hall, what was done here, and the activities that show it.
//
// An activity is a section `<section data-activity="place" data-module="…" hidden>`; its module exports
// `start(hall)`, which may return {show(state), hear(news, state), settled(act, answer)}:
//   show(state)          the whole state is known anew (at first, after a reveal, when somebody else takes the phone)
//   hear(news, state)    what just happened, in order: [{n, verb, on, ...told}]; `state` already holds what is common
//   settled(act, answer) an act of this device was received or refused: {state, message}
import { Outbox, Postman, freshId, openShelf } from "../offline/outbox.js";
import { startPeople } from "./phone_people.js";
import { start as startWriting } from "./phone_write.js";

const page = document.getElementById("phone");
const words = document.getElementById("phone-words").dataset;
const place = page.dataset.workshop;
const plural = new Intl.PluralRules(document.documentElement.lang);
const ACTIVITY_OF = { write: "write", place: "place", round: "voice", discuss: "voice", pledge: "pledge" };
const MOST_LATELY = 500; // news, more than a full hall makes in the time a state takes to come
const TIMEOUT = 20_000; // a Wi-Fi that lost its way does not say so

let shelf;
let outbox;
let postman;
let people;
let live = "waiting";
let trouble = "";
let offset = 0; // what to add to this device's clock to have the site's
let reached = 0; // number of the last event this device knows to be in what it did
let fetching = null;
let lately = []; // the last news heard, in order: a state that comes now may be a moment older than they are
let soon = 0;
let silence = 0;
const activities = new Map(); // name → {section, module}

// Milliseconds after which this phone asks what all phones ask at once.
const momentOfOurs = () => Math.random() * Math.min(4_000, 500 + 10 * (hall.state?.participants ?? 0));

export const hall = {
  state: JSON.parse(document.getElementById("hall-state").textContent),
  words,
  get me() {
    return people.current;
  },

  // Keep an act on this device, and send it when there is a way. Gives its id, under which the site keeps it once.
  // Fails when the device has no room: this is said, and what was typed must stay where it is.
  async act(kind, fields = {}, id = freshId(), { id: by, key } = people.current) {
    const kept = outbox.add({ id, kind, by, key, fields });
    showState(); // from the first instant nothing here says that all was received
    try {
      await kept;
    } catch (full) {
      showState();
      hall.announce(words.noRoom, { isUrgent: true });
      throw full;
    }
    document.getElementById("phone-alert").textContent = "";
    showState();
    postman.go();
    return id;
  },

  // Acts of the person who writes now, that the site has not answered yet: {id, kind, fields, tried, order}.
  waiting: (kind) => mine(outbox.waiting, kind),
  // Acts of theirs the site refused: with `refused`, its reason in words.
  refused: (kind) => mine(outbox.refused, kind),
  // Forget an act that waits or was refused. False when it may have left already.
  async forget(act) {
    if (act.tried && !act.refused) return false;
    await outbox.remove(act);
    showState();
    return true;
  },
  // Change the fields of an act that has not left. False when it may have: then only another act can change it.
  change: (act, fields) => outbox.changeUnsent(act, { fields: { ...act.fields, ...fields } }),

  say: (name, values = {}) => (words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? ""),
  counted: (name, n) => hall.say(`${name}${plural.select(n) === "one" ? "One" : "Many"}`, { n }),
  announce(text, { isUrgent = false } = {}) {
    const voice = document.getElementById(isUrgent ? "phone-alert" : "phone-said");
    voice.textContent = "";
    requestAnimationFrame(() => (voice.textContent = text)); // said again even when the words are the same
    clearTimeout(silence);
    silence = setTimeout(hush, 6_000);
    if (isUrgent) voice.scrollIntoView({ block: "nearest" });
  },
  now: () => new Date(Date.now() + offset),
  // An instant of this device (its milliseconds), as the site's clock would have said it.
  instant: (here) => new Date(here + offset),

  // Ask for the whole state now; show() of all activities follows. Gives null when there is no way to the site.
  refresh() {
    fetching = fetching || fetchState().finally(() => (fetching = null));
    return fetching;
  },
  // The same within a moment that is longer in a larger hall: three hundred phones do not come in the same instant.
  refreshSoon() {
    clearTimeout(soon);
    soon = setTimeout(hall.refresh, momentOfOurs());
  },
  // Read or send something else under the hall's own address: fetch(`place/?code=A01`) → {status, ...answer}.
  fetch: ask,

  // A calm screen, and back.
  pause: () => people.pause(),
  comeBack: () => people.show(),

  shelf: {
    get: (name) => shelf.get(`spirale-hall/${place}/${name}`),
    put: (name, value) => shelf.put(`spirale-hall/${place}/${name}`, value),
    remove: (name) => shelf.remove(`spirale-hall/${place}/${name}`),
    all: (name) => shelf.all(`spirale-hall/${place}/${name}`),
  },
};

// What is urgent stays until the next act; the rest leaves the eye in peace.
function hush() {
  document.getElementById("phone-said").textContent = "";
}

const mine = (acts, kind) =>
  acts.filter((act) => act.by === people.current?.id && (!kind || act.kind === kind));

// ---- what the site is asked and told ----------------------------------------------------------------------------

async function ask(path, { body, asks } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT);
  const me = people?.current;
  const headers = {};
  if (me?.isKnown) Object.assign(headers, { "X-Hall-Participant": me.id, "X-Hall-Key": me.key });
  if (body) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(page.dataset.hall + path, {
      method: body ? "POST" : "GET",
      headers,
      body: body && JSON.stringify(body),
      signal: stop.signal,
      credentials: "omit",
      cache: "no-store",
      ...asks,
    });
    let told = {};
    try {
      told = await answer.json();
    } catch {
      // not one of ours: the page of a Wi-Fi that asks to sign in, or of a proxy
    }
    return { ...told, status: answer.status };
  } catch {
    throw Object.assign(new Error("no network"), { said: words.offline });
  } finally {
    clearTimeout(timer);
  }
}

async function send(acts) {
  const sent = acts.map(({ id, kind, by, key, order, fields }) => ({
    ...fields,
    ...{ id, kind, by, key, at: hall.instant(order).toISOString() },
  }));
  const told = await ask("acts/", { body: { acts: sent } });
  if (told.status !== 200 || !Array.isArray(told.results)) {
    throw Object.assign(new Error("not received"), { said: told.message || words.trouble });
  }
  reached = Math.max(reached, told.number || 0);
  const answers = new Map(told.results.map((answer) => [answer.id, answer]));
  return acts.map((act) => answers.get(act.id));
}

async function told(what, act, answer) {
  trouble = what === "waiting" ? answer.message || "" : "";
  if (act && what !== "waiting") {
    if (what === "refused" && act.kind !== "join") hall.announce(answer.message, { isUrgent: true });
    await people.settled(act, { ...answer, state: what });
    if (act.kind === "join" && act.by === people.current?.id && !hall.state.me) hall.state.me = newcomer(people.current);
    for (const { module } of activities.values()) module?.settled?.(act, answer);
    await keepState();
  }
  showState();
}

const newcomer = ({ id, first_name, kind, table }) =>
  ({ id, first_name, kind, table, notes: [], hand: [], asks_floor: false, pledges: [] });

async function fetchState() {
  const asking = () => `${people.current?.id} ${Boolean(people.current?.isKnown)}`;
  const who = asking();
  let state;
  try {
    state = await ask("state/");
  } catch {
    return null;
  }
  if (state.status !== 200 || !Array.isArray(state.questions)) return null;
  if (who !== asking()) return fetchState(); // meanwhile they were let in, or somebody else took the phone
  if (state.number < reached) { // it was read before what this device just did
    await new Promise((resolve) => setTimeout(resolve, 250)); // the site reads it anew for all once a moment
    return fetchState();
  }
  heardAt(state.now);
  delete state.status;
  await take(state);
  return state;
}

function heardAt(instant) {
  const said = Date.parse(instant);
  if (!Number.isNaN(said)) offset = said - Date.now();
}

async function take(state) {
  if (state.me?.is_erased) return people.erased(); // on another device
  const before = hall.state;
  hall.state = state;
  if (before.step?.id !== state.step?.id) tellStep();
  keepState();
  show();
  const missed = lately.filter((news) => news.n > state.number);
  if (missed.length) hear({ to: missed[missed.length - 1].n, news: missed });
  followNews();
}

// What this device may show again without network: the workshop, its questions, and one's own notes. Nothing of others.
async function keepState() {
  const { number, now, workshop, step, questions, me } = hall.state;
  const kept = { number, now, workshop, step, questions, me: me && { ...me, hand: null } };
  await hall.shelf.put(`state/${people.current?.id || "nobody"}`, kept).catch(() => {});
}

async function stateFromDevice() {
  const kept = await hall.shelf.get(`state/${people.current?.id || "nobody"}`).catch(() => null);
  const isNewer = kept && kept.number >= hall.state.number;
  hall.state = { ...hall.state, ...(isNewer ? kept : {}), me: kept?.me || null };
}

// ---- news -------------------------------------------------------------------------------------------------------

let follower = null;
let elsewhere = null;

async function followNews() {
  if (follower || !hall.state.live) return;
  follower = {};
  try {
    const { follow } = await import("../live/follow.js");
    follower = follow({
      address: hall.state.live,
      number: hall.state.number,
      onNews: hear,
      onReset: async () => {
        await new Promise((resolve) => setTimeout(resolve, momentOfOurs()));
        elsewhere?.askSoon();
        return hall.refresh();
      },
      onState(word) {
        live = word;
        if (word === "open") postman.go();
        showState();
      },
    });
  } catch {
    follower = null; // it did not come: the state is asked again from time to time
  }
}

function hear(frame) {
  heardAt(frame.now);
  const last = lately.length ? lately[lately.length - 1].n : 0;
  lately = [...lately, ...frame.news.filter((news) => news.n > last)].slice(-MOST_LATELY);
  const { state } = hall;
  state.number = Math.max(state.number, frame.to);
  const question = (id) => state.questions.find((each) => each.id === id);
  let isMore = false;
  for (const news of frame.news) {
    if (news.verb.startsWith("step ") && "step" in news) {
      const isNew = state.step?.id !== news.step?.id;
      state.step = news.step;
      if (isNew) tellStep();
    } else if (news.verb === "participant joined") state.participants = news.participants;
    else if (news.verb === "note gathered" || news.verb === "note restored") countNote(question(news.question), 1);
    else if (news.verb === "note withdrawn") countNote(question(news.question), -1);
    else if (news.verb === "question revealed") {
      const revealed = question(news.question);
      if (revealed) {
        revealed.revealed_at = news.at;
        hall.announce(hall.say("revealed", { question: revealed.code }));
      }
      isMore = true;
    } else if (/^(question dealt|agenda changed|hall |door |participant's|participant erased)/.test(news.verb)) isMore = true;
  }
  if (isMore) hall.refreshSoon();
  for (const { module } of activities.values()) module?.hear?.(frame.news, state);
  elsewhere?.hear(frame.news);
  arrange();
  showState();
  keepState();
}

function countNote(question, step) {
  if (question) question.notes = Math.max(0, question.notes + step);
}

function tellStep() {
  const { step } = hall.state;
  hall.announce(step ? hall.say("stepNow", { title: step.title }) : words.noStep);
}

// ---- what the person sees ---------------------------------------------------------------------------------------

function show() {
  for (const { module } of activities.values()) module?.show?.(hall.state);
  arrange();
  showState();
}

// Which activity is in front depends on the step; writing stays reachable, folded, at any other time.
function arrange() {
  const { step, workshop } = hall.state;
  const front = workshop.is_closed ? "" : ACTIVITY_OF[step?.kind] || "";
  page.dataset.front = front;
  for (const [name, { section }] of activities) section.hidden = name !== "write" && name !== front;
  const fold = document.getElementById("write-fold");
  if (front === "write" || fold.dataset.front !== front) fold.setAttribute("aria-expanded", "false");
  fold.dataset.front = front;
  fold.hidden = front === "write" || !people.current;
  document.getElementById("write-body").hidden = !fold.hidden && fold.getAttribute("aria-expanded") !== "true";
  const now = document.getElementById("phone-step");
  now.querySelector("[data-title]").textContent = workshop.is_closed ? words.closed : step ? step.title : words.noStep;
  now.querySelector("[data-aim]").textContent = workshop.is_closed ? words.closedMore : step?.aim || "";
  now.querySelector("[data-place]").textContent = step ? hall.say("stepOf", { position: step.position, of: step.of }) : "";
  now.querySelector("[data-paused]").hidden = !step?.paused_at;
}

function showState() {
  const waiting = outbox.waiting.length;
  const words_ = [];
  if (waiting) words_.push(hall.counted("waiting", waiting));
  if (trouble) words_.push(trouble);
  else if (waiting && !navigator.onLine) words_.push(words.offline);
  if (outbox.isEmpty) words_.push(outbox.isSeenEmpty ? words.allReceived : "");
  if (waiting) outbox.isSeenEmpty = true;
  const line = document.getElementById("phone-state");
  const said = words_.filter(Boolean).join(" ");
  if (line.textContent !== said) line.textContent = said;
  page.dataset.state = outbox.isEmpty ? "received" : "waiting";
  page.dataset.live = live;
}

// ---- start ------------------------------------------------------------------------------------------------------

async function addActivity(section) {
  const { activity, module } = section.dataset;
  activities.set(activity, { section, module: null });
  if (activity === "write") {
    activities.set(activity, { section, module: startWriting(hall) });
  } else if (module) {
    try {
      const started = (await import(module)).start(hall) || {};
      activities.set(activity, { section, module: started });
      started.show?.(hall.state);
    } catch (trouble) {
      console.error(trouble); // eslint-disable-line no-console -- asked for again with the next state
      setTimeout(() => addActivity(section), 10_000);
    }
  }
}

async function begin() {
  shelf = await openShelf();
  outbox = await Outbox.open(place, shelf);
  people = await startPeople(hall, { outbox, ask, changed: somebodyElse });
  postman = new Postman(outbox, send, told, { batch: 50, mayLeave: people.mayLeave });
  await stateFromDevice();
  document.getElementById("fleeting").hidden = !shelf.isFleeting;
  navigator.storage?.persist?.().catch(() => {}); // asked, not needed: browsers then clear the rest first
  const sections = [...page.querySelectorAll("[data-activity]")];
  await Promise.all(sections.filter((section) => section.dataset.activity === "write").map(addActivity));
  await people.begin();
  show();
  page.dataset.ready = "yes";
  postman.go();
  const others = Promise.all(sections.filter((section) => section.dataset.activity !== "write").map(addActivity));
  await Promise.all([others, hall.refresh(), followNews()]);
  import("./phone_elsewhere.js")
    .then(({ startElsewhere }) => (elsewhere = startElsewhere(page.dataset, hall.state.number)))
    .catch(() => {}); // it did not come: the link stays as the page brought it
  import("../offline/shell.js")
    .then(({ keepShell }) => keepShell({ door: page.dataset.door, files: page.dataset.static }))
    .catch(() => {}); // it did not come: the page works as long as it stays open
  setInterval(() => {
    if (live !== "open" && document.visibilityState === "visible" && navigator.onLine !== false) hall.refreshSoon();
  }, 25_000);
}

async function somebodyElse() {
  hall.state = { ...hall.state, me: null };
  await stateFromDevice();
  show();
  hall.refresh();
}

// ---- what the page itself does --------------------------------------------------------------------------------------

addEventListener("beforeunload", (event) => {
  if (outbox?.waiting.length) event.preventDefault(); // it is kept, but leaves only while this page is open
});

document.getElementById("write-fold").addEventListener("click", ({ currentTarget: fold }) => {
  fold.setAttribute("aria-expanded", String(fold.getAttribute("aria-expanded") !== "true"));
  arrange();
});

document.getElementById("other-language")?.addEventListener("click", (event) => {
  const { language } = event.currentTarget.dataset;
  document.cookie = `${page.dataset.languageCookie}=${language}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
});

begin();

// The phone at the meeting where actions are chosen: who holds it, what is known here, and what leaves. Scoring and
// pledging are modules of their own. Who holds the phone is the participant of the hall (the same shelf); what is done
// waits in an outbox of its own and leaves by the door of the hall, each act under an id of its own, so that sending
// twice keeps once.
import { Outbox, Postman, freshId, openShelf } from "../offline/outbox.js";
import { freshKey } from "../offline/keys.js";
import { follow } from "../live/follow.js";
import { keepShell } from "../offline/shell.js";
import { keepMine, mineKept, turned } from "./meeting_kept.js";
import { announce, byId, choice, page, put, say, words, workshop } from "./meeting_page.js";
import { startPledging } from "./meeting_pledges.js";
import { startScoring } from "./meeting_scores.js";

let state = JSON.parse(byId("meeting-state").textContent);
let shelf;
let outbox;
let postman;
let person = null;
let scores = {}; // action → criterion → value: what the site has, under what waits here
let pledges = []; // mine, as the site has them
let trouble = "";
let isSeen = false;
const kept = (what) => `choice/${choice}/${what}/${person?.id || "nobody"}`;

// What the modules know of it, as it is at each moment.
const meeting = {
  get state() {
    return state;
  },
  get scores() {
    return scores;
  },
  get pledges() {
    return pledges;
  },
  get outbox() {
    return outbox;
  },
  act,
  draw,
};
const scoring = startScoring(meeting);
const pledging = startPledging(meeting);

// ---- who holds the phone ----------------------------------------------------------------------------------------

const PEOPLE = `spirale-hall/${workshop}/people`;

async function findPerson() {
  const kept = (await shelf.get(PEOPLE).catch(() => null)) || { list: [], current: "" };
  person = kept.list.find((each) => each.id === kept.current) || kept.list[0] || null;
}

async function join(fields) {
  const fresh = {
    id: freshId(),
    key: freshKey(),
    first_name: fields.first_name.value.trim().slice(0, 40),
    kind: fields.kind.value,
    table: null,
    helped_by: null,
  };
  const kept = (await shelf.get(PEOPLE).catch(() => null)) || { list: [], current: "" };
  await shelf.put(PEOPLE, { list: [...kept.list, fresh], current: fresh.id });
  person = fresh;
  await knock();
  show();
  byId("action-title").focus({ preventScroll: true });
}

// Joining twice is joining once: whoever is not known to be in asks again before anything else leaves.
const knock = () => act("join", { first_name: person.first_name, as: person.kind });

async function isIn() {
  const kept = await shelf.get(PEOPLE).catch(() => null);
  if (!kept) return;
  const list = kept.list.map((each) => (each.id === person.id ? { ...each, isKnown: true } : each));
  await shelf.put(PEOPLE, { ...kept, list }).catch(() => {});
  person.isKnown = true;
}

// ---- sending ----------------------------------------------------------------------------------------------------

async function act(kind, fields) {
  const kept = outbox.add({ id: freshId(), kind, by: person.id, key: person.key, fields });
  showState(); // from the first instant nothing here says that all was received
  try {
    await kept;
  } catch {
    showState();
    announce(words.noRoom, true);
    throw new Error("no room");
  }
  put(byId("phone-alert"), "");
  showState();
  postman.go();
}

async function send(acts) {
  const sent = acts.map(({ id, kind, by, key, fields }) => ({ ...fields, id, kind, by, key }));
  let told;
  try {
    const answer = await fetch(`${page.dataset.hall}acts/`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ acts: sent }),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout?.(20_000),
    });
    told = answer.ok ? await answer.json() : {};
  } catch {
    throw Object.assign(new Error("no network"), { said: words.offline });
  }
  if (!Array.isArray(told.results)) throw Object.assign(new Error("not received"), { said: words.trouble });
  const answers = new Map(told.results.map((each) => [each.id, each]));
  return acts.map((each) => answers.get(each.id));
}

async function told(what, sent, answer) {
  trouble = what === "waiting" ? answer.message || "" : "";
  if (sent && what === "refused") {
    announce(answer.message, true);
    await outbox.remove(sent);
    if (sent.kind !== "join") await refresh();
  } else if (sent && what !== "waiting") {
    if (sent.kind === "join") await isIn();
    else keep(sent);
  }
  showState();
  draw();
}

// The site has it: what it did is what is known from now on.
function keep({ kind, fields }) {
  if (kind === "score") (scores[fields.action] ||= {})[fields.criterion] = fields.value;
  if (kind === "bank_pledge" || kind === "bank_change") {
    pledges = [...pledges.filter((each) => each.pledge !== fields.pledge), { ...fields, is_withdrawn: false }];
  }
  pledges = turned(pledges, { kind, fields });
  keepMine(shelf, kept("mine"), { scores, pledges });
}

async function refresh() {
  const headers = person?.isKnown ? { "X-Hall-Participant": person.id, "X-Hall-Key": person.key } : {};
  try {
    const answer = await fetch(page.dataset.stateAddress, { headers, credentials: "omit", cache: "no-store" });
    if (!answer.ok) return null;
    const told = await answer.json();
    if (told.number < state.number) return state; // overtaken on its way by a newer one
    state = told;
  } catch {
    return null;
  }
  if (state.me) {
    scores = state.me.scores;
    pledges = state.me.pledges;
    keepMine(shelf, kept("mine"), { scores, pledges });
    if (state.me.is_erased) announce(words.erased);
  }
  draw();
  return state;
}

// ---- what one sees ----------------------------------------------------------------------------------------------

function showState() {
  const waiting = outbox.waiting.length;
  if (waiting) isSeen = true;
  const said = waiting ? `${say("waiting", { n: waiting })} ${trouble}` : isSeen && outbox.isEmpty ? words.allReceived : "";
  put(byId("phone-state"), said.trim());
  page.dataset.state = outbox.isEmpty ? "received" : "waiting";
}

function show() {
  byId("join").hidden = Boolean(person);
  byId("inside").hidden = !person;
  if (person) put(byId("my-key"), person.key);
  draw();
}

function draw() {
  if (!person) return;
  byId("scoring-closed").hidden = state.is_scoring_open;
  byId("bank-closed").hidden = state.is_bank_open;
  byId("pledge-form").hidden = !state.is_bank_open;
  scoring.draw();
  pledging.draw();
}

// ---- start ------------------------------------------------------------------------------------------------------

for (const tab of page.querySelectorAll("[data-tab]")) {
  tab.addEventListener("click", () => {
    for (const each of page.querySelectorAll("[data-tab]")) each.setAttribute("aria-pressed", String(each === tab));
    for (const name of ["score", "pledge"]) byId(name).hidden = name !== tab.dataset.tab;
  });
}
byId("join-form").addEventListener("submit", (event) => {
  event.preventDefault();
  join(event.target.elements).catch(() => {});
});
addEventListener("beforeunload", (event) => {
  if (outbox?.waiting.length) event.preventDefault();
});

const HEARD = /^(scoring |bank |actions decided|choice |rules )/;
let soon = 0;
let live = null;

// What all are told alike is made once a moment: what was heard of may not be in it yet, and is asked for again.
async function catchUp() {
  if ((await refresh()) && live && state.number < live.number) askSoon(1_000);
}

function askSoon(wait) {
  clearTimeout(soon);
  soon = setTimeout(catchUp, wait);
}

async function begin() {
  shelf = await openShelf();
  outbox = await Outbox.open(`choice/${choice}`, shelf);
  await findPerson();
  postman = new Postman(outbox, send, told, { batch: 50 });
  if (person && !person.isKnown && !outbox.acts.some((each) => each.kind === "join")) await knock().catch(() => {});
  ({ scores = {}, pledges = [] } = (await mineKept(shelf, kept("mine"))) || {});
  show();
  showState();
  await pledging.restore(shelf, () => kept("draft"));
  page.dataset.ready = "yes";
  postman.go();
  await refresh();
  live = follow({
    address: state.live,
    number: state.number,
    onNews(frame) {
      if (!frame.news.some((news) => HEARD.test(news.verb))) return;
      askSoon(300 + Math.random() * 2_000); // not all phones in the same instant
    },
    onReset: refresh,
    onState: (word) => word === "open" && postman.go(),
  });
  keepShell({ door: page.dataset.door, files: page.dataset.static });
}

begin();

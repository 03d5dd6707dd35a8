// The phone at the meeting where actions are chosen: scoring one action after the other, and pledging to the bank.
// Who holds the phone is the participant of the hall (the same shelf); what is done waits in an outbox of its own and
// leaves by the door of the hall, each act under an id of its own, so that sending twice keeps once.
import { Outbox, Postman, freshId, openShelf } from "../offline/outbox.js";
import { freshKey } from "../offline/keys.js";
import { follow } from "../live/follow.js";
import { keepShell } from "../offline/shell.js";
import { keepDraft, keepMine, mineKept } from "./meeting_kept.js";

const byId = (id) => document.getElementById(id);
const page = byId("phone");
const words = byId("phone-words").dataset;
const { choice, workshop } = page.dataset;
const say = (name, values = {}) => (words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const put = (element, text) => element.textContent !== text && (element.textContent = text);

let state = JSON.parse(byId("meeting-state").textContent);
let shelf;
let outbox;
let postman;
let person = null;
let scores = {}; // action → criterion → value: what the site has, under what waits here
let pledges = []; // mine, as the site has them
let at = 0; // which action is in front
let changing = ""; // the pledge whose fields are in the form
let trouble = "";
let isSeen = false;
let draft;
const kept = (what) => `choice/${choice}/${what}/${person?.id || "nobody"}`;

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
  try {
    await outbox.add({ id: freshId(), kind, by: person.id, key: person.key, fields });
  } catch {
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
  if (kind === "bank_withdraw" || kind === "bank_bring_back") {
    const is_withdrawn = kind === "bank_withdraw";
    pledges = pledges.map((each) => (each.pledge === fields.pledge ? { ...each, is_withdrawn } : each));
  }
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

function announce(text, isUrgent = false) {
  const voice = byId(isUrgent ? "phone-alert" : "phone-said");
  voice.textContent = "";
  requestAnimationFrame(() => (voice.textContent = text));
  if (isUrgent) voice.scrollIntoView({ block: "nearest" });
}

function showState() {
  const waiting = outbox.waiting.length;
  if (waiting) isSeen = true;
  const said = waiting ? `${say("waiting", { n: waiting })} ${trouble}` : isSeen ? words.allReceived : "";
  put(byId("phone-state"), said.trim());
  page.dataset.state = waiting ? "waiting" : "received";
}

function show() {
  byId("join").hidden = Boolean(person);
  byId("inside").hidden = !person;
  if (person) put(byId("my-key"), person.key);
  draw();
}

const given = (action, criterion) => {
  const waits = outbox.waiting.filter(
    ({ kind, fields }) => kind === "score" && fields.action === action && fields.criterion === criterion,
  );
  return waits.length ? waits[waits.length - 1].fields.value : scores[action]?.[criterion];
};

function draw() {
  if (!person) return;
  byId("scoring-closed").hidden = state.is_scoring_open;
  byId("bank-closed").hidden = state.is_bank_open;
  byId("pledge-form").hidden = !state.is_bank_open;
  drawAction();
  drawChoices();
  drawMine();
}

let drawn = ""; // which action and criteria stand in the page: radios stay where they are under the finger

function drawAction() {
  at = Math.max(0, Math.min(at, state.actions.length - 1));
  const action = state.actions[at];
  byId("no-action").hidden = Boolean(action);
  byId("action").hidden = !action;
  if (!action) return;
  put(byId("action-place"), say("place", { n: at + 1, of: state.actions.length }));
  put(byId("action-title"), action.title);
  put(byId("action-what"), [action.what, action.tomorrow].filter(Boolean).join("\n"));
  byId("action-before").disabled = at === 0;
  byId("action-next").disabled = at === state.actions.length - 1;
  const wanted = JSON.stringify([action.id, state.criteria]);
  if (drawn !== wanted) {
    byId("action-criteria").replaceChildren(...state.criteria.map((one) => criterionOf(action, one)));
    drawn = wanted;
  }
  for (const input of byId("action-criteria").querySelectorAll("input")) {
    input.checked = given(action.id, input.name) === Number(input.value);
    input.disabled = !state.is_scoring_open;
  }
}

function criterionOf(action, criterion) {
  const box = byId("criterion").content.firstElementChild.cloneNode(true);
  put(box.querySelector("legend"), criterion.name);
  put(box.querySelector(".help"), criterion.meaning);
  for (let value = criterion.lowest; value <= criterion.highest; value += 1) {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "radio", name: criterion.id, value });
    input.addEventListener("change", () => giveScore(action, criterion, value));
    label.append(input, Object.assign(document.createElement("span"), { textContent: value }));
    box.querySelector(".scale").append(label);
  }
  return box;
}

async function giveScore(action, criterion, value) {
  const before = outbox.waiting.find(
    ({ kind, fields, tried }) =>
      kind === "score" && !tried && fields.action === action.id && fields.criterion === criterion.id,
  );
  const fields = { choice, action: action.id, criterion: criterion.id, value };
  if (!(before && (await outbox.changeUnsent(before, { fields })))) await act("score", fields).catch(() => {});
  const isAll = state.actions.every((each) => state.criteria.every((one) => given(each.id, one.id) !== undefined));
  if (isAll) announce(words.scored);
}

function turn(step) {
  at += step;
  drawAction();
  byId("action-title").focus({ preventScroll: true });
  scrollTo(0, 0);
}

// ---- pledging ---------------------------------------------------------------------------------------------------

const form = byId("pledge-form");
const resourceNamed = (id) => state.resources.find((each) => each.id === id);

function drawChoices() {
  const select = byId("pledge-resource");
  if (select.dataset.drawn !== JSON.stringify(state.resources)) {
    const chosen = select.value;
    select.replaceChildren(
      ...state.resources.map(({ id, name, unit }) => new Option(`${name} (${unit})`, id, false, id === chosen)),
    );
    select.dataset.drawn = JSON.stringify(state.resources);
  }
  const unit = resourceNamed(select.value)?.unit;
  put(byId("pledge-unit"), unit ? `(${unit})` : "");
  tickable("pledge-for", "only_for", state.actions.map(({ id, title }) => [id, title]));
  tickable("pledge-if", "only_if", state.pledges.map(({ id, said }) => [id, said]));
  byId("pledge-if-box").hidden = !state.pledges.length;
}

function tickable(id, name, things) {
  const box = byId(id);
  if (box.dataset.drawn === JSON.stringify(things)) return;
  const ticked = new Set([...box.querySelectorAll("input:checked")].map((each) => each.value));
  box.dataset.drawn = JSON.stringify(things);
  box.replaceChildren(
    ...things.map(([value, title]) => {
      const line = Object.assign(document.createElement("label"), { className: "choice-line" });
      const input = Object.assign(document.createElement("input"), { type: "checkbox", name, value });
      input.checked = ticked.has(value);
      line.append(input, Object.assign(document.createElement("span"), { textContent: title, dir: "auto" }));
      return line;
    }),
  );
}

function fieldsOf() {
  const data = new FormData(form);
  const one = (name) => String(data.get(name) || "").trim();
  return {
    choice,
    pledge: changing || freshId(),
    resource: one("resource"),
    amount: one("amount"),
    from_on: one("from_on"),
    to_on: one("to_on"),
    place: one("place"),
    said: one("said"),
    contact: one("contact"),
    only_for: data.getAll("only_for"),
    only_if: data.getAll("only_if"),
  };
}

function setChanging(pledge) {
  changing = pledge;
  form.querySelector("[data-new]").hidden = Boolean(pledge);
  form.querySelector("[data-changing]").hidden = !pledge;
}

async function promise() {
  const isChange = Boolean(changing);
  try {
    await act(isChange ? "bank_change" : "bank_pledge", fieldsOf());
  } catch {
    return;
  }
  const { value } = byId("pledge-resource");
  await draft.clear();
  form.reset();
  byId("pledge-resource").value = value;
  byId("pledge-more").open = false;
  setChanging("");
  draw();
  announce(isChange ? words.changed : words.promised);
}

function change(pledge) {
  setChanging(pledge.pledge);
  for (const name of ["resource", "amount", "from_on", "to_on", "place", "said", "contact"]) {
    form.elements[name].value = pledge[name] || "";
  }
  for (const name of ["only_for", "only_if"]) {
    for (const box of form.querySelectorAll(`[name="${name}"]`)) box.checked = (pledge[name] || []).includes(box.value);
  }
  byId("pledge-more").open = true;
  byId("pledge-amount").focus();
}

// Those the site has, with what waits here done to them.
function myPledges() {
  let mine = pledges.map((each) => ({ ...each, isHere: false }));
  for (const { kind, fields } of outbox.waiting) {
    if (kind === "bank_pledge" || kind === "bank_change") {
      mine = [...mine.filter((each) => each.pledge !== fields.pledge), { ...fields, isHere: true }];
    } else if (kind === "bank_withdraw" || kind === "bank_bring_back") {
      const is_withdrawn = kind === "bank_withdraw";
      mine = mine.map((each) => (each.pledge === fields.pledge ? { ...each, is_withdrawn, isHere: true } : each));
    }
  }
  return mine;
}

function drawMine() {
  const mine = myPledges();
  const list = byId("my-pledges");
  byId("no-pledge").hidden = mine.length > 0;
  const wanted = JSON.stringify([mine, state.is_bank_open, state.resources]);
  if (list.dataset.drawn === wanted) return;
  list.dataset.drawn = wanted;
  list.replaceChildren(...mine.map(lineOf));
}

function lineOf(pledge) {
  const line = byId("mine").content.firstElementChild.cloneNode(true);
  const resource = resourceNamed(pledge.resource);
  const titles = (ids, things, name) =>
    (ids || []).map((id) => things.find((each) => each.id === id)?.[name] || "…").join(", ");
  put(line.querySelector("[data-said]"), `${pledge.amount} ${resource?.unit || ""} (${resource?.name || "…"})`);
  const more = [
    [pledge.from_on, pledge.to_on].filter(Boolean).join(" → "),
    pledge.place,
    pledge.only_for?.length ? say("onlyFor", { what: titles(pledge.only_for, state.actions, "title") }) : "",
    pledge.only_if?.length ? say("onlyIf", { what: titles(pledge.only_if, state.pledges, "said") }) : "",
  ];
  put(line.querySelector("[data-more]"), more.filter(Boolean).join(" · "));
  const where = pledge.isHere ? words.isHere : pledge.is_withdrawn ? words.isWithdrawn : words.isReceived;
  put(line.querySelector("[data-state]"), where);
  line.querySelector("[data-acts]").hidden = Boolean(pledge.is_withdrawn);
  const back = line.querySelector("[data-back]");
  back.hidden = !pledge.is_withdrawn || !state.is_bank_open;
  back.querySelector("button").addEventListener("click", async () => {
    await act("bank_bring_back", { choice, pledge: pledge.pledge }).catch(() => {});
    draw();
    announce(words.broughtBack);
  });
  line.querySelector("[data-change]").hidden = !state.is_bank_open;
  line.querySelector("[data-change]").addEventListener("click", () => change(pledge));
  const leaving = line.querySelector("form");
  leaving.elements.reason.required = state.is_decided;
  leaving.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = { choice, pledge: pledge.pledge, reason: leaving.elements.reason.value.trim() };
    if (changing === pledge.pledge) setChanging("");
    await act("bank_withdraw", fields).catch(() => {});
    draw();
    announce(words.withdrawn);
  });
  return line;
}

// ---- start ------------------------------------------------------------------------------------------------------

for (const tab of page.querySelectorAll("[data-tab]")) {
  tab.addEventListener("click", () => {
    for (const each of page.querySelectorAll("[data-tab]")) each.setAttribute("aria-pressed", String(each === tab));
    for (const name of ["score", "pledge"]) byId(name).hidden = name !== tab.dataset.tab;
  });
}
byId("action-before").addEventListener("click", () => turn(-1));
byId("action-next").addEventListener("click", () => turn(1));
byId("pledge-resource").addEventListener("change", drawChoices);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  promise();
});
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
  draft = keepDraft({ form, shelf, name: () => kept("draft"), isOff: () => Boolean(changing) });
  if (await draft.restore()) announce(words.draft);
  drawChoices();
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

// Fast entry: type, Enter, next. Everything here is on top of a form that works without it.
import { Outbox, Postman, freshId } from "../offline/outbox.js";

const form = document.getElementById("entry");
const words = document.getElementById("entry-words").dataset;
const box = form.elements.text;
const sheet = form.elements.sheet; // only where paper sheets were printed
const panel = document.getElementById("suggestion");
const list = document.getElementById("last-notes");
const state = document.getElementById("entry-state");
const said = document.getElementById("entry-said"); // of fixed height: the page does not move under the typist
const plural = new Intl.PluralRules(document.documentElement.lang);
const draftKey = `spirale-draft/${form.dataset.place}`;

const say = (name, values = {}) => (words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const counted = (name, count) => say(`${name}${plural.select(count) === "one" ? "One" : "Many"}`, { n: count });
const announce = (text) => {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = text)); // said again even when the words are the same
};
const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.split("=")[1];
const chosen = (name) => form.querySelector(`input[name="${name}"]:checked`);

let outbox;
let postman;
let proposal = null; // the suggestion that is on screen, and nothing else, is what a key accepts
let received = Number(form.dataset.received);
const arrivedBefore = new Set();

// ---- what the site is told --------------------------------------------------------------------------------------

async function post(address, body, signal) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") || form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify(body),
      signal,
      keepalive: true,
      redirect: "error",
    });
  } catch (trouble) {
    if (trouble.name === "AbortError") throw trouble;
    throw Object.assign(new Error("no network"), { said: words.offline });
  }
  let told = {};
  try {
    told = await answer.json();
  } catch {
    // not one of ours: a proxy, or a page in place of an answer
  }
  return { status: answer.status, ...told };
}

async function send(act) {
  const address = act.kind === "withdraw" ? `${form.dataset.notes}${act.note}/withdraw/` : form.dataset.notes;
  const told = await post(address, act.body || {});
  if (told.status === 200) return told;
  if (told.status === 422) return { state: "refused", message: told.message };
  if (told.status === 404 && act.kind === "withdraw") return { state: "withdrawn" }; // never arrived: nothing to take back
  const said = told.message || (told.status === 403 ? words.signedOut : words.trouble);
  throw Object.assign(new Error("not received"), { said });
}

// ---- what the person sees ---------------------------------------------------------------------------------------

function showState(trouble = "") {
  const waiting = outbox.waiting.filter((act) => act.kind === "enter").length;
  state.textContent = [
    counted("received", received),
    waiting ? counted("waiting", waiting) : "",
    trouble,
  ].filter(Boolean).join(" ");
  state.dataset.state = waiting ? "waiting" : "received";
}

function itemOf(note) {
  const item = document.getElementById("note-typed").content.firstElementChild.cloneNode(true);
  item.dataset.note = note.id;
  item.querySelector(".swatch").dataset.question = note.questionCode;
  Object.assign(item.dataset, { questionId: note.question, sign: note.sign, sheet: note.sheet || "" });
  const number = item.querySelector("[data-sheet-number]");
  number.hidden = !note.sheet;
  number.textContent = note.sheet ? say("sheetNumber", { n: note.sheet }) : "";
  item.querySelector(".note-mark").textContent = `${note.questionCode} ${{ 1: "+", "-1": "−", 0: "" }[note.sign]}`.trim();
  item.querySelector("[data-text]").textContent = note.text;
  item.querySelector("[data-code]").textContent = note.code ? `${note.code} ${note.label}` : "";
  item.querySelector("[data-unverified]").hidden = !note.unverified;
  return item;
}

function mark(id, name, message = "") {
  const item = list.querySelector(`[data-note="${id}"]`);
  if (!item) return;
  item.dataset.state = name;
  item.querySelector("[data-state-words]").textContent = message || words[`state${name[0].toUpperCase()}${name.slice(1)}`] || "";
}

function told(what, act, answer) {
  if (what === "received") {
    mark(act.body.id, "received", answer.message);
    count(act, act.body.question, 1);
    if (answer.message) announce(answer.message);
  } else if (what === "withdrawn") {
    count(act, act.question, -1);
  } else if (what === "refused") {
    announce(answer.message);
    showRefused();
  }
  showState(what === "waiting" ? answer.message || words.offline : "");
  showEmpty();
}

function showEmpty() {
  document.getElementById("no-notes").hidden = list.children.length > 0;
  document.getElementById("take-back").disabled = !list.querySelector("li[data-note]");
}

function showRefused() {
  const place = document.getElementById("refused");
  const items = place.querySelector("ul");
  items.replaceChildren(
    ...outbox.refused.map((act) => {
      const item = document.getElementById("note-refused").content.firstElementChild.cloneNode(true);
      item.querySelector("[data-text]").textContent = act.body?.text || "";
      item.querySelector("[data-why]").textContent = act.refused;
      item.querySelector("button").addEventListener("click", async () => {
        list.querySelector(`[data-note="${act.body?.id}"]`)?.remove();
        await outbox.remove(act);
        putBack({ text: "", sheet: "", ...act.body });
        showRefused();
        showEmpty();
      });
      return item;
    }),
  );
  place.hidden = !outbox.refused.length;
}

// What had arrived before this page came was counted by the site: its answer got lost, not the note.
function count(act, question, step) {
  if (arrivedBefore.has(act.order)) return;
  received = Math.max(0, received + step);
  const place = form.querySelector(`[data-count-of="${question}"]`);
  if (place) place.textContent = Number(place.textContent) + step;
}

// ---- typing -----------------------------------------------------------------------------------------------------

function keepDraft() {
  try {
    localStorage.setItem(draftKey, JSON.stringify({ text: box.value, question: chosen("question")?.value, sign: chosen("sign")?.value, sheet: sheet?.value }));
  } catch {
    // no room or no right: the draft lives as long as the page
  }
}

function putBack(note) {
  box.value = note.text;
  if (note.question) choose("question", note.question);
  if (note.sign !== undefined) choose("sign", String(note.sign));
  if (sheet && note.sheet !== undefined) sheet.value = note.sheet;
  keepDraft();
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
  askSuggestion();
}

function choose(name, value) {
  const radio = form.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`);
  if (radio) radio.checked = true;
  return radio;
}

const isSheet = (said) => !said || (/^\d{1,5}$/.test(said) && Number(said) > 0 && Number(said) <= Number(sheet.dataset.last));

async function keep(withCode) {
  const text = box.value.trim();
  if (!text) {
    announce(words.nothing);
    return box.focus();
  }
  const question = chosen("question");
  if (!question) return announce(words.noQuestion);
  if (sheet && !isSheet(sheet.value.trim())) {
    announce(say("sheetUnknown", { n: sheet.value.trim(), last: sheet.dataset.last }));
    sheet.focus();
    return sheet.select();
  }
  const accepted = withCode ? proposal : null;
  const note = {
    id: freshId(),
    text,
    question: question.value,
    questionCode: question.dataset.code,
    sign: Number(chosen("sign").value),
    sheet: sheet?.value.trim() || "",
    code: accepted?.code || "",
    label: accepted?.label || "",
    unverified: accepted ? !accepted.is_verified : false,
  };
  const body = { id: note.id, text, question: note.question, sign: note.sign, written_at: new Date().toISOString() };
  if (note.sheet) body.sheet = note.sheet;
  if (accepted) Object.assign(body, { code: accepted.code, coding: freshId(), confidence: accepted.confidence, engine: accepted.engine });
  box.value = "";
  showProposal(null);
  box.focus();
  list.prepend(itemOf(note));
  mark(note.id, "here");
  try {
    await outbox.add({ kind: "enter", body, label: note.label, unverified: note.unverified });
  } catch {
    list.querySelector(`[data-note="${note.id}"]`)?.remove();
    putBack(note);
    return announce(words.noRoom);
  }
  if (!box.value) keepDraft();
  while (list.children.length > 30) list.lastElementChild.remove();
  announce(withCode ? (accepted ? say("keptWith", { code: accepted.code, label: accepted.label }) : words.keptNoSuggestion) : words.kept);
  showState();
  showEmpty();
  postman.go();
}

async function takeBack() {
  const item = list.querySelector("li[data-note]");
  if (!item) return announce(words.nothingToTakeBack);
  const id = item.dataset.note;
  const note = { text: item.querySelector("[data-text]").textContent, question: item.dataset.questionId, sign: item.dataset.sign, sheet: item.dataset.sheet };
  const here = outbox.acts.find((act) => act.kind === "enter" && act.body.id === id);
  item.remove();
  if (here && !here.tried) await outbox.remove(here);
  else if (here?.refused) await outbox.remove(here);
  else await outbox.add({ kind: "withdraw", note: id, question: note.question });
  if (box.value.trim()) note.text = `${note.text}\n${box.value}`;
  putBack(note);
  announce(words.takenBack);
  showRefused();
  showState();
  showEmpty();
  postman.go();
}

function nextQuestion(step) {
  const radios = [...form.querySelectorAll('input[name="question"]')];
  if (radios.length < 2) return;
  const at = radios.findIndex((radio) => radio.checked);
  const radio = radios[(at + step + radios.length) % radios.length];
  radio.checked = true;
  questionChanged(radio);
}

function questionChanged(radio) {
  choose("sign", radio.dataset.sign);
  keepDraft();
  announce(say("questionNow", { question: `${radio.dataset.code} ${radio.dataset.wording}` }));
  askSuggestion();
}

function switchSign() {
  const order = ["1", "-1", "0"];
  const next = order[(order.indexOf(chosen("sign")?.value) + 1) % order.length];
  const radio = choose("sign", next);
  keepDraft();
  announce(say("signNow", { sign: radio.dataset.words }));
}

// ---- suggestions ------------------------------------------------------------------------------------------------

let asking;
let pause;

function askSuggestion() {
  clearTimeout(pause);
  const text = box.value.trim();
  if (text.length < 3 || chosen("question")?.dataset.coded !== "yes") {
    asking?.abort();
    return showProposal(null);
  }
  pause = setTimeout(async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await post(form.dataset.suggestion, { text }, asking.signal);
      if (answer.status !== 200 || !box.value.trim()) return;
      showProposal(answer.code ? answer : null);
      if (!answer.is_ready) pause = setTimeout(askSuggestion, 800); // the site has just started and is still learning
    } catch {
      // a suggestion is a help: without network there is none, and typing goes on
    }
  }, 160);
}

function showProposal(answer) {
  proposal = answer;
  panel.hidden = !answer;
  document.getElementById("keep-with-code").disabled = !answer;
  if (!answer) return;
  panel.querySelector("[data-code]").textContent = answer.code;
  panel.querySelector("[data-label]").textContent = answer.label;
  panel.querySelector("[data-sure]").textContent = answer.sure;
  panel.querySelector("[data-why]").textContent = answer.why;
  panel.querySelector("[data-unverified]").hidden = answer.is_verified;
}

// ---- one key, one act -------------------------------------------------------------------------------------------

box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    keep(event.ctrlKey || event.metaKey);
  } else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !box.value) {
    event.preventDefault();
    takeBack();
  }
});

form.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "F2") {
    event.preventDefault();
    switchSign();
  } else if (event.key === "F8") {
    event.preventDefault();
    nextQuestion(event.shiftKey ? -1 : 1);
  } else if (event.key === "F9" && sheet) {
    event.preventDefault();
    if (document.activeElement === sheet) return box.focus();
    sheet.focus();
    sheet.select();
  }
});

sheet?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault(); // the number is said: on to the words
  box.focus();
});

box.addEventListener("input", () => {
  keepDraft();
  askSuggestion();
});

form.addEventListener("change", (event) => {
  if (event.target.name === "question") questionChanged(event.target);
  else if (event.target.name === "sign" || event.target === sheet) keepDraft();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  keep(event.submitter?.id === "keep-with-code");
});

document.getElementById("take-back").addEventListener("click", takeBack);

addEventListener("beforeunload", (event) => {
  if (outbox?.waiting.length) event.preventDefault();
});

async function start() {
  outbox = await Outbox.open(form.dataset.place);
  postman = new Postman(outbox, send, told);
  const isShown = (id) => list.querySelector(`[data-note="${id}"]`);
  for (const act of outbox.acts) {
    if (act.kind === "enter" ? isShown(act.body.id) : !isShown(act.note)) arrivedBefore.add(act.order);
  }
  for (const act of outbox.acts.filter((each) => each.kind === "enter")) {
    if (isShown(act.body.id)) continue;
    const radio = form.querySelector(`input[name="question"][value="${act.body.question}"]`);
    list.prepend(itemOf({ ...act.body, ...act, questionCode: radio?.dataset.code || "" }));
    mark(act.body.id, act.refused ? "refused" : "here");
  }
  for (const act of outbox.acts.filter((each) => each.kind === "withdraw")) isShown(act.note)?.remove();
  try {
    const draft = JSON.parse(localStorage.getItem(draftKey) || "null");
    if (draft?.text && !box.value) putBack(draft);
  } catch {
    // a draft that cannot be read is no draft
  }
  for (const element of document.querySelectorAll("[data-with-script]")) element.hidden = false;
  for (const element of document.querySelectorAll("[data-without-script]")) element.hidden = true;
  showRefused();
  showState();
  showEmpty();
  box.focus();
  postman.go();
}

start();

// Coding by keyboard: one key accepts and goes on. On top of forms that work without it.
import { Combobox, optionsOf } from "./combobox.js";
import { Outbox, Postman, freshId } from "../offline/outbox.js";

const list = document.getElementById("criteria");
const words = document.getElementById("coding-words").dataset;
const said = document.getElementById("coding-said");
const codes = optionsOf("codes");
const senses = optionsOf("senses");
const rows = [...list.querySelectorAll("li[data-criterion]")];
const given = []; // what was coded on this page, the last one last

const say = (name, values = {}) => (words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const announce = (text) => {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = text));
};
const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.split("=")[1];
const token = () => cookie("csrftoken") || document.querySelector("[name=csrfmiddlewaretoken]").value;

let outbox;
let postman;

async function send(act) {
  let answer;
  try {
    answer = await fetch(act.address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify(act.body),
      keepalive: true,
      redirect: "error",
    });
  } catch {
    throw Object.assign(new Error("no network"), { said: words.offline });
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 200) return told;
  if (answer.status === 422 || answer.status === 404) return { state: "refused", message: told.message };
  throw Object.assign(new Error("not received"), { said: told.message || (answer.status === 403 ? words.signedOut : words.offline) });
}

function told(what, act, answer) {
  const row = act && document.getElementById(`criterion-${act.criterion}`);
  if (what === "received" && row) mark(row, words.received);
  else if (what === "refused") {
    if (row) mark(row, answer.message);
    announce(answer.message);
    outbox.remove(act);
  } else if (what === "waiting" && answer.message) announce(answer.message);
}

function mark(row, text) {
  row.querySelector("[data-state-words]").textContent = text;
}

function inputOf(row) {
  return row?.querySelector("input[name=code]");
}

function go(row, step) {
  const next = rows[rows.indexOf(row) + step];
  if (next) return inputOf(next)?.focus();
  if (step > 0) {
    announce(words.last);
    document.getElementById("next-criteria")?.focus();
  }
}

function keep(row, code, label) {
  const form = row.querySelector(".code-form");
  const coding = freshId();
  const body = { coding, code };
  if (form.elements.suggested) {
    body.suggested = form.elements.suggested.value;
    body.confidence = form.elements.confidence.value;
    body.engine = form.elements.engine.value;
  }
  outbox.add({ kind: "code", criterion: row.dataset.criterion, address: form.action, body }).then(() => postman.go());
  given.push({ row, coding, body });
  inputOf(row).value = "";
  let mine = row.querySelector("[data-given]");
  if (!mine) {
    mine = document.createElement("p");
    mine.dataset.given = "";
    form.before(mine);
  }
  mine.textContent = say("coded", { code, label: label ?? codes.find((option) => option.code === code)?.label ?? "" });
  mark(row, words.here);
  announce(mine.textContent);
  go(row, 1);
}

function takeBack() {
  const last = given.pop();
  if (!last) return announce(words.nothingToTakeBack);
  const here = outbox.acts.find((act) => act.body.coding === last.coding);
  const address = list.dataset.takeBack.replace("00000000-0000-0000-0000-000000000000", last.coding);
  const away = here && !here.tried ? outbox.remove(here) : outbox.add({ kind: "take back", criterion: last.row.dataset.criterion, address, body: {} });
  away.then(() => postman.go());
  last.row.querySelector("[data-given]")?.remove();
  mark(last.row, "");
  announce(words.takenBack);
  inputOf(last.row).focus();
}

function accept(row, box) {
  if (box.isOpen && box.active) return keep(row, box.active.dataset.code, box.active.dataset.label);
  if (box.typed) return keep(row, box.typed);
  if (inputOf(row).value.trim()) return announce(words.unknown);
  if (!row.dataset.code) return announce(words.nothing);
  return keep(row, row.dataset.code, row.dataset.label);
}

// From the right, as the method says: beneficiary, detail of the sense, sense, sub-object, component.
function stepUp(code) {
  const steps = [/\/[a-z]$/, /(?<=\/[A-Z])\d\d$/, /\/[A-Z]-*$/, /-\d\d$/, /\d\d$/];
  const step = steps.find((each) => each.test(code));
  return step ? code.replace(step, "") : code;
}

function general(row, box) {
  const code = box.isOpen && box.active ? box.active.dataset.code : box.typed;
  const above = code ? stepUp(code) : row.dataset.general;
  if (!above || above === code) return announce(words.mostGeneral);
  return keep(row, above);
}

function switchSign(row) {
  const select = row.querySelector("select[name=sign]");
  if (!select) return;
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  const sign = Number(select.value);
  row.querySelector("[data-mark]").textContent = { 1: "+", "-1": "−", 0: "" }[sign];
  announce(say("signNow", { sign: select.selectedOptions[0].textContent.trim() }));
  outbox.add({ kind: "sign", criterion: row.dataset.criterion, address: select.form.action, body: { sign } }).then(() => postman.go());
}

function attach(row) {
  const input = inputOf(row);
  if (!input) return;
  const box = new Combobox(input, { codes, senses, words, choose: (code, label) => keep(row, code, label) });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const acts = {
      Enter: () => (event.shiftKey ? general(row, box) : accept(row, box)),
      ArrowDown: () => box.move(1),
      ArrowUp: () => box.isOpen && box.move(-1),
      Escape: () => (box.isOpen ? box.close() : (input.value = "")),
      PageDown: () => go(row, 1),
      PageUp: () => go(row, -1),
      F2: () => switchSign(row),
    };
    if (acts[event.key] && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      acts[event.key]();
    } else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !input.value) {
      event.preventDefault();
      takeBack();
    }
  });
  row.querySelector(".code-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.dataset.act === "general") keep(row, event.submitter.value);
    else accept(row, box);
  });
  row.querySelector("[data-act=later]").addEventListener("click", () => go(row, 1));
}

async function start() {
  outbox = await Outbox.open(`coding/${list.dataset.place}`);
  postman = new Postman(outbox, send, told);
  rows.forEach(attach);
  for (const element of document.querySelectorAll("[data-with-script]")) element.hidden = false;
  for (const act of outbox.waiting) {
    const row = document.getElementById(`criterion-${act.criterion}`);
    if (row) mark(row, words.here);
  }
  addEventListener("beforeunload", (event) => outbox.waiting.length && event.preventDefault());
  if (!location.hash) inputOf(rows[0])?.focus();
  else inputOf(document.querySelector(location.hash))?.focus();
  postman.go();
  if (document.getElementById("preparing")) setTimeout(lookAgain, 2_500);
}

// The site has just started and its suggestions were not ready: look again, unless somebody began without them.
function lookAgain() {
  if (!given.length && rows.every((row) => !inputOf(row)?.value)) location.reload();
}

start();

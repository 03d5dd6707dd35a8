// Moves from the table are sent without leaving the page and said aloud; those of others are told politely, together.
import { follow } from "../live/follow.js";
import { freshId } from "../offline/outbox.js";

const table = document.getElementById("wall-table");
const said = document.getElementById("table-said");
const words = table.dataset;
const TOGETHER = 5_000; // others' moves are announced at most this often
const labels = new Map([...document.querySelectorAll("#codes option")].map((option) => [option.value, option.textContent]));
const piles = new Map([...document.querySelectorAll("option[value^='pile:']")].map((option) => [option.value.slice(5), option.textContent.trim()]));
const mine = new Set();

let others = [];
let telling = 0;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const rowOf = (note) => table.querySelector(`tr[data-note="${CSS.escape(note)}"]`);
const textOf = (row) => row.querySelector("th").textContent.trim().slice(0, 60);

function announce(text) {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = text));
}

function placeOf({ code, pile }) {
  if (code) return `${code} ${labels.get(code) ?? ""}`.trim();
  return pile ? (piles.get(pile) ?? "") : "";
}

function show(row, { code = "", pile = null, move, other = null }) {
  const place = row.querySelector("[data-place]");
  place.textContent = placeOf({ code, pile }) || words.none;
  if (other) {
    const beside = document.createElement("span");
    beside.className = "in-two";
    beside.textContent = ` ${words.or} ${placeOf(other) || words.none}`;
    place.append(beside);
  }
  const form = row.querySelector("form.move");
  if (!form) return;
  form.elements.seen.value = move;
  const select = form.querySelector("select");
  if (select && document.activeElement !== select) select.value = pile ? `pile:${pile}` : "none";
}

table.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form.move")) return;
  event.preventDefault();
  const row = form.closest("tr");
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const asked = new FormData(form, event.submitter);
  const move = asked.get("move") || freshId();
  mine.add(move);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": asked.get("csrfmiddlewaretoken") },
      body: JSON.stringify({ move, seen: asked.get("seen"), to: asked.getAll("to").at(-1) }),
    });
    const told = await answer.json();
    if (answer.ok) {
      row.querySelector("[data-place]").textContent = told.place || words.none;
      form.elements.seen.value = told.move;
      const input = form.querySelector("input[list]");
      if (input) input.value = "";
      announce(fill(told.place ? words.meMoved : words.meBack, { place: told.place, text: textOf(row) }));
    } else announce(told.message);
    form.elements.move.value = freshId(); // what was refused was not kept: the next try is another move
  } catch {
    announce(words.unsent); // the same move is sent again under the same id
  }
  form.removeAttribute("aria-busy");
});

function tellOthers() {
  telling = 0;
  const moved = others;
  others = [];
  if (moved.length > 1) return announce(fill(words.manyMoved, { count: moved.length }));
  const place = placeOf(moved[0]);
  return announce(fill(place ? words.oneMoved : words.oneBack, { place, text: moved[0].text.slice(0, 60) }));
}

function hear({ news }) {
  for (const each of news) {
    if (each.pile?.name) piles.set(each.pile.id, each.pile.name);
    if (each.verb !== "note placed" || mine.has(each.move)) continue;
    const row = rowOf(each.note);
    if (row) show(row, each);
    others.push(each);
    telling ||= setTimeout(tellOthers, TOGETHER);
  }
}

follow({
  address: words.live,
  number: Number(words.number),
  onNews: hear,
  onReset() {
    // Too much was missed to be told: the page is asked for anew, unless somebody is writing in it.
    if (![...table.querySelectorAll("input[list]")].some((input) => input.value)) location.reload();
  },
});

// The wall follows the hall: after each news it asks for what it shows now, at most four times a second.
// Many cards are shown page by page; with reduced motion pages turn only by the arrow keys. Space holds a page.
import { follow } from "../live/follow.js";

const frame = document.getElementById("wall");
const connection = document.getElementById("wall-connection");
const words = frame.dataset;
const SETTLES = 250;
const TURNS = 15_000;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

let page = 1;
let isHeld = false;
let isAsking = false;
let isStale = false;
let timer = 0;
let turning = 0;
let ahead = 0; // how far the server's clock is ahead of this computer's

const now = () => frame.querySelector(".wall-now");

// As many cards as fit without cutting any: the first page tells how large one is.
function fitting() {
  const body = frame.querySelector(".wall-body");
  const list = frame.querySelector(".wall-cards");
  const size = parseFloat(getComputedStyle(body).fontSize);
  const width = body.clientWidth;
  const line = frame.querySelector(".wall-line")?.offsetHeight || size * 2;
  const head = frame.querySelector(".wall-head").offsetHeight;
  const foot = frame.querySelector(".wall-foot").offsetHeight;
  const height = innerHeight - head - foot - line - size * 3;
  const columns = list
    ? getComputedStyle(list).gridTemplateColumns.split(" ").length
    : Math.max(1, Math.floor((width + size * 0.6) / (size * 13.6)));
  const rows = Math.max(1, Math.floor((height + size * 0.6) / (size * 7.4)));
  return Math.min(30, columns * rows);
}

async function ask() {
  if (isAsking) {
    isStale = true;
    return undefined;
  }
  isAsking = true;
  try {
    const answer = await fetch(`${words.address}?${new URLSearchParams({ page, cards: fitting() })}`);
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    show(await answer.text());
  } catch {
    say(words.waiting);
  }
  isAsking = false;
  if (isStale) {
    isStale = false;
    soon();
  }
  return { number: Number(now().dataset.number), live: now().dataset.live };
}

function soon() {
  timer ||= setTimeout(() => {
    timer = 0;
    ask();
  }, SETTLES);
}

function show(html) {
  const coming = new DOMParser().parseFromString(html, "text/html").querySelector(".wall-now");
  if (!coming) return;
  const before = now();
  const known = new Set([...before.querySelectorAll("[data-note]")].map((each) => each.dataset.note));
  const isSameFace = before.dataset.face === coming.dataset.face && before.dataset.page === coming.dataset.page;
  if (isSameFace && known.size) {
    for (const each of coming.querySelectorAll("[data-note]")) each.classList.toggle("came", !known.has(each.dataset.note));
  }
  if (before.dataset.face !== coming.dataset.face) page = 1;
  before.replaceWith(coming);
  started();
}

function started() {
  ahead = Date.parse(now().dataset.now) - Date.now();
  clock();
  clearTimeout(turning);
  const pages = Number(now().dataset.pages || 1);
  if (page > pages) page = 1;
  if (pages > 1 && !isHeld && !stillness.matches) turning = setTimeout(() => turn(1), TURNS);
}

function turn(step) {
  const pages = Number(now().dataset.pages || 1);
  if (pages < 2) return;
  page = ((page - 1 + step + pages) % pages) + 1;
  ask();
}

function clock() {
  const place = frame.querySelector("[data-time]");
  if (!place) return;
  const minutes = (Date.parse(now().dataset.ends) - Date.now() - ahead) / 60_000;
  place.toggleAttribute("data-over", minutes <= 0);
  const told = minutes <= 0 ? words.over : minutes <= 1 ? words.lastMinute : words.minutesLeft.replace("{minutes}", Math.ceil(minutes));
  if (place.textContent !== told) place.textContent = told;
}

function say(text) {
  connection.textContent = text;
  connection.hidden = !text;
}

addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight" || event.key === "PageDown") turn(1);
  else if (event.key === "ArrowLeft" || event.key === "PageUp") turn(-1);
  else if (event.key === " ") {
    isHeld = !isHeld;
    started();
  } else return;
  event.preventDefault();
});
let resizing = 0;
addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(ask, SETTLES);
});
stillness.addEventListener("change", started);

started();
setInterval(clock, 5_000);
if (now().dataset.face === "cards") ask(); // with as many cards as fit here
let losing = 0;
follow({
  address: now().dataset.live,
  number: Number(now().dataset.number),
  onNews: soon,
  onReset: ask,
  onState(word) {
    clearTimeout(losing);
    if (word === "open") say("");
    else losing = setTimeout(() => say(words.waiting), 5_000); // a moment's silence is nobody's concern
  },
});

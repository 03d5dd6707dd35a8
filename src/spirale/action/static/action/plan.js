// Bars of the plan move by drag (mouse, pen; a finger that was held on one) and by arrow keys; each move is the same form
// post, whose id makes it safe to send again, and the answer is the plan anew. Without this script the table and its forms
// do the same.
const root = document.getElementById("plan");
const PAUSE = 600;
const HOLD = 350; // a finger that stays so long takes the bar; one that leaves sooner scrolls, or opens the task
const STILL = 8;
const EDGE = 28;
let chosen = "";
let pending = null;

function prepare() {
  const gantt = root.querySelector(".gantt");
  if (!gantt) {
    return;
  }
  const bars = [...gantt.querySelectorAll(".bar")];
  if (!bars.length) {
    return;
  }
  const day = Number(gantt.dataset.day) / 1000;
  const mayMove = "mayMove" in gantt.dataset;
  const current = bars.find((bar) => bar.dataset.task === chosen) ?? bars[0];
  current.setAttribute("tabindex", "0");
  for (const bar of bars) {
    bar.addEventListener("focus", () => choose(bars, bar));
    bar.addEventListener("keydown", (event) => onKey(event, bars, bar, day, mayMove));
    const drag = new Drag(bar, day);
    if (mayMove) {
      byPointer(bar, drag);
      byFinger(bar, drag);
    }
    bar.addEventListener("click", () => drag.days || open(bar));
  }
}

function choose(bars, bar) {
  for (const each of bars) {
    each.setAttribute("tabindex", each === bar ? "0" : "-1");
  }
  chosen = bar.dataset.task;
}

function at(bar) {
  return `${bar.closest(".gantt").dataset.tasks}${bar.dataset.task}/`;
}

function open(bar) {
  location.href = at(bar);
}

function onKey(event, bars, bar, day, mayMove) {
  const place = bars.indexOf(bar);
  const others = { ArrowUp: bars[place - 1], ArrowDown: bars[place + 1], Home: bars[0], End: bars.at(-1) };
  const days = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 }[event.key];
  if (event.key === "Enter") {
    open(bar);
  } else if (event.key in others) {
    others[event.key]?.focus();
    others[event.key]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else if (days && mayMove && !event.altKey && !event.ctrlKey && !event.metaKey) {
    shift(bar, days, day);
  } else {
    return;
  }
  event.preventDefault();
}

// Several presses of a key are one move: it leaves once the keys rest.
function shift(bar, days, day) {
  if (pending?.bar !== bar) {
    leave();
    pending = { bar, days: 0 };
  }
  clearTimeout(pending.timer);
  pending.days += days;
  show(bar, pending.days * day);
  say(bar, pending.days);
  pending.timer = setTimeout(leave, PAUSE);
}

function leave() {
  if (!pending) {
    return;
  }
  const { bar, days, timer } = pending;
  clearTimeout(timer);
  pending = null;
  if (days) {
    send(bar, days);
  } else {
    document.getElementById("moving").textContent = "";
  }
}

function show(bar, across) {
  bar.setAttribute("transform", `translate(${Math.round(across)} 0)`);
}

function moved(bar, days) {
  const [year, month, date] = bar.dataset.start.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

function say(bar, days) {
  const line = document.getElementById("moving");
  const date = new Date(`${moved(bar, days)}T12:00:00`);
  line.textContent = date.toLocaleDateString(document.documentElement.lang, { dateStyle: "full" });
}

// One move of a bar, from where it was taken; the drawing scrolls along at its edges.
class Drag {
  days = 0;
  taken = false;

  constructor(bar, day) {
    this.bar = bar;
    this.day = day;
    this.scroller = bar.closest(".gantt-bars");
  }

  take(x) {
    this.taken = true;
    this.from = x + this.scroller.scrollLeft;
    this.bar.classList.add("dragged");
  }

  to(x) {
    const frame = this.scroller.getBoundingClientRect();
    this.scroller.scrollLeft += x > frame.right - EDGE ? EDGE / 4 : x < frame.left + EDGE ? -EDGE / 4 : 0;
    this.days = Math.round((x + this.scroller.scrollLeft - this.from) / this.day);
    show(this.bar, this.days * this.day);
    say(this.bar, this.days);
  }

  drop(keep) {
    this.taken = false;
    this.bar.classList.remove("dragged");
    document.getElementById("moving").textContent = "";
    if (keep && this.days) {
      chosen = this.bar.dataset.task;
      send(this.bar, this.days);
    } else {
      this.days = 0;
      show(this.bar, 0);
    }
  }
}

function byPointer(bar, drag) {
  bar.addEventListener("pointerdown", (event) => {
    if (event.button || event.pointerType === "touch") {
      return;
    }
    drag.days = 0;
    drag.take(event.clientX);
    bar.setPointerCapture(event.pointerId);
  });
  bar.addEventListener("pointermove", (event) => drag.taken && event.pointerType !== "touch" && drag.to(event.clientX));
  bar.addEventListener("pointerup", (event) => drag.taken && event.pointerType !== "touch" && drag.drop(true));
  bar.addEventListener("pointercancel", (event) => drag.taken && event.pointerType !== "touch" && drag.drop(false));
}

// On a phone bars cover most of the drawing: a swipe over them has to scroll it, and must move nobody's task.
function byFinger(bar, drag) {
  let timer = 0;
  let first = null;
  let since = 0;
  const isTooSoon = (event) => event.timeStamp - since < HOLD; // told late by a busy phone: it was not held
  const wait = (event) => {
    clearTimeout(timer);
    drag.taken && drag.drop(false);
    drag.days = 0;
    first = null;
    if (event.touches.length > 1 || !event.cancelable) {
      return; // two fingers, or one that stops the drawing while it glides
    }
    first = event.touches[0];
    since = event.timeStamp;
    timer = setTimeout(() => {
      drag.take(first.clientX);
      navigator.vibrate?.(15);
    }, HOLD);
  };
  const follow = (event) => {
    const now = event.touches[0];
    if (drag.taken && event.cancelable && !isTooSoon(event)) {
      event.preventDefault();
      drag.to(now.clientX);
    } else if (first && Math.hypot(now.clientX - first.clientX, now.clientY - first.clientY) > STILL) {
      clearTimeout(timer); // the browser scrolls
      drag.taken && drag.drop(false);
    }
  };
  const end = (event) => {
    clearTimeout(timer);
    if (drag.taken && isTooSoon(event)) {
      drag.drop(false);
    } else if (drag.taken) {
      event.cancelable && event.preventDefault(); // no click after it: the task is not opened
      drag.drop(event.type === "touchend");
    }
  };
  bar.addEventListener("touchstart", wait, { passive: false });
  bar.addEventListener("touchmove", follow, { passive: false });
  bar.addEventListener("touchend", end);
  bar.addEventListener("touchcancel", end);
  bar.addEventListener("contextmenu", (event) => drag.taken && event.preventDefault());
}

// What happens now is what one comes for: a phone shows three weeks at once.
function showToday() {
  const scroller = root.querySelector(".gantt-bars");
  const today = scroller?.querySelector("line.today");
  if (today) {
    scroller.scrollLeft = today.getAttribute("x1") - scroller.clientWidth / 4;
  }
}

async function send(bar, days) {
  const form = document.getElementById("move");
  form.elements.edit_id.value = newId();
  form.elements.based_on.value = bar.dataset.version;
  form.elements.start_on.value = moved(bar, days);
  const address = `${at(bar)}move/`;
  const scrolled = root.querySelector(".gantt-bars").scrollLeft;
  const down = root.querySelector(".gantt").scrollTop;
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "X-Plan": "1" },
      body: new FormData(form),
    });
    if (!answer.ok) {
      throw new Error(answer.status);
    }
    root.innerHTML = await answer.text();
    prepare();
    root.querySelector(".gantt-bars").scrollLeft = scrolled;
    root.querySelector(".gantt").scrollTop = down;
    root.querySelector(`.bar[data-task="${chosen}"]`)?.focus({ preventScroll: true });
  } catch {
    form.action = address; // the same act as a page of its own, under the same id
    form.submit();
  }
}

function newId() {
  if (crypto.randomUUID) {
    return crypto.randomUUID();
  }
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // in a hall the site is not on https
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const signs = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return signs.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

if (root) {
  prepare();
  showToday();
}

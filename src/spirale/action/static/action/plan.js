// Bars of the plan move by drag (mouse, pen, finger) and by arrow keys; each move is the same form post, whose id makes
// it safe to send again, and the answer is the plan anew. Without this script the table and its forms do the same.
const root = document.getElementById("plan");
const PAUSE = 600;
let chosen = "";
let pending = null;

if (root) {
  prepare();
}

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
    if (mayMove) {
      dragged(bar, day);
    } else {
      bar.addEventListener("click", () => open(bar));
    }
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

function dragged(bar, day) {
  let from = null;
  let days = 0;
  bar.addEventListener("pointerdown", (event) => {
    if (event.button) {
      return;
    }
    from = event.clientX;
    days = 0;
    bar.setPointerCapture(event.pointerId);
    bar.classList.add("dragged");
  });
  bar.addEventListener("pointermove", (event) => {
    if (from !== null) {
      days = Math.round((event.clientX - from) / day);
      show(bar, days * day);
    }
  });
  bar.addEventListener("pointerup", () => {
    if (from === null) {
      return;
    }
    from = null;
    bar.classList.remove("dragged");
    if (days) {
      chosen = bar.dataset.task;
      send(bar, days);
    } else {
      open(bar);
    }
  });
  bar.addEventListener("pointercancel", () => {
    from = null;
    bar.classList.remove("dragged");
    show(bar, 0);
  });
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

// The lead page: its panels follow the news of the hall, its forms answer without leaving the page, its clock runs.
// Everything here also works without it: each button is a form, each panel is in the page.
import { follow } from "../live/follow.js";

const page = document.getElementById("lead");
const words = page.dataset;
const announcements = document.getElementById("announcements");
const connection = document.getElementById("connection");
const SETTLES = 300; // several lines of news that come together fetch a panel once

let ahead = Date.parse(words.now) - Date.now(); // how far the server's clock is ahead of this device's

const panels = () => [...page.querySelectorAll("[data-panel]")];
const panelNamed = (name) => page.querySelector(`[data-panel="${CSS.escape(name)}"]`);

function announce(text, kind = "") {
  const told = document.createElement("p");
  told.className = `told ${kind}`;
  told.textContent = text;
  announcements.replaceChildren(told);
}

// A panel is put in the place of the old one; what was being typed, what was open and where one was are kept.

function keyOf(control) {
  return control.id || `${control.form?.getAttribute("action")} ${control.name} ${control.value}`;
}

function typedIn(panel) {
  const typed = new Map();
  for (const control of panel.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    const key = control.id || `${control.form?.getAttribute("action")} ${control.name}`;
    if (control.type === "checkbox" || control.type === "radio") {
      if (control.checked !== control.defaultChecked) {
        typed.set(`${key} ${control.value}`, control.checked);
      }
    } else if (control.tagName === "SELECT") {
      const usual = [...control.options].findIndex((option) => option.defaultSelected);
      if (control.selectedIndex !== Math.max(usual, 0)) {
        typed.set(key, control.value);
      }
    } else if (control.value !== control.defaultValue) {
      typed.set(key, control.value);
    }
  }
  return typed;
}

function typeAgain(panel, typed) {
  for (const control of panel.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    const key = control.id || `${control.form?.getAttribute("action")} ${control.name}`;
    if (control.type === "checkbox" || control.type === "radio") {
      const checked = typed.get(`${key} ${control.value}`);
      if (checked !== undefined) {
        control.checked = checked;
      }
    } else if (typed.has(key)) {
      control.value = typed.get(key);
    }
  }
}

function put(html, name, { keepsTyped }) {
  const old = panelNamed(name);
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.querySelector("[data-panel]");
  if (!old || !fresh) {
    return;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const opened = [...old.querySelectorAll("details[id]")].map((details) => [details.id, details.open]);
  const selection = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
  const typed = keepsTyped ? typedIn(old) : new Map();
  const problem = keepsTyped ? old.querySelector("[data-problem]:not([hidden])")?.textContent : "";
  old.replaceWith(fresh);
  typeAgain(fresh, typed);
  if (problem) {
    tellProblem(fresh, problem);
  }
  for (const [id, isOpen] of opened) {
    const details = document.getElementById(id);
    if (details) {
      details.open = isOpen;
    }
  }
  if (focused) {
    const same = [...fresh.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")];
    const again = (focused.id && document.getElementById(focused.id)) || same.find((one) => keyOf(one) === keyOf(focused));
    (again ?? fresh.querySelector("h2")).focus({ preventScroll: true });
    if (again && selection?.[0] !== null && selection) {
      again.setSelectionRange?.(...selection);
    }
  }
  if (fresh.dataset.said) {
    announce(fresh.dataset.said);
  }
  tick();
}

function tellProblem(panel, said) {
  const box = panel.querySelector("[data-problem]");
  box.textContent = said;
  box.hidden = !said;
}

// News

const waiting = new Map();
const asked = new Map(); // the last answer asked for wins, whatever order they come in

function refresh(name) {
  clearTimeout(waiting.get(name));
  waiting.set(
    name,
    setTimeout(async () => {
      const panel = panelNamed(name);
      const turn = (asked.get(name) ?? 0) + 1;
      asked.set(name, turn);
      try {
        const answer = await fetch(panel.dataset.address, { headers: { "X-Panel": name } });
        if (answer.ok && !answer.redirected && asked.get(name) === turn) {
          put(await answer.text(), name, { keepsTyped: true });
        }
      } catch {
        // No network: the connection says so, and asks for everything again when it is back.
      }
    }, SETTLES),
  );
}

// Work that goes on in the background tells how far it is to whoever asks, and only then.
setInterval(() => {
  for (const panel of panels()) {
    if (!document.hidden && panel.querySelector("[data-working]")) refresh(panel.dataset.panel);
  }
}, 3_000);

function refreshAll() {
  for (const panel of panels()) {
    refresh(panel.dataset.panel);
  }
}

follow({
  address: words.live,
  number: Number(words.number),
  onNews(frame) {
    ahead = Date.parse(frame.now) - Date.now();
    const verbs = new Set(frame.news.map((line) => line.verb));
    for (const panel of panels()) {
      if (panel.dataset.follows.split(",").some((verb) => verbs.has(verb))) {
        refresh(panel.dataset.panel);
      }
    }
  },
  onReset: refreshAll,
  onState(word) {
    connection.hidden = false;
    connection.dataset.state = word;
    connection.textContent = words[word] ?? "";
  },
});

// Acts: a form is sent from where it stands, and its panel comes back as it is then.

page.addEventListener("submit", async (event) => {
  const form = event.target;
  const panel = form.closest("[data-panel]");
  if (!panel || form.getAttribute("method") !== "post" || form.hasAttribute("data-leaves")) {
    return;
  }
  event.preventDefault();
  const name = panel.dataset.panel;
  if (panel.getAttribute("aria-busy") === "true") {
    return; // pressed twice: once is enough
  }
  panel.setAttribute("aria-busy", "true");
  const turn = (asked.get(name) ?? 0) + 1;
  asked.set(name, turn);
  try {
    // read as attributes: a button without an address of its own gives the page's, and a field may be named "action"
    const address = event.submitter?.getAttribute("formaction") || form.getAttribute("action");
    const answer = await fetch(address, {
      method: "POST",
      body: new FormData(form, event.submitter),
      headers: { "X-Panel": name },
    });
    if (answer.status === 422) {
      tellProblem(panel, await answer.text());
    } else if (answer.redirected || answer.status === 403) {
      tellProblem(panel, words.signedOut);
    } else if (answer.ok) {
      const html = await answer.text();
      if (asked.get(name) === turn) {
        put(html, name, { keepsTyped: false });
      }
    } else {
      tellProblem(panel, words.unsent);
    }
  } catch {
    tellProblem(panel, words.unsent);
  }
  panel.removeAttribute("aria-busy");
});

// The clock: the server's times, this device's ticking; words and colour change together, and it is said once.

let saidOver = "";

function clockText(seconds) {
  const whole = Math.abs(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

function tick() {
  const clock = page.querySelector(".clock");
  if (!clock) {
    return;
  }
  const { started, paused, pausedSeconds, minutes, step } = clock.dataset;
  const until = paused ? Date.parse(paused) : Date.now() + ahead;
  const spent = Math.max((until - Date.parse(started)) / 1000 - Number(pausedSeconds), 0);
  const left = Math.round(Number(minutes) * 60 - spent);
  const isOver = left < 0;
  const state = isOver ? "over" : paused ? "stopped" : left <= 60 ? "soon" : "runs";
  const sentence = paused ? (isOver ? words.stoppedOver : words.stopped) : isOver ? words.over : words.left;
  clock.textContent = sentence.replace("%clock%", clockText(left));
  clock.dataset.state = state;
  if (isOver && !paused && saidOver !== `${step} ${minutes}`) {
    saidOver = `${step} ${minutes}`;
    announce(words.overrun, "warning");
  }
}

if (matchMedia("(min-width: 60rem)").matches) {
  document.getElementById("all-steps")?.setAttribute("open", ""); // there is room for all of them beside the panels
}
tick();
setInterval(tick, 1000);

// Acts on a synthesis without leaving the page. Every act here is a plain form first: this only sends it,
// says what was done, and brings in the parts of the page that changed.

const page = document.querySelector("#working");
const act = document.querySelector("#act");

function announce(words) {
  const region = document.querySelector("#announcements");
  if (!region) return;
  region.replaceChildren();
  const line = document.createElement("p");
  line.className = "told";
  line.textContent = words;
  region.append(line);
}

function complain(words, near) {
  const box = (near?.closest("dialog") ?? document).querySelector("#act-problem, .problem[role=alert]");
  if (!box) return announce(words);
  const line = document.createElement("p");
  line.textContent = words;
  box.replaceChildren(line);
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}

function quiet() {
  for (const box of document.querySelectorAll("#act-problem")) box.hidden = true;
}

async function send(form, button) {
  const fields = new FormData(form, button);
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST",
      body: fields,
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
  } catch {
    return { fails: act?.dataset.lost };
  }
  if (answer.status !== 200 && answer.status !== 422) return { fails: act?.dataset.signedOut };
  const told = await answer.json();
  return answer.ok ? { said: told.said, at: told.at } : { fails: told.said };
}

// Bring in what changed: open notes stay open, ticked boxes stay ticked, the focus stays where it was.
async function refresh(at) {
  if (!page) return;
  const open = new Set([...page.querySelectorAll("details[open]")].map((each) => each.id));
  const ticked = new Set([...page.querySelectorAll("input:checked")].map((each) => each.id));
  const focused = document.activeElement?.id;
  const value = document.activeElement?.value;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = fresh.querySelector("#working");
  if (!part) return location.reload();
  page.replaceChildren(...part.childNodes);
  const token = fresh.querySelector("#act input[name=page]");
  if (token && act) act.elements.page.value = token.value;
  for (const each of page.querySelectorAll("details[id]")) if (open.has(each.id)) each.open = true;
  for (const each of page.querySelectorAll("input[type=checkbox]")) if (ticked.has(each.id)) each.checked = true;
  const wanted =
    (focused && document.getElementById(focused)) ||
    (value && page.querySelector(`button[value="${CSS.escape(value)}"]`)) ||
    (at && document.getElementById(at)) ||
    null;
  const target = wanted?.matches("a, button, input, select, textarea, summary, [tabindex]")
    ? wanted
    : wanted?.querySelector("input, summary, a, button");
  (target ?? document.querySelector("#undo button:enabled"))?.focus({ preventScroll: Boolean(focused) });
  count();
}

function dialog() {
  let found = document.querySelector("dialog.chosen");
  if (!found) {
    found = document.createElement("dialog");
    found.className = "chosen";
    found.setAttribute("aria-labelledby", "chosen-title");
    document.body.append(found);
  }
  return found;
}

async function choose(address, opener) {
  const answer = await fetch(address).catch(() => null);
  const part =
    answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#chosen-page");
  if (!part) return location.assign(address);
  const box = dialog();
  box.replaceChildren(part);
  box.addEventListener("close", () => document.contains(opener) && opener.focus(), { once: true });
  box.showModal();
  narrow(box);
  box.querySelector("#narrow, input:not([type=hidden]), select, button")?.focus();
}

// A box to search in a long list: of options, or of ideas to tick.
function narrow(root) {
  for (const box of root.querySelectorAll("[data-narrow], [data-narrow-list]")) {
    box.hidden = false;
    const input = box.querySelector("input");
    const list = box.hasAttribute("data-narrow")
      ? [...box.closest("form").querySelectorAll("option")].filter((each) => !each.closest("datalist"))
      : [...box.closest("form").querySelectorAll(".idea-choices > li")];
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const words = list.map((each) => plain(each.textContent));
    input.addEventListener("input", () => {
      const wanted = plain(input.value).split(/\s+/).filter(Boolean);
      list.forEach((each, place) => {
        each.hidden = !wanted.every((word) => words[place].includes(word));
      });
      const select = box.closest("form").querySelector("select");
      const first = list.find((each) => !each.hidden);
      if (select && wanted.length) select.value = first?.value ?? "";
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "ArrowDown") box.closest("form").querySelector("select")?.focus();
    });
  }
}

function count() {
  const line = document.querySelector(".tick-count");
  if (!line) return;
  const notes = document.querySelectorAll("input[name=note]:checked").length;
  const ideas = document.querySelectorAll("#working input[name=idea]:checked").length;
  line.textContent =
    notes + ideas === 0
      ? line.dataset.none
      : line.dataset.some.replace("{notes}", notes).replace("{ideas}", ideas);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[form=chosen]")) count();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-chosen], dialog.chosen a[data-close]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.matches("[data-close]")) dialog().close();
  else choose(link.href, link);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("form[data-chosen]")) {
    event.preventDefault();
    const asked = new URLSearchParams(new FormData(form));
    return choose(`${form.action}?${asked}`, event.submitter ?? form);
  }
  if (!form.matches("form[data-act]") || !page) return;
  event.preventDefault();
  const told = await send(form, event.submitter);
  if (told.fails) return complain(told.fails, form);
  quiet();
  form.closest("dialog")?.close();
  for (const box of document.querySelectorAll("input[form=chosen]:checked")) box.checked = false;
  await refresh(told.at);
  announce(told.said);
});

// Dragging a slip onto an idea is the same act as “Move to…”.
const far = 6;
let held = null;

function targetAt(x, y) {
  return document.elementFromPoint(x, y)?.closest("[data-target]");
}

function letGo() {
  held?.copy?.remove();
  held?.slip.classList.remove("is-held");
  document.body.classList.remove("is-dragging");
  for (const each of document.querySelectorAll(".is-over")) each.classList.remove("is-over");
  held = null;
}

function scrollNearEdge(y) {
  const edge = 60;
  if (y < edge) scrollBy(0, -12);
  else if (y > innerHeight - edge) scrollBy(0, 12);
}

document.addEventListener("pointerdown", (event) => {
  if (!act || event.button || event.pointerType === "touch") return;
  const slip = event.target.closest("[data-slip]");
  if (!slip || event.target.closest("a, button, input, summary")) return;
  held = { slip, x: event.clientX, y: event.clientY, copy: null };
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (!held.copy) {
    if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < far) return;
    held.copy = held.slip.cloneNode(true);
    held.copy.removeAttribute("data-slip");
    held.copy.classList.add("flying");
    for (const each of held.copy.querySelectorAll("[id]")) each.removeAttribute("id");
    for (const each of held.copy.querySelectorAll("input, a, details")) each.remove();
    document.body.append(held.copy);
    document.body.classList.add("is-dragging");
    held.slip.classList.add("is-held");
    announce(act.dataset.picked);
  }
  event.preventDefault();
  held.copy.style.left = `${event.clientX + 8}px`;
  held.copy.style.top = `${event.clientY + 8}px`;
  const over = targetAt(event.clientX, event.clientY);
  for (const each of document.querySelectorAll(".is-over")) if (each !== over) each.classList.remove("is-over");
  over?.classList.add("is-over");
  scrollNearEdge(event.clientY);
});

document.addEventListener("pointerup", async (event) => {
  if (!held?.copy) return letGo();
  const target = targetAt(event.clientX, event.clientY)?.dataset.target;
  const [criterion, from] = held.slip.dataset.slip.split(":");
  letGo();
  if (!target || target === from) return announce(act.dataset.dropped);
  const form = act.cloneNode(true);
  form.removeAttribute("id");
  for (const [name, value] of [["note", `${criterion}:${from}`], ["to", target], ["do", "move"]]) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  const told = await send(form);
  if (told.fails) return complain(told.fails);
  quiet();
  await refresh(told.at);
  announce(told.said);
});

document.addEventListener("pointercancel", letGo);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && held?.copy) {
    letGo();
    announce(act.dataset.dropped);
  }
});

// The engine at work: ask how far it is, and show the ideas when they are there.
const engine = document.querySelector("[data-progress]");
if (engine) {
  const address = engine.dataset.progress;
  const ask = async () => {
    const answer = await fetch(address).catch(() => null);
    const part = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#engine");
    if (part?.hasAttribute("data-done")) return location.reload();
    const bar = document.querySelector("#engine progress");
    if (part && bar) document.querySelector("#engine").replaceWith(part);
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 1500);
}

narrow(document);
if (act) document.body.classList.add("has-drag");
count();

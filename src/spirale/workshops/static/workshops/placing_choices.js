// What one may choose for the note on the desk: step by step by the determination key, by a word, or in free groups.
import { make } from "./placing_drawing.js";

const MOST_FOUND = 12;
const SHORTEST = 2; // letters before a search says anything

export function startChoosing(my) {
  const { hall, words, sheet, desk } = my;
  const hasRead = new Set(); // questions of which a first note was read with the rules
  const opened = new Map(); // lists of what lies in a place, by the place: they stay open when the desk is drawn anew

  // What the choices look like now, so that they are drawn anew only when it changes.
  const shown = () => [
    hasRead.has(sheet.question?.id), Boolean(my.key), sheet.isFree && sheet.groupsHere.map((group) => [group.id, group.name]),
  ];

  function parts(now) {
    if (sheet.isFree) return groupParts(now);
    if (!my.key) return [missingKey()];
    return hasRead.has(sheet.question.id) ? stepParts(now) : [readFirst()];
  }

  const heading = (text) => make("h4", { tabIndex: -1, id: "placing-step" }, text);
  const listOf = (...rows) => make("ul", { className: "placing-choices", "aria-labelledby": "placing-step" }, ...rows);

  function toHeading() {
    const title = desk.querySelector("h4");
    title?.focus({ preventScroll: true });
    desk.scrollIntoView({ block: "start" });
  }

  // ---- the key, step by step --------------------------------------------------------------------------------------

  function missingKey() {
    const [said, why] = [words.keyMissing, words.keyMissingWhy];
    return make("div", { className: "empty" }, make("p", { className: "said" }, said), make("p", {}, why));
  }

  function readFirst() {
    const { question } = sheet;
    const goOn = () => {
      hasRead.add(question.id);
      my.draw();
      toHeading();
    };
    return make(
      "div",
      { className: "stack" },
      heading(words.readTitle),
      make("p", {}, words.read),
      make("p", {}, words.say("inView", { question: question.wording })),
      make("button", { type: "button", onclick: goOn, "data-focus": "read" }, words.readDone),
    );
  }

  function stepParts(now) {
    const { path } = my.card;
    const reminder = make("p", { className: "quiet-text" }, words.reminder);
    if (!path.length) return [reminder, heading(words.family), ...familyParts(now)];
    const node = my.key.node(path[path.length - 1]);
    const backTo = path.length > 1 ? words.back : words.backToFamilies;
    const back = { type: "button", className: "quiet", "data-focus": "back", onclick: () => step(path.slice(0, -1)) };
    return [
      reminder,
      heading(words.say("component", { label: node.label })),
      listOf(choice(node, now, { isGeneral: true }), ...node.children.map((each) => choice(each, now))),
      make("button", back, backTo),
    ];
  }

  function step(path) {
    my.card = { ...my.card, path };
    closeLists();
    my.draw();
    toHeading();
  }

  function familyParts(now) {
    const families = listOf(...my.key.families.map((each) => choice(each, now)));
    const found = make("div", { className: "stack", hidden: true });
    const box = make("input", {
      type: "search", id: "placing-search", autocomplete: "off", "data-focus": "search", "data-of": my.card.note,
    });
    const status = make("p", { role: "status", className: "quiet-text" });
    box.addEventListener("input", () => {
      const isSeeking = box.value.trim().length >= SHORTEST;
      const hits = isSeeking ? my.key.find(box.value) : [];
      families.hidden = isSeeking;
      found.hidden = !isSeeking;
      status.textContent = !isSeeking ? "" : hits.length ? words.counted("found", hits.length) : words.foundNone;
      const rows = hits.slice(0, MOST_FOUND).map((each) => choice(each, now, { isHit: true }));
      found.replaceChildren(...(rows.length ? [make("ul", { className: "placing-choices" }, ...rows)] : []));
      tell();
    });
    const field = make("div", { className: "field" }, make("label", { htmlFor: "placing-search" }, words.search), box);
    return [field, status, found, families];
  }

  // A place of the grid. A family opens; the general place of a family comes first within it.
  function choice(node, now, { isGeneral = false, isHit = false } = {}) {
    const opens = node.children.length > 0 && !isGeneral && !isHit;
    const above = isHit ? my.key.above(node).map((each) => each.label) : [];
    return row({
      isOpen: !isGeneral, // the general place counts its own notes; what lies in the whole family is shown with the family
      where: opens ? `under:${node.code}` : `code:${node.code}`,
      label: node.label,
      isHere: opens ? now.code.startsWith(node.code) : now.code === node.code,
      onclick: () => (opens ? step([...my.card.path, node.code]) : my.put({ code: node.code })),
      parts: [
        above.length ? make("span", { className: "quiet-text" }, `${above.join(" › ")} ›`) : null,
        isGeneral ? make("span", {}, words.general) : null,
        make("span", { className: "placing-name" }, make("span", { className: "code" }, node.code), ` ${node.label}`),
        node.isVerified ? null : make("span", { className: "badge unverified" }, words.unverified),
        node.words && !isGeneral ? make("span", { className: "quiet-text" }, node.words) : null,
      ],
    });
  }

  // ---- one row: something to choose, and what lies there ----------------------------------------------------------

  function row({ where, label, isHere, onclick, parts: inside, isOpen = true, more = null }) {
    const here = isHere ? make("span", { className: "badge here" }, words.hereNow) : null;
    const choose = { type: "button", className: "quiet placing-choice", "data-focus": where, onclick };
    return make("li", {}, make("button", choose, ...inside, here), lies(where, label, isOpen), more);
  }

  function lies(where, label, isOpen) {
    if (!isOpen) return make("p", { className: "quiet-text placing-count", "data-lies": where });
    const name = make("span", { className: "visually-hidden" }, `${label} `);
    return make(
      "button",
      {
        type: "button", className: "link", "data-lies": where, "data-focus": `lies ${where}`,
        "aria-expanded": "false", hidden: true, onclick: look,
      },
      make("span", {}),
      " ",
      name,
    );
  }

  // Say how many lie in each place that is shown.
  function tell() {
    for (const each of desk.querySelectorAll("[data-lies]")) {
      const where = each.dataset.lies;
      const count = where.startsWith("under:") ? sheet.countUnder(my.key.node(where.slice(6))) : sheet.countAt(where);
      if (each.dataset.count === String(count)) continue;
      each.dataset.count = count;
      each.hidden = !count;
      (each.querySelector("span") || each).textContent = count ? words.counted("lies", count) : "";
    }
  }

  function keepListsOpen() {
    for (const button of desk.querySelectorAll("button[data-lies]")) {
      const list = opened.get(button.dataset.lies);
      if (!list) continue;
      button.setAttribute("aria-expanded", "true");
      button.after(list);
    }
  }

  const closeLists = () => opened.clear();

  async function look(event) {
    const button = event.currentTarget;
    const item = button.closest("li");
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isOpen));
    item.querySelector(".placing-lying")?.remove();
    opened.delete(button.dataset.lies);
    if (isOpen) return;
    const place = make("div", { className: "placing-lying" }, make("p", { role: "status" }, words.loading));
    button.after(place);
    opened.set(button.dataset.lies, place);
    const [kind, id] = button.dataset.lies.replace(/^under:/, "code:").split(/:(.*)/);
    const { status, notes } = await hall
      .fetch(`place/?${new URLSearchParams({ question: sheet.question.id, [kind]: id })}`)
      .catch(() => ({ status: 0 }));
    if (status !== 200 || !Array.isArray(notes)) place.replaceChildren(make("p", { role: "status" }, words.noNetwork));
    else if (!notes.length) place.replaceChildren(make("p", { role: "status" }, words.noneThere));
    else place.replaceChildren(make("ul", {}, ...notes.map((note) => make("li", {}, note.text))));
  }

  // ---- free groups ------------------------------------------------------------------------------------------------

  function groupParts(now) {
    const groups = sheet.groupsHere;
    const rows = groups.map((group) =>
      row({
        where: `pile:${group.id}`,
        label: group.name,
        isHere: now.pile === group.id,
        onclick: () => my.put({ pile: group.id }),
        parts: [make("span", { className: "placing-name" }, group.name)],
        more: renaming(group),
      }),
    );
    const intro = make("p", { className: "quiet-text" }, groups.length ? words.groupWhy : words.noGroups);
    return [heading(words.group), intro, groups.length ? listOf(...rows) : null, newGroup()].filter(Boolean);
  }

  function newGroup() {
    const keep = async (name) => {
      const { note } = my.card;
      const pile = await sheet.makeGroup(name); // it leaves before the note that goes there
      hall.announce(words.say("groupMade", { label: words.quoted(name) }));
      await my.put({ pile }, note);
    };
    const form = asking("placing-new-name", words.newGroupName, words.newGroupAct, "", keep);
    return make("div", { className: "placing-new stack" }, make("h4", {}, words.newGroup), form);
  }

  function renaming(group) {
    const keep = async (name) => {
      const kept = sheet.renameGroup(group, name);
      my.draw();
      desk.querySelector(`[data-focus="${CSS.escape(`pile:${group.id}`)}"]`)?.focus();
      await kept;
      hall.announce(words.say("renamed", { label: words.quoted(name) }));
    };
    const hidden = make("span", { className: "visually-hidden" }, ` ${group.name}`);
    const form = asking(`rename-${group.id}`, words.newName, words.renameAct, group.name, keep);
    return make("details", { className: "placing-rename" }, make("summary", {}, words.rename, hidden), form);
  }

  function asking(id, label, act, value, keep) {
    const box = make("input", { type: "text", id, maxLength: 160, autocomplete: "off", defaultValue: value, "data-focus": id });
    const wrong = make("p", { className: "placing-wrong", id: `${id}-wrong`, role: "alert" });
    box.setAttribute("aria-describedby", wrong.id);
    const send = (event) => {
      event.preventDefault();
      const name = box.value.trim();
      box.setAttribute("aria-invalid", String(!name));
      wrong.textContent = name ? "" : words.nameFirst;
      if (name) keep(name).catch(() => my.draw()); // no room on this device: the page says so
      else box.focus();
    };
    const field = make("div", { className: "field" }, make("label", { htmlFor: id }, label), box, wrong);
    const button = make("button", { type: "submit", className: "quiet", "data-focus": `${id} act` }, act);
    return make("form", { onsubmit: send }, field, button);
  }

  return { shown, parts, tell, keepListsOpen, closeLists };
}

// Who writes on this device: joining, one's recovery code, several people on one phone, leaving, erasing.
import { freshId } from "../offline/outbox.js";
import { freshKey, tidyKey } from "../offline/keys.js";

const byId = (id) => document.getElementById(id);

export async function startPeople(hall, { outbox, ask, changed }) {
  const { words, say, counted, shelf } = hall;
  const kept = (await shelf.get("people").catch(() => null)) || { list: [], current: "" };
  let list = kept.list;
  let current = list.find((person) => person.id === kept.current) || list[0] || null;
  let helps = false; // the form of joining is filled for somebody else

  const save = () => shelf.put("people", { list, current: current?.id || "" });
  const nameOf = (person) => person.first_name || say("unnamed", { handle: person.key.slice(0, 4) });
  const actsOf = (person) => outbox.acts.filter((act) => act.by === person.id);

  // ---- screens: one at a time, and the eye and the ear are led to its title -------------------------------------

  function go(screen) {
    for (const each of document.querySelectorAll("[data-screen]")) each.hidden = each.dataset.screen !== screen;
    if (byId("phone").dataset.on && byId("phone").dataset.on !== screen) byId("phone-said").textContent = "";
    byId("phone").dataset.on = screen;
    const title = document.querySelector(`[data-screen="${screen}"] [tabindex="-1"]`);
    title?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  function show() {
    const names = document.querySelectorAll("[data-me-name]");
    for (const each of names) each.textContent = current ? nameOf(current) : "";
    byId("me-button").hidden = !current;
    byId("writing-as").hidden = list.length < 2;
    showRefused();
    if (!current) return openJoin(false);
    if (!current.isShown) return openKey();
    go("hall");
  }

  function showRefused() {
    byId("join-refused").hidden = !current?.refused;
    byId("join-refused").querySelector("[data-why]").textContent = current?.refused || "";
  }

  // ---- joining --------------------------------------------------------------------------------------------------

  function openJoin(forAnother) {
    helps = forAnother;
    byId("join-form").reset();
    for (const each of document.querySelectorAll("[data-join-for]")) {
      each.hidden = (each.dataset.joinFor === "another") !== helps;
    }
    go("join");
  }

  async function join(form) {
    const person = {
      id: freshId(),
      key: freshKey(),
      first_name: form.first_name.value.trim().slice(0, 40),
      kind: form.kind.value,
      table: Number(form.table.value) || null,
      helped_by: helps && current ? current.helped_by || current.id : null,
    };
    const before = current;
    list = [...list, person];
    current = person;
    try {
      await save();
      await askToJoin(person);
    } catch {
      list = list.filter((each) => each !== person);
      current = before;
      await save().catch(() => {});
      return hall.announce(words.noRoom, { isUrgent: true });
    }
    await changed();
    show();
  }

  function askToJoin(person) {
    const { first_name, kind, table, helped_by } = person;
    const fields = { first_name, as: kind };
    if (table) fields.table = table;
    if (helped_by) fields.helped_by = helped_by;
    return hall.act("join", fields, freshId(), person);
  }

  byId("join-form").addEventListener("submit", (event) => {
    event.preventDefault();
    join(event.target.elements);
  });
  byId("join-back").addEventListener("click", show);
  byId("join-again").addEventListener("click", async () => {
    current.refused = "";
    await save().catch(() => {});
    showRefused();
    for (const act of actsOf(current)) if (act.kind === "join") await outbox.remove(act);
    await askToJoin(current).catch(() => {});
  });

  // ---- one's recovery code --------------------------------------------------------------------------------------

  async function openKey() {
    const { key } = current;
    byId("key-text").replaceChildren(
      ...key.split("-").map((group) => Object.assign(document.createElement("span"), { textContent: group })),
    );
    for (const each of document.querySelectorAll("[data-key-for]")) {
      each.hidden = (each.dataset.keyFor === "another") !== Boolean(current.helped_by);
    }
    byId("key-done").querySelector("[data-first]").hidden = Boolean(current.isShown);
    byId("key-done").querySelector("[data-again]").hidden = !current.isShown;
    go("key");
    const picture = byId("key-picture");
    picture.hidden = true;
    try {
      const { pictureOf } = await import("./qr.js");
      if (key !== current?.key) return;
      picture.replaceChildren(pictureOf(`${location.origin}${location.pathname}#${key}`));
      picture.hidden = false;
    } catch {
      // the text says it all
    }
  }

  byId("key-done").addEventListener("click", () => {
    current.isShown = true;
    save().catch(() => {}); // nobody waits for it: at worst the code is shown once more
    show();
    byId("note-text")?.focus({ preventScroll: true });
  });

  // ---- my place: code, others on this phone, leaving, erasing -----------------------------------------------------

  function openMe() {
    for (const panel of ["leave-panel", "erase-panel"]) byId(panel).hidden = true;
    for (const button of ["leave", "erase"]) byId(button).setAttribute("aria-expanded", "false");
    byId("people-list").replaceChildren(...list.map(itemOf));
    go("me");
  }

  function itemOf(person) {
    const item = byId("person-item").content.firstElementChild.cloneNode(true);
    const button = item.querySelector("button");
    item.querySelector("[data-name]").textContent = nameOf(person);
    item.querySelector("[data-helped]").hidden = !person.helped_by;
    item.querySelector("[data-here]").hidden = person !== current;
    button.hidden = person === current;
    button.addEventListener("click", async () => {
      current = person;
      await save().catch(() => {});
      await changed();
      show();
      hall.announce(say("nowWriting", { name: nameOf(person) }));
    });
    return item;
  }

  byId("me-button").addEventListener("click", openMe);
  byId("writing-as-change").addEventListener("click", openMe);
  byId("me-back").addEventListener("click", show);
  byId("show-key").addEventListener("click", openKey);
  byId("help-another").addEventListener("click", () => openJoin(true));

  function fold(button, panel, fill = () => {}) {
    button.addEventListener("click", () => {
      panel.hidden = !panel.hidden;
      button.setAttribute("aria-expanded", String(!panel.hidden));
      if (!panel.hidden) fill();
    });
    panel.querySelector("[data-cancel]").addEventListener("click", () => {
      panel.hidden = true;
      button.setAttribute("aria-expanded", "false");
      button.focus();
    });
  }

  fold(byId("leave"), byId("leave-panel"), async () => {
    const waiting = outbox.waiting.filter((act) => act.by === current.id).length;
    const own = (await shelf.all(`own/${current.id}/`)).length;
    byId("leave-waiting").hidden = !waiting;
    byId("leave-waiting").textContent = waiting ? counted("leaveWaiting", waiting) : "";
    byId("leave-own").hidden = !own;
    byId("leave-own").textContent = own ? counted("leaveOwn", own) : "";
    byId("leave-now").textContent = waiting || own ? words.leaveAnyway : words.leaveNow;
  });

  byId("leave-now").addEventListener("click", async () => {
    await forget(current);
    hall.announce(words.left);
  });

  async function forget(person) {
    for (const act of actsOf(person)) await outbox.remove(act);
    for (const own of await shelf.all(`own/${person.id}/`)) await shelf.remove(`own/${person.id}/${own.note}`);
    await shelf.remove(`state/${person.id}`);
    await shelf.remove(`drafts/${person.id}`);
    list = list.filter((each) => each !== person);
    if (current === person) current = list[0] || null;
    await save();
    await changed();
    show();
  }

  fold(byId("erase"), byId("erase-panel"));
  byId("erase-now").addEventListener("click", async () => {
    const person = current;
    const acts = actsOf(person);
    const isUnheard = !person.isKnown && acts.every((act) => !act.tried);
    if (isUnheard) {
      await forget(person); // nothing has left this phone
      return hall.announce(words.erased);
    }
    for (const act of acts) if (act.kind !== "join" && act.kind !== "erase" && (!act.tried || act.refused)) await outbox.remove(act);
    for (const own of await shelf.all(`own/${person.id}/`)) await shelf.remove(`own/${person.id}/${own.note}`);
    await shelf.remove(`drafts/${person.id}`);
    if (!actsOf(person).some((act) => act.kind === "erase")) await hall.act("erase").catch(() => {});
    byId("erase-panel").hidden = true;
    hall.announce(words.erasing);
    byId("erase-state").textContent = words.erasing;
  });

  // ---- I already have a code --------------------------------------------------------------------------------------

  function openRecovery(key = "") {
    byId("recover-key").value = key;
    tellRecovery("");
    go("recover");
  }

  function tellRecovery(text) {
    byId("recover-said").textContent = text;
    byId("recover-said").hidden = !text;
    byId("recover-key").setAttribute("aria-invalid", String(Boolean(text)));
  }

  for (const button of document.querySelectorAll("[data-have-code]")) {
    button.addEventListener("click", () => openRecovery());
  }
  byId("recover-back").addEventListener("click", show);
  byId("recover-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const key = tidyKey(byId("recover-key").value);
    if (!key) return tellRecovery(words.keyUnreadable);
    const here = list.find((person) => person.key === key);
    if (here) return take(here);
    let answer;
    try {
      answer = await ask("recover/", { body: { key } });
    } catch (trouble) {
      return tellRecovery(words.recoverOffline);
    }
    if (answer.status !== 200 || !answer.participant) return tellRecovery(answer.message || words.trouble);
    const person = { id: answer.participant, key, first_name: answer.first_name || "", isKnown: true, isShown: true };
    const twin = list.find((each) => each.id === person.id);
    if (!twin) list = [...list, person];
    await take(twin || person);
    hall.announce(words.recovered);
  });

  async function take(person) {
    current = person;
    await save().catch(() => hall.announce(words.noRoom, { isUrgent: true }));
    await changed();
    show();
  }

  const fromPicture = tidyKey(location.hash.slice(1));
  if (fromPicture) history.replaceState(null, "", location.pathname); // a code is not left in the address for all to see

  // ---- what the shell asks ------------------------------------------------------------------------------------------

  return {
    get current() {
      return current;
    },

    // First they join, then what they did follows: a refused joining does not take their notes along.
    mayLeave: (act) => act.kind === "join" || Boolean(list.find((person) => person.id === act.by)?.isKnown),

    async settled(act, answer) {
      const person = list.find((each) => each.id === act.by);
      if (!person) return;
      if (act.kind === "join") {
        person.isKnown = answer.state !== "refused";
        person.refused = answer.state === "refused" ? answer.message : "";
        await save().catch(() => {});
        showRefused();
        if (person.refused) hall.announce(person.refused, { isUrgent: true });
        else if (person === current) hall.refreshSoon();
      } else if (act.kind === "erase" && answer.state !== "refused") {
        await forget(person);
        hall.announce(words.erased);
      }
    },

    // A page that died between an answer and the memory of it asks again: joining twice is joining once.
    async begin() {
      for (const person of list) {
        if (person.isKnown || person.refused || actsOf(person).some((act) => act.kind === "join")) continue;
        await askToJoin(person).catch(() => {});
      }
      if (!fromPicture) return show();
      const here = list.find((person) => person.key === fromPicture);
      if (here) await take(here);
      else openRecovery(fromPicture);
    },

    async erased() {
      await forget(current);
      hall.announce(words.erased);
    },
    pause: () => go("pause"),
    show,
  };
}

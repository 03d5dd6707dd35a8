// Writing: one question, one box, my notes, nothing else.
import { freshId } from "../offline/outbox.js";

const byId = (id) => document.getElementById(id);

export function start(hall) {
  const { words, say, counted, shelf } = hall;
  const form = byId("note-form");
  const box = byId("note-text");
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  let person = ""; // whose drafts and own notes are here
  let drafts = {}; // question → words begun
  let own = []; // notes kept for oneself: they never leave
  let asked = ""; // the question that is on screen
  let chosen = ""; // the one the person went to by themselves, until the next step
  let stepSeen = "";
  let lastTaken = null; // what was just withdrawn, to bring it back

  // ---- which question -------------------------------------------------------------------------------------------

  const questionOf = (id) => hall.state.questions.find((question) => question.id === id);

  // Those that were opened so far: up to the step's own, and any that received notes or was revealed.
  function reachable() {
    const { questions, step } = hall.state;
    const now = questions.findIndex((question) => question.id === step?.question);
    const mine = new Set(notes().map((note) => note.question));
    return questions.filter(
      (question, index) => index <= now || question.revealed_at || question.notes || mine.has(question.id),
    );
  }

  function choose() {
    const { step } = hall.state;
    if (step && step.id !== stepSeen) {
      const isBusy = box.value.trim() && asked && step.question && step.question !== asked;
      stepSeen = step.id;
      // nobody is torn from a sentence: whoever is writing is told, and goes to the next question when they wish
      chosen = isBusy ? asked : "";
    }
    const open = reachable();
    const there = (id) => open.some((question) => question.id === id);
    const unsealed = open.filter((question) => !question.revealed_at);
    const next =
      [chosen, step?.question].find((id) => id && there(id)) || (unsealed[unsealed.length - 1] || open[open.length - 1])?.id;
    if (next === asked) return;
    asked = next || "";
    box.value = drafts[asked] || "";
  }

  // ---- my notes: what the site has, what waits here, what is mine alone --------------------------------------------

  function notes() {
    const known = new Map();
    for (const note of hall.state.me?.notes || []) {
      if (!note.withdrawn) known.set(note.id, { ...note, at: Date.parse(note.written_at), state: "received" });
    }
    for (const act of [...hall.waiting(), ...hall.refused()].sort((one, other) => one.order - other.order)) {
      const { note, new: fresh, text, question } = act.fields;
      if (act.kind === "write") {
        const at = hall.instant(act.order).getTime();
        known.set(note, { id: note, question, text, at, act, state: act.refused ? "refused" : "here" });
      } else if (act.kind === "edit" && known.has(note)) {
        const before = known.get(note);
        if (act.refused) {
          known.set(note, { ...before, problem: act });
        } else {
          known.delete(note);
          known.set(fresh, { ...before, id: fresh, text, act, state: "here" });
        }
      } else if (act.kind === "withdraw" && known.has(note)) {
        if (act.refused) known.get(note).problem = act;
        else known.delete(note);
      }
    }
    for (const note of own) known.set(note.note, { ...note, id: note.note, state: "own" });
    return [...known.values()].sort((one, other) => other.at - one.at);
  }

  // What was received is known at once; the whole state follows when it is asked for.
  function remember(act) {
    const { me } = hall.state;
    if (!me || act.by !== me.id) return;
    const { note, new: fresh, text, question } = act.fields;
    const there = me.notes.find((each) => each.id === note);
    if (act.kind === "write" && !there) {
      me.notes.push({
        id: note,
        question,
        text,
        sign: questionOf(question)?.sign || 0,
        written_at: hall.instant(act.order).toISOString(),
        is_sealed: !questionOf(question)?.revealed_at,
        withdrawn: false,
      });
    } else if (act.kind === "edit" && there) Object.assign(there, { id: fresh, text });
    else if (act.kind === "withdraw" && there) there.withdrawn = true;
  }

  // ---- what the person sees ----------------------------------------------------------------------------------------

  function draw() {
    choose();
    const question = questionOf(asked);
    byId("write-empty").hidden = Boolean(question);
    byId("write-place").hidden = !question;
    if (!question) return;
    const mark = byId("question-mark");
    mark.dataset.question = question.code;
    mark.textContent = question.code;
    byId("question-words").textContent = question.wording;
    byId("note-form").dataset.question = question.code;
    byId("late").hidden = !question.revealed_at;
    const { step } = hall.state;
    const isElsewhere = step?.question && step.question !== asked && questionOf(step.question);
    byId("next-question").hidden = !isElsewhere;
    byId("next-question").querySelector("[data-code]").textContent = isElsewhere ? isElsewhere.code : "";
    byId("note-count").textContent = question.notes ? counted("count", question.notes) : words.countNone;
    drawQuestions(question);
    drawNotes(question);
  }

  function drawQuestions(question) {
    const open = reachable();
    byId("questions").hidden = open.length < 2;
    byId("questions-list").replaceChildren(
      ...open.map((each) => {
        const button = byId("question-item").content.firstElementChild.cloneNode(true);
        const go = button.querySelector("button");
        go.dataset.question = each.code;
        go.querySelector("[data-code]").textContent = each.code;
        go.querySelector("[data-wording]").textContent = each.wording;
        go.querySelector("[data-revealed]").hidden = !each.revealed_at;
        if (each === question) go.setAttribute("aria-current", "true");
        go.addEventListener("click", () => goTo(each.id));
        return button;
      }),
    );
  }

  function goTo(id) {
    chosen = id;
    draw();
    byId("questions").open = false;
    box.focus();
  }

  let drawn = "";
  let editing = "";

  function drawNotes(question) {
    const all = notes();
    const here = all.filter((note) => note.question === question.id);
    const elsewhere = all.filter((note) => note.question !== question.id);
    const codes = hall.state.questions.map((each) => [each.code, each.revealed_at]);
    const look = JSON.stringify([all.map(({ act, problem, ...note }) => [note, act?.refused, problem?.refused]), question.id, codes]);
    if (look === drawn || (editing && all.some((note) => note.id === editing))) return; // nothing moves under the finger
    drawn = look;
    byId("my-notes-none").hidden = here.length > 0;
    byId("my-notes").replaceChildren(...here.map(itemOf));
    byId("my-others").hidden = !elsewhere.length;
    byId("my-others-title").textContent = elsewhere.length ? counted("others", elsewhere.length) : "";
    byId("my-others-notes").replaceChildren(...elsewhere.map(itemOf));
  }

  function itemOf(note) {
    const item = byId("note-item").content.firstElementChild.cloneNode(true);
    const question = questionOf(note.question);
    const isRevealed = Boolean(question?.revealed_at);
    const part = (name) => item.querySelector(`[data-${name}]`);
    Object.assign(item.dataset, { note: note.id, state: note.state, question: question?.code || "" });
    part("mark").textContent = question?.code || "";
    part("text").textContent = note.text;
    part("at").textContent = clock.format(note.at);
    part("state-words").textContent =
      note.state === "refused"
        ? say("stateRefused", { why: note.act.refused })
        : words[note.set_aside ? "stateAside" : `state${capital(note.state)}`];
    part("problem").hidden = !note.problem;
    part("problem").querySelector("[data-why]").textContent = note.problem ? whyNot(note.problem) : "";
    part("sealed").hidden = note.state !== "received" || !isRevealed;
    const on = (name, shown, act) => {
      const button = part(name);
      button.hidden = !shown;
      button.setAttribute("aria-describedby", `note-${note.id}`);
      if (shown) button.addEventListener("click", act);
    };
    part("text").id = `note-${note.id}`;
    const mayChange = note.state === "own" || (note.state !== "refused" && !isRevealed) || isUnsent(note);
    on("change", mayChange, () => openChange(item, note));
    on("withdraw", mayChange, () => withdraw(note));
    on("share", note.state === "own", () => share(note));
    on("put-back", note.state === "refused", () => putBack(note));
    on("dismiss", Boolean(note.problem), async () => {
      await hall.forget(note.problem);
      draw();
    });
    return item;
  }

  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  const whyNot = ({ kind, fields, refused }) =>
    kind === "edit" ? say("changeRefused", { text: fields.text, why: refused }) : refused;
  const isUnsent = (note) => note.state === "here" && note.act.kind === "write" && !note.act.tried;

  // ---- one's own words, kept ------------------------------------------------------------------------------------------

  async function keepDraft() {
    drafts = { ...drafts, [asked]: box.value };
    await shelf.put(`drafts/${person}`, drafts).catch(() => {}); // no room: the draft lives as long as the page
  }

  async function keep({ isOwn = false } = {}) {
    const text = box.value.trim();
    if (!text) {
      hall.announce(words.nothing);
      return box.focus();
    }
    const isLate = Boolean(questionOf(asked)?.revealed_at);
    try {
      if (isOwn) await keepOwn({ note: freshId(), question: asked, text, at: hall.now().getTime() });
      else await hall.act("write", { note: freshId(), question: asked, text });
    } catch {
      if (isOwn) hall.announce(words.noRoom, { isUrgent: true });
      return box.focus(); // the words are still in the box
    }
    if (box.value.trim() === text) box.value = "";
    await keepDraft();
    lastTaken = null;
    byId("undo").hidden = true;
    hall.announce(isOwn ? words.keptOwn : isLate ? words.keptLate : words.kept);
    editing = "";
    draw();
    box.focus();
  }

  async function keepOwn(note) {
    await shelf.put(`own/${person}/${note.note}`, note);
    own = [...own.filter((each) => each.note !== note.note), note];
  }

  async function dropOwn(id) {
    await shelf.remove(`own/${person}/${id}`);
    own = own.filter((each) => each.note !== id);
  }

  function openChange(item, note) {
    editing = note.id;
    const change = byId("note-change").content.firstElementChild.cloneNode(true);
    const words_ = change.querySelector("textarea");
    words_.value = note.text;
    const close = () => {
      editing = "";
      drawn = "";
      draw();
      document.querySelector(`[data-note="${note.id}"] [data-change]`)?.focus();
    };
    change.addEventListener("submit", async (event) => {
      event.preventDefault();
      const text = words_.value.trim();
      if (!text) return hall.announce(words.nothing);
      try {
        if (text !== note.text) await rewrite(note, text);
      } catch {
        return words_.focus();
      }
      close();
    });
    words_.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      else if (isEnter(event)) {
        event.preventDefault();
        change.requestSubmit ? change.requestSubmit() : change.querySelector("button").click();
      }
    });
    change.querySelector("[data-cancel]").addEventListener("click", close);
    item.querySelector("[data-read]").replaceWith(change);
    words_.focus();
  }

  // A note that has not left is changed where it lies; any other is corrected by one more act.
  async function rewrite(note, text) {
    if (note.state === "own") await keepOwn({ ...own.find((each) => each.note === note.id), text });
    else if (note.state !== "here" || !(await hall.change(note.act, { text }))) {
      await hall.act("edit", { note: note.id, new: freshId(), text });
    }
    hall.announce(words.changed);
  }

  async function withdraw(note) {
    if (note.state === "own") await dropOwn(note.id);
    else if (!(isUnsent(note) && (await hall.forget(note.act)))) {
      try {
        await hall.act("withdraw", { note: note.id });
      } catch {
        return;
      }
    }
    lastTaken = { question: note.question, text: note.text, isOwn: note.state === "own" };
    byId("undo").hidden = false;
    hall.announce(words.withdrawn);
    draw();
    byId("undo").querySelector("button").focus();
  }

  async function bringBack() {
    const { question, text, isOwn } = lastTaken;
    try {
      if (isOwn) await keepOwn({ note: freshId(), question, text, at: hall.now().getTime() });
      else await hall.act("write", { note: freshId(), question, text });
    } catch {
      return;
    }
    lastTaken = null;
    byId("undo").hidden = true;
    hall.announce(words.broughtBack);
    draw();
    box.focus();
  }

  async function share(note) {
    try {
      await hall.act("write", { note: freshId(), question: note.question, text: note.text });
    } catch {
      return;
    }
    await dropOwn(note.id);
    hall.announce(words.shared);
    draw();
  }

  async function putBack(note) {
    await hall.forget(note.act);
    chosen = note.question;
    asked = "";
    drafts = { ...drafts, [note.question]: [drafts[note.question], note.text].filter(Boolean).join("\n") };
    draw();
    await keepDraft();
    box.focus();
  }

  // ---- keys and buttons -----------------------------------------------------------------------------------------------

  const isEnter = (event) =>
    event.key === "Enter" && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey && !event.isComposing;

  box.addEventListener("keydown", (event) => {
    if (!isEnter(event)) return;
    event.preventDefault();
    keep();
  });
  box.addEventListener("input", keepDraft);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
  });
  byId("keep-own").addEventListener("click", () => keep({ isOwn: true }));
  byId("undo").querySelector("button").addEventListener("click", bringBack);
  byId("next-question").querySelector("button").addEventListener("click", () => goTo(hall.state.step.question));
  byId("pause").addEventListener("click", hall.pause);
  byId("ready").addEventListener("click", () => {
    hall.comeBack();
    box.focus();
  });

  async function mine() {
    const who = hall.me?.id || "";
    if (who === person) return;
    person = who;
    editing = drawn = chosen = asked = stepSeen = "";
    lastTaken = null;
    byId("undo").hidden = true;
    box.value = "";
    const [begun, kept] = await Promise.all([
      shelf.get(`drafts/${who}`).catch(() => null),
      shelf.all(`own/${who}/`).catch(() => []),
    ]);
    if (person !== who) return;
    drafts = begun || {};
    own = kept;
    asked = "";
  }

  return {
    async show() {
      await mine();
      draw();
    },
    hear: draw,
    settled(act, answer) {
      if (answer.state !== "refused") remember(act);
      draw();
      if (act.kind === "write" && answer.state !== "refused") hall.announce(words.received);
    },
    draw,
  };
}

// Placing the notes of my hand, one at a time, by the determination key or in free groups. Real buttons, no dragging.
import { startChoosing } from "./placing_choices.js";
import { make, redraw, wordsOf } from "./placing_drawing.js";
import { keyOf } from "./placing_key.js";
import { Sheet, spot } from "./placing_sheet.js";

const GROUP_NEWS = new Set(["pile made", "pile renamed", "pile emptied"]);
const ACTS = new Set(["place", "make_pile", "rename_pile"]);

export function start(hall) {
  const section = document.getElementById("placing");
  const words = wordsOf(document.getElementById("placing-words"));
  const [question, empty, contests, progress, desk, done, rules] = [
    "question", "empty", "contests", "progress", "desk", "done", "rules",
  ].map((name) => document.getElementById(`placing-${name}`));

  const sheet = new Sheet(hall);
  const my = {
    hall, words, sheet, desk, nameOf, put, draw,
    key: null,
    card: null, // what is on the desk: {note, path, isChange}
  };
  const choices = startChoosing(my);
  let keyAsked = "";
  let drawn = ""; // what the desk shows, so that it is drawn anew only when it changes

  // ---- what the hall tells ----------------------------------------------------------------------------------------

  function show(state) {
    sheet.take(state);
    askForKey();
    draw();
  }

  async function askForKey() {
    const { grid } = sheet;
    if (!grid || grid.digest === keyAsked) return;
    keyAsked = grid.digest;
    my.key = await keyOf(hall, grid);
    if (!my.key) keyAsked = ""; // asked for again with the next state
    draw();
  }

  function hear(news) {
    let isNew = false;
    for (const each of news) {
      if (each.verb === "note placed") isNew = heardMove(each) || isNew;
      else if (GROUP_NEWS.has(each.verb)) {
        sheet.hearGroup(each);
        isNew = true;
      }
    }
    if (isNew) draw();
  }

  function heardMove(told) {
    const heard = sheet.hearMove(told);
    if (!heard) return false;
    const { before, now, isNews } = heard;
    if (!isNews) return true;
    if (sheet.made.has(told.move) && !now.other) return true;
    if (!sheet.hand.some((each) => each.note === told.note)) return true;
    if (now.other) hall.announce(words.contestSaid);
    else if (told.note === my.card?.note) hall.announce(words.say("somebodyPlaced", { label: nameOf(now) }));
    else if (spot(now) !== spot(before)) hall.announce(words.say("somebodyPlacedYours", { label: nameOf(now) }));
    return true;
  }

  function settled(act, answer) {
    if (!ACTS.has(act.kind)) return;
    sheet.settled(act, answer);
    draw();
  }

  function nameOf(place) {
    if (place?.code) return my.key ? my.key.name(place.code) : place.code;
    return place?.pile ? words.quoted(sheet.groups.get(place.pile)?.name || "…") : words.amongThoseToPlace;
  }

  // ---- what is done here ------------------------------------------------------------------------------------------

  // Place the note on the desk and take up the next one.
  async function put(where, note = my.card.note) {
    const label = nameOf(where);
    const kept = sheet.place(note, where);
    go(nextCard());
    if (await isKept(kept)) hall.announce(words.say("placed", { label }));
  }

  // The page says itself when the device has no room; the note is then where it was.
  async function isKept(kept) {
    try {
      await kept;
      return true;
    } catch {
      return false;
    } finally {
      draw();
    }
  }

  function leave() {
    sheet.leave(my.card.note);
    go(nextCard());
    if (my.card) hall.announce(words.left);
  }

  async function takeOut() {
    const { note } = my.card;
    const kept = sheet.place(note, {});
    sheet.leave(note); // others may take it up; it comes back to this hand when asked for
    go(nextCard());
    if (await isKept(kept)) hall.announce(words.takenOut);
  }

  async function settle(note, where) {
    const kept = sheet.place(note, where);
    draw();
    (desk.querySelector("h3") || section.querySelector("h2")).focus();
    if (await isKept(kept)) hall.announce(words.say("settled", { label: nameOf(where) }));
  }

  function nextCard() {
    const next = sheet.hand.find((each) => !sheet.isPlaced(each.note) && !sheet.isLeft(each.note));
    return next ? { note: next.note, path: [], isChange: false } : null;
  }

  // Go to a card, or to none, and say where one is: its heading takes the focus.
  function go(card) {
    my.card = card;
    choices.closeLists();
    drawn = "";
    draw();
    desk.querySelector("h3")?.focus({ preventScroll: true });
    desk.scrollIntoView({ block: "start" });
  }

  const change = (note) => go({ note, path: [], isChange: true });

  // ---- drawing ----------------------------------------------------------------------------------------------------

  function draw() {
    const { hand } = sheet;
    const isBusy = hand.length > 0;
    if (!hand.some((each) => each.note === my.card?.note)) my.card = null;
    my.card ??= nextCard();
    question.hidden = !sheet.question;
    question.textContent = sheet.question ? `${sheet.question.code} ${sheet.question.wording}` : "";
    progress.hidden = desk.hidden = !isBusy;
    rules.hidden = !isBusy || sheet.isFree;
    const placed = hand.filter((each) => sheet.isPlaced(each.note));
    progress.querySelector("p").textContent = words.say("progress", { done: placed.length, all: hand.length });
    Object.assign(progress.querySelector("progress"), { max: hand.length || 1, value: placed.length });
    drawEmpty(isBusy);
    drawContests();
    drawDesk();
    drawPlaced(placed);
  }

  function drawEmpty(isBusy) {
    empty.hidden = isBusy;
    const name = !sheet.isHandKnown ? "handUnknown" : sheet.question?.dealt_at ? "noneInHand" : "notYet";
    const [said, why] = empty.querySelectorAll("p");
    said.textContent = words[name];
    why.textContent = words[`${name}Why`];
  }

  function drawDesk() {
    const { card } = my;
    const { question: asked, hand } = sheet;
    const resting = card ? [] : hand.map((each) => sheet.isLeft(each.note) && !sheet.isPlaced(each.note));
    const shown = JSON.stringify([asked?.id, hand.length, card, card && spot(sheet.placeOf(card.note)), resting, choices.shown()]);
    if (shown !== drawn) {
      drawn = shown;
      redraw(desk, card ? cardParts(card) : hand.length ? [nothingLeft()] : []);
      choices.keepListsOpen();
    }
    choices.tell();
  }

  function cardParts({ note: id, isChange }) {
    const note = sheet.hand.find((each) => each.note === id);
    const now = sheet.placeOf(id);
    const isPlacedByOthers = spot(now) && !isChange;
    return [
      paper(note, isChange ? words.change : words.say("note", { n: sheet.hand.indexOf(note) + 1, all: sheet.hand.length })),
      isPlacedByOthers ? placedMeanwhile(now) : null,
      ...choices.parts(now),
      leaving(now, isChange),
    ].filter(Boolean);
  }

  function paper(note, title) {
    const sign = { 1: " +", "-1": " −" }[note.sign] || "";
    const mark = make("span", { className: "note-mark" }, sheet.question.code + sign);
    return make(
      "article",
      { className: "note placing-card", "data-question": sheet.question.code },
      make("h3", { tabIndex: -1 }, mark, title),
      make("p", { className: "placing-text" }, note.text),
    );
  }

  function placedMeanwhile(now) {
    return make(
      "div",
      { className: "told" },
      make("p", {}, words.say("somebodyPlaced", { label: nameOf(now) })),
      make("button", { type: "button", className: "quiet", "data-focus": "agree", onclick: () => go(nextCard()) }, words.agree),
    );
  }

  function leaving(now, isChange) {
    const acts = [];
    if (isChange) acts.push(["stay", () => go(nextCard())]);
    acts.push(spot(now) ? ["takeOut", takeOut] : ["leave", leave]);
    const buttons = acts.map(([name, onclick]) =>
      make("button", { type: "button", className: "quiet", "data-focus": name, onclick }, words[name]),
    );
    return make("div", { className: "cluster placing-leave" }, ...buttons);
  }

  function nothingLeft() {
    const waiting = sheet.hand.filter((each) => sheet.isLeft(each.note) && !sheet.isPlaced(each.note));
    if (!waiting.length) {
      return make("div", { className: "told" }, make("h3", { tabIndex: -1 }, words.allDone), make("p", {}, words.allDoneWhy));
    }
    const again = () => {
      for (const each of waiting) sheet.leave(each.note, false);
      go(nextCard());
    };
    return make(
      "div",
      { className: "empty" },
      make("h3", { tabIndex: -1 }, words.counted("leftAll", waiting.length)),
      make("p", {}, make("button", { type: "button", onclick: again, "data-focus": "again" }, words.takeAgain)),
    );
  }

  // ---- one note, two places ---------------------------------------------------------------------------------------

  function drawContests() {
    const open = sheet.hand.filter((each) => sheet.placeOf(each.note).other);
    contests.hidden = !open.length;
    redraw(contests, open.map(contest));
  }

  function contest({ note, text }) {
    const { other, ...last } = sheet.placeOf(note);
    const isMine = sheet.made.has(last.move) || sheet.made.has(other.move);
    const [own, theirs] = sheet.made.has(last.move) ? [last, other] : [other, last];
    const labels = { theirs: nameOf(theirs), mine: nameOf(own) };
    const button = (name, text_, onclick) =>
      make("button", { type: "button", className: "quiet", "data-focus": `${name} ${note}`, onclick }, text_);
    return make(
      "article",
      { className: "warning", "aria-labelledby": `contest-${note}` },
      make("h3", { id: `contest-${note}` }, words.contestTitle),
      make("p", { className: "placing-text" }, words.quoted(text)),
      make("p", {}, words.say(isMine ? "contestMine" : "contestBoth", labels)),
      make(
        "div",
        { className: "placing-settle" },
        button("theirs", words.say("keep", { label: labels.theirs }), () => settle(note, theirs)),
        button("own", words.say("keep", { label: labels.mine }), () => settle(note, own)),
        button("elsewhere", words.elsewhere, () => change(note)),
      ),
    );
  }

  // ---- what is placed ---------------------------------------------------------------------------------------------

  function drawPlaced(placed) {
    done.hidden = !placed.length;
    done.querySelector("summary").textContent = words.say("myNotes", { n: placed.length });
    redraw(done.querySelector("ul"), placed.map(placedRow));
  }

  function placedRow({ note, text }) {
    const now = sheet.placeOf(note);
    const isHere = sheet.made.has(now.move);
    const how = isHere ? (sheet.isWaiting(now.move) ? words.onPhone : words.received) : words.byOthers;
    const changing = {
      type: "button",
      className: "quiet small",
      "data-focus": `change ${note}`,
      "aria-label": words.say("changeOf", { text }),
      onclick: () => change(note),
    };
    return make(
      "li",
      { "data-note": note },
      make("p", {}, text),
      make("p", { className: "quiet-text" }, `${nameOf(now)} · ${how}`),
      make("button", changing, words.changePlace),
    );
  }

  return { show, hear, settled };
}

// The floor on a phone: who has it, my hand, my place in the queue, and a soft sign when I speak and my time is over.
const SHOWN = 5;
const QUIET = 1_500; // what takes less than this is on its way, not waiting

export function start(hall) {
  const words = document.getElementById("voice-words").dataset;
  const part = Object.fromEntries(
    ["now", "who", "clock", "time", "each", "over", "finish", "next", "next-names", "next-more", "heard"].map((name) => [
      name,
      document.getElementById(`voice-${name}`),
    ]),
  );
  const mine = document.getElementById("hand-mine");
  const button = document.getElementById("hand-button");
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const say = (name, values = {}) => (words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const counted = (name, n, values = {}) => say(`${name}${plural.select(n) === "one" ? "One" : "Many"}`, { n, ...values });

  let voice = null; // how the voices stand, as far as this phone was told
  let raised = null; // the id of my hand, once the site has it
  let myTurn = null; // the turn that is mine, so that it is said once
  let saidOver = null;

  const put = (element, text) => element.textContent !== text && (element.textContent = text);
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const buzz = (pattern) => navigator.userActivation?.hasBeenActive && navigator.vibrate?.(pattern);
  const isMe = (somebody) => Boolean(somebody?.participant) && somebody.participant === hall.me?.id;
  const nameOf = ({ name, table }) => name || (table ? say("atTable", { number: table }) : words.somebody);

  function show(state) {
    voice = state.voice || voice;
    if (state.me && state.voice) raised = state.me.asks_floor || null;
    draw();
  }

  function hear(news) {
    for (const each of news) {
      if (!each.voice) continue;
      voice = hall.state.voice = each.voice;
      if (each.verb === "floor request ended" && each.on === raised) raised = null;
      if (isMe(voice.speaking)) raised = null;
    }
    draw();
  }

  function settled(act, answer) {
    if (act.kind !== "ask_floor" && act.kind !== "leave_floor") return;
    if (answer.state === "refused") hall.forget(act); // why was said
    else if (act.kind === "ask_floor") raised = answer.state === "received" ? act.id : raised;
    else if (answer.state === "received" && act.fields.request === raised) raised = null;
    draw();
  }

  // My hand: what the site knows, then what waits on this phone to be told, in its order.
  function hand() {
    const place = voice ? voice.queue.findIndex(isMe) : -1;
    let state = { isUp: Boolean(raised) || place >= 0, request: raised, place };
    const waiting = [...hall.waiting("ask_floor"), ...hall.waiting("leave_floor")].sort((one, other) => one.order - other.order);
    for (const act of waiting) {
      if (act.kind === "ask_floor") state = { isUp: true, request: act.id, place: -1, act };
      else if (!act.fields.turn) state = { isUp: false, request: null, place: -1 };
    }
    return state;
  }

  function draw() {
    drawSpeaking();
    drawHand();
    drawNext();
  }

  function drawSpeaking() {
    const speaking = voice?.speaking;
    const isMine = isMe(speaking) && !hall.waiting("leave_floor").some((act) => act.fields.turn === speaking.turn);
    put(part.who, isMine ? words.you : speaking ? nameOf(speaking) : voice ? words.free : words.unknown);
    part.who.classList.toggle("none", !speaking);
    document.getElementById("voice-who-title").hidden = isMine || !speaking;
    part.clock.hidden = !speaking;
    part.finish.hidden = !isMine;
    if (isMine && myTurn !== speaking.turn) {
      myTurn = speaking.turn;
      hall.announce(words.youNow);
      buzz(150);
    }
    tick();
  }

  function tick() {
    const speaking = voice?.speaking;
    if (!speaking) {
      part.now.removeAttribute("data-over");
      part.over.hidden = true;
      return;
    }
    const seconds = Math.max(0, Math.floor((hall.now() - Date.parse(speaking.started_at)) / 1000));
    const isOver = seconds > voice.each && isMe(speaking);
    put(part.time, clock(seconds));
    put(part.each, say("each", { time: clock(voice.each) }));
    part.now.toggleAttribute("data-over", isOver);
    part.over.hidden = !isOver;
    if (isOver && saidOver !== speaking.turn) {
      saidOver = speaking.turn;
      hall.announce(words.over);
      buzz([80, 120, 80]);
    }
  }

  function drawHand() {
    const { isUp, place, act } = hand();
    const isOnItsWay = act && navigator.onLine !== false && Date.now() - act.order < QUIET;
    if (isOnItsWay) setTimeout(drawHand, QUIET);
    const said = !isUp
      ? words.notUp
      : act
        ? isOnItsWay ? words.upSent : words.upWaits
        : place === 0
          ? words.upFirst
          : place > 0
            ? say("upAt", { place: place + 1 })
            : words.up;
    const isSpeaking = isMe(voice?.speaking);
    put(mine, said);
    mine.hidden = isSpeaking && !isUp;
    button.hidden = isSpeaking && !isUp;
    put(button, isUp ? words.lower : words.raise);
    button.classList.toggle("quiet", isUp);
    button.setAttribute("aria-pressed", String(isUp));
  }

  function drawNext() {
    const names = voice ? voice.queue.slice(0, SHOWN) : [];
    part.next.hidden = !names.length;
    part["next-names"].replaceChildren(
      ...names.map((somebody) => {
        const item = document.createElement("li");
        item.dir = "auto";
        item.textContent = isMe(somebody) ? words.me : nameOf(somebody);
        return item;
      }),
    );
    const more = voice ? voice.waiting - names.length : 0;
    part["next-more"].hidden = more < 1;
    put(part["next-more"], more > 0 ? counted("more", more) : "");
    const { heard, people } = voice?.shares || {};
    put(part.heard, heard ? counted("heard", people, { heard, people }) : "");
  }

  button.addEventListener("click", async () => {
    const { isUp, request, act } = hand();
    try {
      if (!isUp) await hall.act("ask_floor");
      else if (!act || !(await hall.forget(act))) await hall.act("leave_floor", request ? { request } : {});
    } catch {
      // no room on this phone: it was said
    }
    draw();
    hall.announce(mine.textContent);
  });

  part.finish.addEventListener("click", async () => {
    const turn = voice?.speaking?.turn;
    if (!turn) return;
    try {
      await hall.act("leave_floor", { turn });
    } catch {
      // said
    }
    draw();
    mine.focus();
  });

  setInterval(tick, 1000);
  addEventListener("online", drawHand);
  addEventListener("offline", drawHand);
  return { show, hear, settled };
}

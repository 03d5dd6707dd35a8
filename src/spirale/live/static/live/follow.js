// Follows the news of a space as it happens, over a connection that comes back by itself.
//
// follow({address, number, onNews, onReset, onState}) returns {close(), number}.
//   address  what `spirale.live.tickets.address_of` gave; number: that of the state the page shows (or nothing).
//   onNews(frame)  {from, to, now, news: [{n, verb, on, ...}]}, in order, without gaps, none twice.
//   onReset()      what was missed cannot be told again: fetch the state. It may return, or promise, that state:
//                  its `number` and `live` (a fresh address) are then followed.
//   onState(word)  "open" or "waiting", each time it changes.

const SILENCE = 45_000; // the server says something every 15 s; a phone that changed network is not told of the loss
const SOONEST = 2_000;
const LATEST = 30_000;

export function follow({ address, number = null, onNews, onReset = () => {}, onState = () => {} }) {
  let source = null;
  let said = "";
  let tries = 0;
  let heardAt = 0;
  let timer = 0;
  let isClosed = false;
  let asking = null;

  const follower = { close, number };

  function tell(word) {
    if (word !== said) {
      said = word;
      onState(word);
    }
  }

  function heard() {
    heardAt = Date.now();
    tries = 0;
    tell("open");
  }

  function open() {
    clearTimeout(timer);
    source?.close();
    if (isClosed) {
      return;
    }
    const target = new URL(address, document.baseURI);
    if (follower.number !== null) {
      target.searchParams.set("after", follower.number);
    }
    const mine = (source = new EventSource(target));
    heardAt = Date.now();
    mine.onopen = heard;
    mine.addEventListener("beat", (event) => {
      heard();
      follower.number ??= Number(event.lastEventId);
    });
    mine.addEventListener("reset", (event) => {
      heard();
      follower.number = Number(event.lastEventId);
      reset();
    });
    mine.onmessage = (event) => {
      heard();
      hear(JSON.parse(event.data));
    };
    mine.onerror = () => {
      tell("waiting");
      if (mine === source && mine.readyState === EventSource.CLOSED) {
        again(); // an answer other than news: too many listeners, a ticket of yesterday, a server that starts
      }
    };
  }

  function again() {
    const wait = Math.min(SOONEST * 2 ** tries, LATEST) * (0.5 + Math.random());
    tries += 1;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (tries % 2 === 0) {
        await reset(); // the state brings a fresh ticket
      }
      open();
    }, wait);
  }

  function hear(frame) {
    const last = follower.number;
    if (last !== null && frame.to <= last) {
      return;
    }
    if (last !== null && frame.from > last + 1) {
      follower.number = frame.to;
      reset();
      return;
    }
    follower.number = frame.to;
    onNews(last === null ? frame : { ...frame, from: last + 1, news: frame.news.filter((each) => each.n > last) });
  }

  function reset() {
    asking ??= Promise.resolve()
      .then(onReset)
      .then((state) => {
        if (state?.live) {
          address = state.live;
        }
        if (state && Number.isInteger(state.number) && state.number > (follower.number ?? -1)) {
          follower.number = state.number;
        }
      })
      .catch(() => {}) // the page says itself that it could not fetch the state
      .finally(() => {
        asking = null;
      });
    return asking;
  }

  function look() {
    if (isClosed || document.visibilityState === "hidden") {
      return;
    }
    const isSilent = Date.now() - heardAt > SILENCE;
    if (isSilent) {
      tell("waiting");
    }
    if (isSilent || source?.readyState === EventSource.CLOSED) {
      open();
    }
  }

  function close() {
    isClosed = true;
    clearTimeout(timer);
    clearInterval(watch);
    source?.close();
    document.removeEventListener("visibilitychange", look);
    removeEventListener("online", open);
  }

  const watch = setInterval(() => {
    if (source?.readyState !== EventSource.CLOSED) {
      look();
    }
  }, 10_000);
  document.addEventListener("visibilitychange", look);
  addEventListener("online", open);
  tell("waiting");
  open();
  return follower;
}

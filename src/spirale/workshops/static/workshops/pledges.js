// What each of us brings, on a phone: the short list, my pledges under it, and how to reach me if I wish.
// What others bring is not told to phones; contacts go to the site alone.
export function start(hall) {
  const words = document.getElementById("pledge-words").dataset;
  const list = document.getElementById("pledging-actions");
  const empty = document.getElementById("pledging-empty");
  const [actionItem, mineItem] = ["pledge-action", "pledge-mine"].map((id) => document.getElementById(id).content.firstElementChild);
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const say = (name, values = {}) => (words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const put = (element, text) => element.textContent !== text && (element.textContent = text);

  let actions = []; // {id, title, pledges}
  let owner = ""; // whose pledges are drawn

  function show(state) {
    if (state.voice) { // the site answered: what it says stands
      actions = state.actions || [];
      hall.shelf.put("actions", actions).catch(() => {});
    }
    draw();
  }

  function hear(news) {
    let isNew = false;
    for (const { verb, action } of news) {
      if (!action) continue;
      isNew = true;
      const there = actions.findIndex((each) => each.id === action.id);
      if (verb === "action dropped") actions = actions.filter((each) => each.id !== action.id);
      else if (there >= 0) actions = actions.map((each) => (each.id === action.id ? action : each));
      else actions = [...actions, action];
    }
    if (!isNew) return;
    hall.state.actions = actions;
    hall.shelf.put("actions", actions).catch(() => {});
    draw();
  }

  function settled(act, answer) {
    if (act.kind !== "pledge" && act.kind !== "withdraw_pledge") return;
    const { me } = hall.state;
    if (answer.state === "refused") takeBack(act);
    else if (answer.state === "received" && me && act.by === me.id) {
      if (act.kind === "pledge" && !me.pledges.some((each) => each.id === act.id)) {
        me.pledges = [...me.pledges, { id: act.id, contact: "", name: "", ...act.fields }];
      } else if (act.kind === "withdraw_pledge") {
        me.pledges = me.pledges.filter((each) => each.id !== act.fields.pledge);
      }
    }
    draw();
  }

  // The site refused it and said why: the words return to their boxes, unless something else was begun there.
  function takeBack(act) {
    const item = [...list.children].find((each) => each.dataset.action === act.fields.action);
    const field = (name) => item.querySelector(`[data-field="${name}"]`);
    if (item && act.kind === "pledge" && !field("brings").value) {
      for (const name of ["brings", "name", "contact"]) field(name).value = act.fields[name] || "";
      item.querySelector("[data-form]").open = true;
    }
    hall.forget(act);
  }

  // Those the site has, and those that wait here; without those whose withdrawal waits.
  function myPledges() {
    const gone = new Set(hall.waiting("withdraw_pledge").map((act) => act.fields.pledge));
    const known = (hall.state.me?.id === hall.me?.id && hall.state.me?.pledges) || [];
    const here = hall.waiting("pledge").filter((act) => !known.some((each) => each.id === act.id));
    return [...known.map((each) => ({ ...each, act: null })), ...here.map((act) => ({ id: act.id, ...act.fields, act }))].filter(
      (each) => !gone.has(each.id),
    );
  }

  // Items stay where they are while one types in them: only what changed is touched.
  function draw() {
    const me = hall.me?.id || "";
    if (me !== owner) {
      list.replaceChildren();
      owner = me;
    }
    const pledges = myPledges();
    empty.hidden = actions.length > 0;
    const items = new Map([...list.children].map((item) => [item.dataset.action, item]));
    for (const [id, item] of items) {
      if (!actions.some((action) => action.id === id)) item.remove();
    }
    actions.forEach((action, position) => {
      const item = items.get(action.id) || made(action);
      if (list.children[position] !== item) list.insertBefore(item, list.children[position] || null);
      for (const title of item.querySelectorAll("[data-title]")) put(title, action.title);
      const count = action.pledges;
      put(
        item.querySelector("[data-count]"),
        count ? say(plural.select(count) === "one" ? "countOne" : "countMany", { n: count }) : words.countNone,
      );
      drawMine(item, pledges.filter((pledge) => pledge.action === action.id));
    });
  }

  function drawMine(item, pledges) {
    const mine = item.querySelector("[data-mine]");
    const drawn = JSON.stringify(pledges.map(({ id, act }) => [id, Boolean(act)]));
    if (mine.dataset.drawn === drawn) return;
    mine.dataset.drawn = drawn;
    mine.hidden = !pledges.length;
    mine.replaceChildren(
      ...pledges.map((pledge) => {
        const line = mineItem.cloneNode(true);
        for (const brings of line.querySelectorAll("[data-brings]")) put(brings, pledge.brings);
        put(line.querySelector("[data-contact]"), pledge.contact ? say("contact", pledge) : "");
        put(line.querySelector("[data-state]"), pledge.act ? words.stateHere : words.stateReceived);
        line.querySelector("[data-withdraw]").addEventListener("click", () => withdraw(pledge, item));
        return line;
      }),
    );
  }

  function made(action) {
    const item = actionItem.cloneNode(true);
    item.dataset.action = action.id;
    for (const label of item.querySelectorAll("[data-for]")) {
      const field = item.querySelector(`[data-field="${label.dataset.for}"]`);
      field.id = `pledge-${label.dataset.for}-${action.id}`;
      label.setAttribute("for", field.id);
      const help = field.parentElement.querySelector(".help");
      help.id = `${field.id}-help`;
      field.setAttribute("aria-describedby", help.id);
    }
    item.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      pledge(action.id, item);
    });
    return item;
  }

  async function pledge(action, item) {
    const field = (name) => item.querySelector(`[data-field="${name}"]`);
    const fields = { action, brings: field("brings").value.trim(), name: field("name").value.trim(), contact: field("contact").value.trim() };
    if (!fields.brings) {
      hall.announce(words.nothing, { isUrgent: true });
      field("brings").focus();
      return;
    }
    try {
      await hall.act("pledge", fields);
    } catch {
      return; // no room on this phone: it was said, and the words are still in the boxes
    }
    field("brings").value = "";
    const form = item.querySelector("[data-form]");
    form.open = false;
    draw();
    form.querySelector("summary").focus();
    hall.announce(words.kept);
  }

  async function withdraw(pledge, item) {
    try {
      if (!pledge.act || !(await hall.forget(pledge.act))) await hall.act("withdraw_pledge", { pledge: pledge.id });
    } catch {
      return;
    }
    draw();
    item.querySelector("summary").focus();
    hall.announce(words.withdrawn);
  }

  hall.shelf.get("actions").then((kept) => {
    if (kept && !actions.length) {
      actions = kept;
      draw();
    }
  }).catch(() => {});
  return { show, hear, settled };
}

// Pledging on the phone: the form of a pledge, and one's own pledges with what may be done to them.
import { freshId } from "../offline/outbox.js";
import { keepDraft, turned } from "./meeting_kept.js";
import { announce, byId, choice, put, say, words } from "./meeting_page.js";

// `meeting` is that of the page: {state, pledges, outbox, act, draw}.
export function startPledging(meeting) {
  let changing = ""; // the pledge whose fields are in the form
  let draft;
  const form = byId("pledge-form");
  const resourceNamed = (id) => meeting.state.resources.find((each) => each.id === id);

  function drawChoices() {
    const select = byId("pledge-resource");
    const { resources, actions, pledges } = meeting.state;
    if (select.dataset.drawn !== JSON.stringify(resources)) {
      const chosen = select.value;
      select.replaceChildren(
        ...resources.map(({ id, name, unit }) => new Option(`${name} (${unit})`, id, false, id === chosen)),
      );
      select.dataset.drawn = JSON.stringify(resources);
    }
    const unit = resourceNamed(select.value)?.unit;
    put(byId("pledge-unit"), unit ? `(${unit})` : "");
    tickable("pledge-for", "only_for", actions.map(({ id, title }) => [id, title]));
    tickable("pledge-if", "only_if", pledges.map(({ id, said }) => [id, said]));
    byId("pledge-if-box").hidden = !pledges.length;
  }

  function tickable(id, name, things) {
    const box = byId(id);
    if (box.dataset.drawn === JSON.stringify(things)) return;
    const ticked = new Set([...box.querySelectorAll("input:checked")].map((each) => each.value));
    box.dataset.drawn = JSON.stringify(things);
    box.replaceChildren(
      ...things.map(([value, title]) => {
        const line = Object.assign(document.createElement("label"), { className: "choice-line" });
        const input = Object.assign(document.createElement("input"), { type: "checkbox", name, value });
        input.checked = ticked.has(value);
        line.append(input, Object.assign(document.createElement("span"), { textContent: title, dir: "auto" }));
        return line;
      }),
    );
  }

  function fieldsOf() {
    const data = new FormData(form);
    const one = (name) => String(data.get(name) || "").trim();
    return {
      choice,
      pledge: changing || freshId(),
      resource: one("resource"),
      amount: one("amount"),
      from_on: one("from_on"),
      to_on: one("to_on"),
      place: one("place"),
      said: one("said"),
      contact: one("contact"),
      only_for: data.getAll("only_for"),
      only_if: data.getAll("only_if"),
    };
  }

  function setChanging(pledge) {
    changing = pledge;
    form.querySelector("[data-new]").hidden = Boolean(pledge);
    form.querySelector("[data-changing]").hidden = !pledge;
  }

  async function promise() {
    const isChange = Boolean(changing);
    try {
      await meeting.act(isChange ? "bank_change" : "bank_pledge", fieldsOf());
    } catch {
      return;
    }
    const { value } = byId("pledge-resource");
    await draft.clear();
    form.reset();
    byId("pledge-resource").value = value;
    byId("pledge-more").open = false;
    setChanging("");
    meeting.draw();
    announce(isChange ? words.changed : words.promised);
  }

  function change(pledge) {
    setChanging(pledge.pledge);
    for (const name of ["resource", "amount", "from_on", "to_on", "place", "said", "contact"]) {
      form.elements[name].value = pledge[name] || "";
    }
    for (const name of ["only_for", "only_if"]) {
      const ticked = pledge[name] || [];
      for (const box of form.querySelectorAll(`[name="${name}"]`)) box.checked = ticked.includes(box.value);
    }
    byId("pledge-more").open = true;
    byId("pledge-amount").focus();
  }

  // Those the site has, with what waits here done to them.
  function myPledges() {
    let mine = meeting.pledges.map((each) => ({ ...each, isHere: false }));
    for (const act of meeting.outbox.waiting) {
      const { kind, fields } = act;
      if (kind === "bank_pledge" || kind === "bank_change") {
        mine = [...mine.filter((each) => each.pledge !== fields.pledge), { ...fields, isHere: true }];
      }
      mine = turned(mine, act, { isHere: true });
    }
    return mine;
  }

  function drawMine() {
    const mine = myPledges();
    const list = byId("my-pledges");
    byId("no-pledge").hidden = mine.length > 0;
    const wanted = JSON.stringify([mine, meeting.state.is_bank_open, meeting.state.resources]);
    if (list.dataset.drawn === wanted) return;
    list.dataset.drawn = wanted;
    list.replaceChildren(...mine.map(lineOf));
  }

  function lineOf(pledge) {
    const line = byId("mine").content.firstElementChild.cloneNode(true);
    const resource = resourceNamed(pledge.resource);
    const titles = (ids, things, name) =>
      (ids || []).map((id) => things.find((each) => each.id === id)?.[name] || "…").join(", ");
    put(line.querySelector("[data-said]"), `${pledge.amount} ${resource?.unit || ""} (${resource?.name || "…"})`);
    const more = [
      [pledge.from_on, pledge.to_on].filter(Boolean).join(" → "),
      pledge.place,
      pledge.only_for?.length ? say("onlyFor", { what: titles(pledge.only_for, meeting.state.actions, "title") }) : "",
      pledge.only_if?.length ? say("onlyIf", { what: titles(pledge.only_if, meeting.state.pledges, "said") }) : "",
    ];
    put(line.querySelector("[data-more]"), more.filter(Boolean).join(" · "));
    const where = pledge.isHere ? words.isHere : pledge.is_withdrawn ? words.isWithdrawn : words.isReceived;
    put(line.querySelector("[data-state]"), where);
    line.querySelector("[data-acts]").hidden = Boolean(pledge.is_withdrawn);
    const back = line.querySelector("[data-back]");
    back.hidden = !pledge.is_withdrawn || !meeting.state.is_bank_open;
    back.querySelector("button").addEventListener("click", async () => {
      await meeting.act("bank_bring_back", { choice, pledge: pledge.pledge }).catch(() => {});
      meeting.draw();
      announce(words.broughtBack);
    });
    // Who leads withdrew it: its author takes back how to reach them.
    const reach = line.querySelector("[data-reach]");
    reach.hidden = !pledge.is_withdrawn || !pledge.contact;
    reach.querySelector("button").addEventListener("click", async () => {
      await meeting.act("bank_forget_contact", { choice, pledge: pledge.pledge }).catch(() => {});
      meeting.draw();
      announce(words.outOfReach);
    });
    line.querySelector("[data-change]").hidden = !meeting.state.is_bank_open;
    line.querySelector("[data-change]").addEventListener("click", () => change(pledge));
    const leaving = line.querySelector("form");
    leaving.elements.reason.required = meeting.state.is_decided;
    leaving.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fields = { choice, pledge: pledge.pledge, reason: leaving.elements.reason.value.trim() };
      if (changing === pledge.pledge) setChanging("");
      await meeting.act("bank_withdraw", fields).catch(() => {});
      meeting.draw();
      announce(words.withdrawn);
    });
    return line;
  }

  byId("pledge-resource").addEventListener("change", drawChoices);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    promise();
  });

  return {
    draw() {
      drawChoices();
      drawMine();
    },
    // What was begun here and not sent yet is there again; from now on what is typed is kept.
    async restore(shelf, name) {
      draft = keepDraft({ form, shelf, name, isOff: () => Boolean(changing) });
      if (await draft.restore()) announce(words.draft);
      drawChoices();
    },
  };
}

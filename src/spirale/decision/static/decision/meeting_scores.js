// Scoring on the phone: one action after the other, criterion by criterion.
import { announce, byId, choice, put, say, words } from "./meeting_page.js";

// `meeting` is that of the page: {state, scores, outbox, act}.
export function startScoring(meeting) {
  let at = 0; // which action is in front
  let drawn = ""; // which action and criteria stand in the page: radios stay where they are under the finger

  const given = (action, criterion) => {
    const waits = meeting.outbox.waiting.filter(
      ({ kind, fields }) => kind === "score" && fields.action === action && fields.criterion === criterion,
    );
    return waits.length ? waits[waits.length - 1].fields.value : meeting.scores[action]?.[criterion];
  };

  function drawAction() {
    at = Math.max(0, Math.min(at, meeting.state.actions.length - 1));
    const action = meeting.state.actions[at];
    byId("no-action").hidden = Boolean(action);
    byId("action").hidden = !action;
    if (!action) return;
    put(byId("action-place"), say("place", { n: at + 1, of: meeting.state.actions.length }));
    put(byId("action-title"), action.title);
    put(byId("action-what"), [action.what, action.tomorrow].filter(Boolean).join("\n"));
    byId("action-before").disabled = at === 0;
    byId("action-next").disabled = at === meeting.state.actions.length - 1;
    const wanted = JSON.stringify([action.id, meeting.state.criteria]);
    if (drawn !== wanted) {
      byId("action-criteria").replaceChildren(...meeting.state.criteria.map((one) => criterionOf(action, one)));
      drawn = wanted;
    }
    for (const input of byId("action-criteria").querySelectorAll("input")) {
      input.checked = given(action.id, input.name) === Number(input.value);
      input.disabled = !meeting.state.is_scoring_open;
    }
  }

  function criterionOf(action, criterion) {
    const box = byId("criterion").content.firstElementChild.cloneNode(true);
    put(box.querySelector("legend"), criterion.name);
    put(box.querySelector(".help"), criterion.meaning);
    for (let value = criterion.lowest; value <= criterion.highest; value += 1) {
      const label = document.createElement("label");
      const input = Object.assign(document.createElement("input"), { type: "radio", name: criterion.id, value });
      input.addEventListener("change", () => giveScore(action, criterion, value));
      label.append(input, Object.assign(document.createElement("span"), { textContent: value }));
      box.querySelector(".scale").append(label);
    }
    return box;
  }

  async function giveScore(action, criterion, value) {
    const before = meeting.outbox.waiting.find(
      ({ kind, fields, tried }) =>
        kind === "score" && !tried && fields.action === action.id && fields.criterion === criterion.id,
    );
    const fields = { choice, action: action.id, criterion: criterion.id, value };
    const isChanged = before && (await meeting.outbox.changeUnsent(before, { fields }));
    if (!isChanged) await meeting.act("score", fields).catch(() => {});
    const { actions, criteria } = meeting.state;
    const isAll = actions.every((each) => criteria.every((one) => given(each.id, one.id) !== undefined));
    if (isAll) announce(words.scored);
  }

  function turn(step) {
    at += step;
    drawAction();
    byId("action-title").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  byId("action-before").addEventListener("click", () => turn(-1));
  byId("action-next").addEventListener("click", () => turn(1));
  return { draw: drawAction };
}

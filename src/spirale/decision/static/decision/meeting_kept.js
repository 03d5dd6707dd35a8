// What this device keeps of a choice beside what waits to leave: a pledge that is being written, and what the site told
// of one's own scores and pledges. So both are there again when the page is opened without network.

// What is typed in a form is kept as it is typed, under `name()`, until it is cleared; nothing while `isOff()`.
export function keepDraft({ form, shelf, name, isOff }) {
  let soon = 0;
  const save = () => {
    clearTimeout(soon);
    if (!isOff()) soon = setTimeout(() => shelf.put(name(), [...new FormData(form)]).catch(() => {}), 300);
  };
  form.addEventListener("input", save);
  return {
    async restore() {
      const kept = await shelf.get(name()).catch(() => null);
      if (!kept) return false;
      for (const field of form.elements) {
        const values = kept.filter(([key]) => key === field.name).map(([, value]) => value);
        if (field.type === "checkbox") field.checked = values.includes(field.value);
        else if (field.name && values.length) field.value = values[0];
      }
      return kept.some(([key, value]) => key !== "resource" && value);
    },
    async clear() {
      clearTimeout(soon);
      await shelf.remove(name()).catch(() => {});
    },
  };
}

// What a pledge becomes once its author withdrew it, and with it how to reach them; took back that alone; promised it
// again.
const TURNS = {
  bank_withdraw: { is_withdrawn: true, contact: "" },
  bank_forget_contact: { contact: "" },
  bank_bring_back: { is_withdrawn: false },
};

// Pledges, once such an act was done to one of them, and what else to note of that one.
export const turned = (pledges, { kind, fields }, noted = {}) =>
  pledges.map((each) => (TURNS[kind] && each.pledge === fields.pledge ? { ...each, ...TURNS[kind], ...noted } : each));

// One's own part as the site told it last, and again.
export const keepMine = (shelf, name, { scores, pledges }) => shelf.put(name, { scores, pledges }).catch(() => {});
export const mineKept = (shelf, name) => shelf.get(name).catch(() => null);

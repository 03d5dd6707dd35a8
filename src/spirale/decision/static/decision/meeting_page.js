// The page of a phone at the meeting, and how it speaks to who holds it.

export const byId = (id) => document.getElementById(id);
export const page = byId("phone");
export const { choice, workshop } = page.dataset;
export const words = byId("phone-words").dataset;
export const say = (name, values = {}) => (words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
export const put = (element, text) => element.textContent !== text && (element.textContent = text);

export function announce(text, isUrgent = false) {
  const voice = byId(isUrgent ? "phone-alert" : "phone-said");
  voice.textContent = "";
  requestAnimationFrame(() => (voice.textContent = text));
  if (isUrgent) voice.scrollIntoView({ block: "nearest" });
}

// How placing draws: elements, the words of the page, and parts drawn anew under somebody's hands.

export function make(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// The words of an element's data-*, with {values} in their places and plurals by the language's own rules.
export function wordsOf(element) {
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const words = { ...element.dataset };
  words.say = (name, values = {}) => (words[name] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  words.counted = (name, n) => words.say(`${name}${plural.select(n) === "one" ? "One" : "Many"}`, { n });
  words.quotation = words.quoted;
  words.quoted = (text) => words.say("quotation", { text });
  return words;
}

// Put other children in a part. Who is in it keeps the focus and what they were typing, where it is still asked for.
export function redraw(part, children) {
  const active = part.contains(document.activeElement) ? document.activeElement : null;
  const typed = [...part.querySelectorAll("input[data-focus]")].filter((box) => box.value !== box.defaultValue);
  part.replaceChildren(...children);
  const again = (element) => part.querySelector(`[data-focus="${CSS.escape(element.dataset.focus)}"]`);
  for (const box of typed) {
    const same = again(box);
    if (!same || same.dataset.of !== box.dataset.of) continue;
    same.value = box.value;
    same.dispatchEvent(new Event("input"));
  }
  if (active?.dataset.focus) again(active)?.focus();
}

// A box in which one types a code or words and chooses from the grid: the list of the plain page, better searched.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function optionsOf(list) {
  return [...document.getElementById(list).options].map((option) => ({
    code: option.value,
    label: option.dataset.label,
    unverified: "unverified" in option.dataset,
    found: plain(`${option.value} ${option.dataset.label} ${option.dataset.words || ""}`),
    said: plain(option.dataset.label),
  }));
}

export class Combobox {
  constructor(input, { codes, senses, words, choose }) {
    Object.assign(this, { input, codes, senses, words, choose });
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-list`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels[0]?.textContent.trim() || "");
    this.list.hidden = true;
    input.removeAttribute("list");
    input.after(this.list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.search());
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option]");
      if (item) this.choose(item.dataset.code, item.dataset.label);
    });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  get active() {
    return this.list.querySelector('[aria-selected="true"]');
  }

  // What the box says, if it is exactly a code of the grid.
  get typed() {
    const text = this.input.value.replace(/\s/g, "");
    if (!/^[a-i](\d\d(-\d\d)?)?(\/[rpoqs](\d\d|-?-?)?(\/[a-z])?)?$/i.test(text)) return "";
    const [object, sense, beneficiary] = text.split("/");
    return [object.toUpperCase(), sense?.toUpperCase(), beneficiary?.toLowerCase()].filter(Boolean).join("/");
  }

  matches() {
    const text = this.input.value.trim();
    const [object, sense, beneficiary] = text.split("/");
    if (beneficiary !== undefined) return this.after(`${object}/${sense}/`, "//", beneficiary);
    if (sense !== undefined && /^[a-i]/i.test(object)) return this.after(`${object}/`, "/", sense);
    const wanted = plain(text).split(/\s+/).filter(Boolean);
    const rank = (option) =>
      option.code.toLowerCase().startsWith(wanted[0]) ? 0 : option.said.includes(wanted.join(" ")) ? 1 : 2;
    return this.codes
      .filter((option) => wanted.every((word) => option.found.includes(word)))
      .map((option, place) => [rank(option), place, option])
      .sort((one, other) => one[0] - other[0] || one[1] - other[1])
      .map(([, , option]) => option)
      .slice(0, 12);
  }

  // Senses after an object, beneficiaries after a sense; each is worded with the object it completes.
  after(before, kind, text) {
    const wanted = plain(text);
    const object = this.codes.find((option) => option.code === before.split("/")[0].toUpperCase());
    return this.senses
      .filter((option) => option.code.startsWith("//") === (kind === "//"))
      .map((option) => ({
        ...option,
        code: before.toUpperCase() + option.code.slice(kind.length),
        label: object ? `${object.label} / ${option.label}` : option.label,
        unverified: option.unverified || Boolean(object?.unverified),
      }))
      .filter((option) => plain(option.code.slice(before.length)).startsWith(wanted) || option.said.includes(wanted))
      .slice(0, 30);
  }

  search() {
    if (!this.input.value.trim()) return this.close();
    const found = this.matches();
    this.list.replaceChildren(
      ...found.map((option, place) => {
        const item = document.createElement("li");
        item.id = `${this.list.id}-${place}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        Object.assign(item.dataset, { code: option.code, label: option.label });
        const code = document.createElement("span");
        code.className = "code";
        code.textContent = option.code;
        item.append(code, ` ${option.label} `);
        if (option.unverified) {
          const badge = document.createElement("span");
          badge.className = "badge unverified";
          badge.textContent = this.words.reconstruction;
          item.append(badge);
        }
        return item;
      }),
    );
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(this.isOpen));
    this.input.removeAttribute("aria-activedescendant");
    if (found.length) this.move(1);
  }

  move(step) {
    if (!this.isOpen) return this.search();
    const items = [...this.list.children];
    const at = items.indexOf(this.active);
    this.active?.setAttribute("aria-selected", "false");
    const item = items[(at + step + items.length) % items.length];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

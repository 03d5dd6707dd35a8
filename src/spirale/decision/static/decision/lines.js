// Lines that are added and taken away in place, and boxes to search in long lists. The form works without.

for (const lines of document.querySelectorAll("[data-lines]")) {
  const group = lines.closest("fieldset");
  const add = group.querySelector("[data-add]");

  function ready(line) {
    const remove = line.querySelector("[data-remove]");
    if (!remove) return;
    remove.hidden = false;
    remove.addEventListener("click", () => {
      if (lines.querySelectorAll("[data-line]").length === 1) empty(line);
      else line.remove();
      add.focus();
    });
  }

  function empty(line) {
    for (const input of line.querySelectorAll("input:not([type=hidden])")) {
      input.value = input.dataset.start ?? "";
    }
  }

  for (const line of lines.querySelectorAll("[data-line]")) ready(line);
  add.hidden = false;
  add.addEventListener("click", () => {
    const line = lines.querySelector("[data-line]:last-of-type").cloneNode(true);
    const id = crypto.randomUUID?.() ?? made();
    for (const each of line.querySelectorAll("[id], [for]")) {
      for (const name of ["id", "for"]) {
        const value = each.getAttribute(name);
        if (value) each.setAttribute(name, `${value.split("-")[0]}-${id}`);
      }
    }
    line.querySelector("[data-new-id]").value = id;
    for (const button of line.querySelectorAll("[name=up]")) button.remove();
    empty(line);
    lines.append(line);
    ready(line);
    line.querySelector("input:not([type=hidden]), select").focus();
  });
}

// An id where the page is not served safely enough for the browser to make one.
function made() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const box of document.querySelectorAll("[data-narrow]")) {
  const list = [...document.getElementById(box.dataset.narrow).querySelectorAll("li")];
  const words = list.map((each) => plain(each.textContent));
  const input = box.querySelector("input");
  box.hidden = false;
  input.addEventListener("input", () => {
    const wanted = plain(input.value).split(/\s+/).filter(Boolean);
    list.forEach((each, place) => {
      each.hidden = !wanted.every((word) => words[place].includes(word));
    });
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

/** Keys for the desk: j, k and Enter among rows, / to find, n to take the next, ? for the sheet; and kept reasons. */

const rows = [...document.querySelectorAll("[data-queue] tbody tr, [data-row]")];
const help = document.querySelector("[data-help]");
const hint = document.querySelector("[data-help-hint]");

// The sheet tells the keys that do something here.
for (const line of document.querySelectorAll("[data-key-for]")) line.hidden = !document.querySelector(line.dataset.keyFor);
if (hint) hint.hidden = false;

let current = -1;

function select(index) {
  rows[current]?.removeAttribute("aria-selected");
  current = Math.max(0, Math.min(rows.length - 1, index));
  const row = rows[current];
  if (row.matches("tr")) row.setAttribute("aria-selected", "true");
  row.scrollIntoView({ block: "nearest" });
  (row.matches("tr") ? row.querySelector("a") : row)?.focus({ preventScroll: true });
}

// Whoever comes to a row by Tab or with a pointer goes on from there.
for (const [index, row] of rows.entries()) {
  row.addEventListener("focusin", () => {
    if (index === current) return;
    rows[current]?.removeAttribute("aria-selected");
    current = index;
    if (row.matches("tr")) row.setAttribute("aria-selected", "true");
  });
}

const typing = (element) => element.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help?.open || typing(event.target)) return;
  const search = document.querySelector("[data-search]");
  const next = document.querySelector('[data-key="n"]:not([disabled])');
  const keys = {
    j: rows.length && (() => select(current + 1)),
    k: rows.length && (() => select(current - 1)),
    "/": search && (() => search.select()),
    n: next && (() => next.focus()),
    "?": help && (() => help.showModal()),
  };
  if (!Object.hasOwn(keys, event.key) || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

// Out of the search, the keys work again.
document.querySelector("[data-search]")?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.blur();
});

// A kept reason fills the words, unless somebody has already written their own.
for (const kept of document.querySelectorAll("select[data-reasons]")) {
  const words = document.getElementById(kept.dataset.reasons);
  let filled = "";
  kept.addEventListener("change", () => {
    if (words.value.trim() !== "" && words.value !== filled) return;
    filled = kept.selectedOptions[0]?.dataset.words ?? "";
    words.value = filled;
  });
}

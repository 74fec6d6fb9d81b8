/** Keys for the desk: j, k and Enter in a queue, / to find, n to take the next, ? for the sheet; and kept reasons. */

const rows = [...document.querySelectorAll("[data-queue] tbody tr")];
const help = document.querySelector("[data-help]");
const hint = document.querySelector("[data-help-hint]");
if (hint) hint.hidden = false;

let current = -1;

function select(index) {
  if (rows.length === 0) return;
  rows[current]?.removeAttribute("aria-selected");
  current = Math.max(0, Math.min(rows.length - 1, index));
  rows[current].setAttribute("aria-selected", "true");
  rows[current].scrollIntoView({ block: "nearest" });
  rows[current].querySelector("a")?.focus({ preventScroll: true });
}

const typing = (element) => element.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help?.open || typing(event.target)) return;
  const keys = {
    j: () => select(current + 1),
    k: () => select(current - 1),
    "/": () => document.querySelector("[data-search]")?.focus(),
    n: () => document.querySelector('[data-key="n"]:not([disabled])')?.focus(),
    "?": () => help?.showModal(),
  };
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
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

/**
 * Keys for the desk: j, k and Enter among rows, x to choose, / to find, t to take what is open, n to take the next, u to go back and
 * change what is to be confirmed, ? for the sheet; and kept reasons. What a page marks for them is told in templates/desk/page.html.
 */

import { say } from "./texts.js";

const rows = [...document.querySelectorAll("[data-queue] tbody tr, [data-row]")];
// Where something is done in a row, it has the focus itself; else its link has, and Enter opens it.
const isEntered = (row) => row.dataset.row === "into";
const help = document.querySelector("[data-help]");
const hint = document.querySelector("[data-help-hint]");

// The sheet tells the keys that do something here.
for (const line of document.querySelectorAll("[data-key-for]")) line.hidden = !document.querySelector(line.dataset.keyFor);
if (hint) {
  hint.hidden = false;
  hint.addEventListener("click", () => help?.showModal());
}

// Whoever speaks to the browser, or strikes keys by mistake, turns them off; the sheet stays within reach of a click.
const OFF = "desk-keys-off";
const switched = document.querySelector("[data-keys-switch]");
let off = false;
try {
  off = localStorage.getItem(OFF) === "1";
} catch {
  // Nothing is kept here: the keys work until they are turned off on this page.
}

function tellSwitch() {
  for (const said of document.querySelectorAll('[data-keys-are="off"]')) said.hidden = !off;
  if (switched) switched.textContent = say(off ? "desk-keys-on" : "desk-keys-off");
}

switched?.addEventListener("click", () => {
  off = !off;
  try {
    localStorage.setItem(OFF, off ? "1" : "0");
  } catch {
    // As above.
  }
  tellSwitch();
});
tellSwitch();

let current = -1;

function select(index) {
  rows[current]?.removeAttribute("aria-selected");
  current = Math.max(0, Math.min(rows.length - 1, index));
  const row = rows[current];
  if (row.matches("tr")) row.setAttribute("aria-selected", "true");
  row.scrollIntoView({ block: "nearest" });
  (isEntered(row) ? row : row.querySelector("a"))?.focus({ preventScroll: true });
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

/** Chooses what stands in the current row, all of it or, if all of it is chosen, none. */
function choose() {
  const boxes = [...(rows[current]?.querySelectorAll("[data-choose]") ?? [])];
  const chosen = boxes.every((box) => box.checked);
  for (const box of boxes) if (box.checked === chosen) box.click();
}

/** From a target, a claim or a person to the first thing that can be done there. */
function enter(row) {
  const first = (selector) => [...row.querySelectorAll(selector)].find((one) => !one.disabled && one.checkVisibility());
  (first("input:not([type=hidden]), button:not([data-copy]), select, summary, textarea") ?? first("a"))?.focus();
}

const typing = (element) => element.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (off || event.ctrlKey || event.metaKey || event.altKey || event.repeat && ["t", "n", "u"].includes(event.key)) return;
  if (help?.open || typing(event.target)) return;
  const search = document.querySelector("[data-search]");
  const pressed = (key) => document.querySelector(`[data-key="${key}"]:not([disabled])`);
  const [take, next, back] = [pressed("t"), pressed("n"), pressed("u")];
  const row = event.target.matches?.('[data-row="into"]') ? event.target : null;
  const keys = {
    j: rows.length && (() => select(current + 1)),
    k: rows.length && (() => select(current - 1)),
    x: rows[current]?.querySelector("[data-choose]") && choose,
    Enter: row && (() => enter(row)),
    "/": search && (() => search.select()),
    t: take && (() => take.form.requestSubmit(take)),
    n: next && (() => next.form.requestSubmit(next)),
    u: back && (() => back.form.requestSubmit(back)),
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

// The key of a link that is pasted whole does not leave the browser: what stands behind the # goes as it is pasted, and
// once more before anything is sent.
const withoutKey = (text) => text.replace(/(#|%23).*$/s, "");
for (const form of document.querySelectorAll("[data-find]")) {
  const field = form.querySelector("[data-search]");
  const strip = () => {
    if (field.value !== withoutKey(field.value)) field.value = withoutKey(field.value);
  };
  // Not while somebody types: the # would go, and what follows it stay.
  field.addEventListener("input", (event) => event.inputType?.startsWith("insertFrom") && strip());
  form.addEventListener("submit", strip);
}

// How many are chosen stands on the button.
const together = document.querySelector("[data-together]");
if (together) {
  const boxes = [...document.querySelectorAll("[data-queue] [data-choose]")];
  const count = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    together.textContent = chosen === 0 ? say("queue-together") : say("queue-together-count", { count: chosen });
    together.disabled = chosen === 0;
  };
  for (const box of boxes) box.addEventListener("change", count);
  count();
}

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

/**
 * The links of a claim that is being written: looked at a few at a time, with what is left; dropped as a file; and links
 * under a password unlocked here. The password never leaves the browser.
 */

import { putParts } from "./parts.js";
import { formatLink, parseLink, unlockLink } from "./links.js";
import { say } from "./texts.js";

const place = document.querySelector("[data-prove]");
const entry = document.querySelector("[data-enter]");

for (const control of document.querySelectorAll("[data-script]")) control.disabled = false;

/** What the fragment needs wherever it was put in place. */
function dress() {
  for (const button of place.querySelectorAll("[data-no-script]")) button.hidden = true;
  for (const lock of place.querySelectorAll("[data-lock]")) ask(lock);
}

/** The field for the password of a locked link, and its button. */
function ask(lock) {
  const number = lock.dataset.line;
  const label = document.createElement("label");
  label.textContent = say("draft-password", { number });
  label.htmlFor = `password-of-link-${number}`;
  const input = document.createElement("input");
  Object.assign(input, { type: "password", id: label.htmlFor, autocomplete: "off" });
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button button-quiet", textContent: say("draft-unlock") });
  const unlock = async () => {
    if (!input.value || button.disabled) return;
    button.disabled = true;
    const { origin, id, secret } = parseLink(lock.dataset.lock);
    const { linkKey } = await unlockLink(secret.lock, input.value);
    send(lock.dataset.key, { link: formatLink(origin, id, { linkKey }) });
  };
  button.addEventListener("click", unlock);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    unlock();
  });
  const field = document.createElement("div");
  field.append(label, input);
  lock.className = "filters";
  lock.replaceChildren(field, button);
}

/** Sends a form of its own. */
function send(action, fields) {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action, hidden: true });
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
}

/** Puts what was answered in place; what was ticked or typed meanwhile stays, and so does the focus. */
function renew(fresh) {
  const was = place.firstElementChild;
  const ticked = new Set([...was.querySelectorAll("input:checked")].map(({ id }) => id));
  const typed = [...was.querySelectorAll("[data-lock] input")].map(({ id, value }) => [id, value]);
  const focused = was.contains(document.activeElement) ? document.activeElement : null;
  was.replaceWith(fresh);
  for (const id of ticked) fresh.querySelector(`#${CSS.escape(id)}`)?.setAttribute("checked", "");
  dress();
  for (const [id, value] of typed) {
    const input = document.getElementById(id);
    if (input) input.value = value;
  }
  if (!focused) return;
  const same = focused.id
    ? document.getElementById(focused.id)
    : [...fresh.querySelectorAll("a")].find(({ href }) => href === focused.href);
  same?.focus({ preventScroll: true });
}

async function prove() {
  while (place.querySelector("[data-live]")) {
    const answer = await fetch(place.dataset.prove, {
      method: "POST", body: new URLSearchParams({ live: "yes" }), credentials: "same-origin",
      headers: { accept: "text/html" },
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-progress]");
    if (!answer.ok || !fresh) {
      // Whatever stands in the way says so on its own page.
      for (const button of place.querySelectorAll("[data-no-script]")) button.hidden = false;
      return;
    }
    putParts(page);
    renew(document.adoptNode(fresh));
  }
}

/** Too many are told at once, before any of them is sent. */
function tooMany() {
  const text = entry.querySelector("textarea");
  const room = Number(entry.dataset.room);
  const check = () => {
    // A heading line of columns may come on top.
    const lines = text.value.split("\n").filter((line) => line.trim()).length;
    text.setCustomValidity(lines > room + 1 ? say("draft-too-many", { room, count: lines }) : "");
  };
  text.addEventListener("input", check);
  check();
}

/** A file is taken; text that is dragged here goes where text goes. */
function droppable() {
  const area = entry.querySelector("[data-drop]");
  const input = area.querySelector("input[type=file]");
  const holdsFiles = ({ dataTransfer }) => dataTransfer.types.includes("Files");
  for (const kind of ["dragover", "dragenter"]) {
    area.addEventListener(kind, (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      area.classList.add("is-over");
    });
  }
  for (const kind of ["dragleave", "drop"]) area.addEventListener(kind, () => area.classList.remove("is-over"));
  input.addEventListener("change", () => input.setCustomValidity(""));
  area.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer.files.length !== 1) {
      input.setCustomValidity(say("draft-one-file"));
      input.reportValidity();
      return;
    }
    input.setCustomValidity("");
    input.files = event.dataTransfer.files;
    entry.requestSubmit();
  });
}

tooMany();
droppable();
dress();
prove();

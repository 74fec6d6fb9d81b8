/**
 * Links under a password, in a notice: each asks for its password here, and is sent as a bare link once it is unlocked.
 * The password never leaves the browser. Whether it was the right one, the service says by the key it gives.
 */

import { formatLink, parseLink, unlockLink } from "./links.js";
import { say } from "./texts.js";

for (const place of document.querySelectorAll("[data-links]")) {
  const text = place.querySelector("textarea");
  const asks = place.querySelector("[data-locked]");
  const form = text.form;
  const passwords = new Map();

  /** The locked links of the field: `{line, link, rest}`. */
  const locked = () => text.value.split("\n").flatMap((whole, line) => {
    const [word, ...rest] = whole.trim().split(/\s+/u);
    try {
      const link = parseLink(word);
      return link.secret.lock ? [{ line, link, rest }] : [];
    } catch {
      return [];
    }
  });

  const ask = () => {
    const links = locked();
    asks.replaceChildren(...links.map(({ line, link }) => {
      const field = document.createElement("div");
      field.className = "field field-medium";
      const label = document.createElement("label");
      label.textContent = say("notice-form-password", { line: line + 1 });
      label.htmlFor = `password-of-line-${line + 1}`;
      const input = document.createElement("input");
      input.type = "password";
      input.id = label.htmlFor;
      input.autocomplete = "off";
      input.value = passwords.get(link.id) ?? "";
      input.addEventListener("input", () => passwords.set(link.id, input.value));
      field.append(label, input);
      return field;
    }));
    asks.hidden = links.length === 0;
  };

  text.addEventListener("input", ask);
  ask();

  form.addEventListener("submit", async (event) => {
    const links = locked().filter(({ link }) => passwords.get(link.id));
    if (links.length === 0) return;
    event.preventDefault();
    const button = event.submitter;
    if (button) button.disabled = true;
    const lines = text.value.split("\n");
    for (const { line, link, rest } of links) {
      const { linkKey } = await unlockLink(link.secret.lock, passwords.get(link.id));
      lines[line] = [formatLink(link.origin, link.id, { linkKey }), ...rest].join(" ");
    }
    text.value = lines.join("\n");
    passwords.clear();
    ask();
    if (button) button.disabled = false;
    form.requestSubmit(button);
  });
}

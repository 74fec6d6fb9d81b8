/** What every page does where scripts run: copy buttons, the tab of the page in view, and the focus on an error summary. */

import { say } from "./texts.js";

for (const button of document.querySelectorAll(".copy[data-copy]")) {
  button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.(".copy[data-copy]");
  if (!button) return;
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = say("copied");
  } catch {
    button.textContent = say("copy-by-hand");
    const code = button.previousElementSibling;
    if (code) getSelection().selectAllChildren(code);
  }
  setTimeout(() => { button.textContent = said; }, 1600);
});

// Where tabs go on beside what is seen, the one of this page is in the middle, once what other scripts show among them is there; nothing else
// moves.
addEventListener("load", () => {
  for (const tab of document.querySelectorAll(".tabs > [aria-current]")) {
    const tabs = tab.parentElement;
    const [seen, here] = [tabs, tab].map((it) => it.getBoundingClientRect());
    tabs.scrollLeft += here.left + here.width / 2 - (seen.left + seen.width / 2);
  }
});

document.querySelector("[data-focus]")?.focus();

if (document.querySelector("[data-confirm]")) import("./confirm.js");
if (document.querySelector("[data-keyless]")) import("./keyless.js");

// Whoever is signed out has no key lying about in this tab.
if (!document.body.dataset.account) sessionStorage.removeItem("writ/master");

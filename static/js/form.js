/** Forms that a script sends: errors stand at their fields and in a summary, as the service's own pages show them. */

import { say, told } from "./texts.js";

/** Runs `work` when the form is sent; while it runs the button waits and says so. */
export function onSubmit(form, work) {
  const button = form.querySelector("button[type=submit]");
  for (const control of form.querySelectorAll("[data-script]")) control.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    clear(form);
    const said = button.textContent;
    button.disabled = true;
    button.textContent = button.dataset.busy ?? say("one-moment");
    try {
      await work();
    } catch (error) {
      show(form, error);
    } finally {
      button.disabled = false;
      button.textContent = said;
    }
  });
}

function clear(form) {
  form.querySelector(".error-summary")?.remove();
  for (const error of form.querySelectorAll(".error")) error.remove();
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.endsWith("-error"));
    input.setAttribute("aria-describedby", described.join(" "));
  }
}

/** Says what is wrong: `error.errors` is [{field, detail}]; otherwise its message stands for the whole form. */
export function show(form, error) {
  const errors = error.errors?.length ? error.errors : [{ field: "", detail: told(error) }];
  const summary = document.createElement("div");
  summary.className = "error-summary";
  summary.tabIndex = -1;
  summary.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.textContent = say("problem-title");
  const list = document.createElement("ul");
  for (const { field, detail } of errors) {
    const item = document.createElement("li");
    const input = field && form.querySelector(`#${CSS.escape(field)}`);
    if (input) {
      const link = document.createElement("a");
      link.href = `#${field}`;
      link.textContent = detail;
      item.append(link);
      const at = document.createElement("p");
      at.className = "error";
      at.dataset.says = say("problem-says");
      at.id = `${field}-error`;
      at.textContent = detail;
      input.before(at);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${at.id}`.trim());
    } else {
      item.textContent = detail;
    }
    list.append(item);
  }
  summary.append(title, list);
  form.prepend(summary);
  summary.focus();
}

/** A refusal of our own, at a field. */
export const refusal = (field, detail) => Object.assign(new Error(detail), { errors: [{ field, detail }] });

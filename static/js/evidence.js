/**
 * Evidence in the reviewer's own browser: the sealed parts come from the service, the key came with the opening, and both
 * meet here only. What is opened is a picture, sound, film, PDF or text, what is seen of it blurred at first, or saved; nothing of it is ever run.
 */

import { Problem } from "./api.js";
import { pdf } from "./pdf.js";
import { contentContext, fromBase64Url, HEADER, openHeader, openStream, partCount, partRange } from "./seal.js";
import { humanSize, iconOf, viewing } from "./show.js";
import { say, told } from "./texts.js";

/** The most that is held in memory to be shown or saved, and how much of a text is shown. */
const IN_MEMORY = 1e9;
const TEXT_SHOWN = 1048576;

for (const root of document.querySelectorAll("[data-evidence]")) prepare(root);

function prepare(root) {
  const { target, object, name, type } = root.dataset;
  const sealedSize = Number(root.dataset.sealedSize);
  const at = (selector) => root.querySelector(selector);
  // It goes back with the form, so that what is open stays open when the page is shown again.
  const key = at("[data-key]")?.value;
  at("[data-icon]").dataset.kind = iconOf(type);
  if (!key) return;
  const tell = (text) => { at("[data-status]").textContent = text; };
  const kind = iconOf(type) === "pdf" ? "pdf" : viewing(type);
  let whole = null;

  if (sealedSize > IN_MEMORY) {
    tell(say("viewer-too-large", { size: humanSize(sealedSize), limit: humanSize(IN_MEMORY) }));
    return;
  }
  at('[data-do="view"]').hidden = kind === null;
  // A sound has nothing to blur, and does not play by itself.
  if (kind === "audio") {
    at('[data-do="view"]').textContent = say("case-fetch");
    at("[data-viewer]").classList.remove("is-blurred");
  }
  at('[data-do="save"]').hidden = false;
  if (kind === null) tell(say("viewer-other-kind"));

  async function part(number) {
    let response;
    try {
      response = await fetch(`/api/v1/evidence/${target}/parts/${number}`, { credentials: "same-origin", cache: "no-store" });
    } catch {
      throw new Problem(0, null);
    }
    if (!response.ok) throw new Problem(response.status, await response.json().catch(() => null));
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Opens all of it, part by part; every byte is verified as it is opened. */
  async function fetchAll() {
    if (whole) return whole;
    const progress = at("[data-progress]");
    const bar = progress.querySelector("progress");
    progress.hidden = false;
    const parts = partCount(sealedSize);
    let next = 1;
    const first = await part(0);
    const opening = await openHeader(fromBase64Url(key), contentContext(object), first.subarray(0, HEADER));
    const sealed = new ReadableStream({
      start: (controller) => {
        controller.enqueue(first.subarray(HEADER));
        if (parts === 1) controller.close();
      },
      pull: async (controller) => {
        controller.enqueue(await part(next));
        next += 1;
        if (next >= parts) controller.close();
      },
    });
    const pieces = [];
    let size = 0;
    const reader = sealed.pipeThrough(openStream(opening)).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      size += value.length;
      const fetched = partRange(Math.min(next, parts) - 1, sealedSize).end;
      bar.value = fetched / sealedSize;
      progress.querySelector("p").textContent = say("viewer-fetched", { done: humanSize(Math.min(fetched, sealedSize)), all: humanSize(sealedSize) });
    }
    progress.hidden = true;
    whole = new Blob(pieces);
    return whole;
  }

  async function attempt(work) {
    const buttons = root.querySelectorAll('[data-do="view"], [data-do="save"]');
    for (const button of buttons) button.disabled = true;
    try {
      await work(await fetchAll());
    } catch (error) {
      at("[data-progress]").hidden = true;
      tell(told(error));
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }

  at('[data-do="view"]').addEventListener("click", () => attempt(async (blob) => {
    const viewer = at("[data-viewer]");
    viewer.replaceChildren(kind === "text" ? await text(blob) : kind === "pdf" ? await pdf(blob, name) : media(blob));
    viewer.hidden = false;
    // Its place stays empty, so that a second click does nothing; whoever came by keyboard goes on from what comes next.
    const here = document.activeElement === document.body || root.contains(document.activeElement);
    at('[data-do="view"]').classList.add("is-spent");
    if (kind === "audio") {
      if (here) viewer.querySelector("audio")?.focus();
      tell(say("viewer-to-play"));
      return;
    }
    const blur = at('[data-do="blur"]');
    blur.hidden = false;
    if (here) blur.focus();
    tell(say("viewer-shown"));
  }));

  at('[data-do="save"]').addEventListener("click", () => attempt((blob) => {
    const address = URL.createObjectURL(blob);
    const anchor = document.createElement("a");
    anchor.href = address;
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    tell(say("viewer-saved"));
  }));

  at('[data-do="blur"]').addEventListener("click", (event) => {
    const blurred = at("[data-viewer]").classList.toggle("is-blurred");
    if (blurred) for (const playing of root.querySelectorAll("audio, video")) playing.pause();
    event.target.textContent = say(blurred ? "case-clear" : "case-blur");
    event.target.setAttribute("aria-pressed", String(blurred));
    tell(say(blurred ? "viewer-shown" : "viewer-shown-clear"));
  });

  async function text(blob) {
    const bytes = new Uint8Array(await blob.slice(0, TEXT_SHOWN).arrayBuffer());
    const block = document.createElement("pre");
    block.className = "viewer-text";
    block.tabIndex = 0;
    block.setAttribute("role", "region");
    block.setAttribute("aria-label", say("viewer-text-of", { name }));
    block.textContent = new TextDecoder().decode(bytes);
    return block;
  }

  function media(blob) {
    const element = document.createElement(kind === "picture" ? "img" : kind);
    const address = URL.createObjectURL(blob.slice(0, blob.size, type.split(";")[0].trim()));
    if (kind === "picture") {
      element.alt = say("viewer-picture", { name });
    } else {
      element.controls = true;
      element.setAttribute("aria-label", name);
    }
    element.addEventListener("error", () => {
      const sorry = document.createElement("p");
      sorry.textContent = say("viewer-cannot-show");
      element.replaceWith(sorry);
    }, { once: true });
    element.src = address;
    return element;
  }
}

/**
 * Evidence in the browser of whoever may open it: what was disclosed about a target, and files that were brought to a case. Pictures, sound,
 * films, PDFs and texts are shown in a frame without an origin (frame.js), what is seen of them blurred at first; everything can be saved,
 * however large. Nothing of it is ever run.
 */

import { Custody, brought } from "./custody.js";
import { Frame } from "./frame.js";
import { Gathering, IN_MEMORY, STRAIGHT_TO_DISK, chooseFile, handOver, writesToDisk } from "./save.js";
import { fromBase64Url } from "./seal.js";
import { humanSize, iconOf, viewing } from "./show.js";
import { say, told } from "./texts.js";

/** How much of a text is shown, in bytes. */
const TEXT_SHOWN = 1048576;
/** Of these a part is nothing. */
const ONLY_WHOLE = ["picture", "pdf"];
/** How often progress is painted, in milliseconds. */
const PAINTED = 100;

/**
 * A file on its place of the page. `read(from, to, signal)` gives its bytes [from, to), piece by piece; `verified` says that they were checked.
 * A page holds no more of it in memory than `data-most` says, where it says so.
 */
class Evidence {
  #root;
  #file;
  #kind;
  #running = null;
  #painted = 0;
  #frame = null;
  #page = 1;
  #pages = 1;

  constructor(root, file) {
    this.#root = root;
    this.#file = file;
    this.#kind = iconOf(file.type) === "pdf" ? "pdf" : viewing(file.type);
    this.most = Number(root.dataset.most ?? IN_MEMORY);
    const { size } = file;
    this.shown = Math.min(size, this.most, this.#kind === "text" ? TEXT_SHOWN : size);
    this.isShown = this.#kind !== null && (this.shown === size || !ONLY_WHOLE.includes(this.#kind));
    /** The beginning that is shown, and all of it. */
    this.beginning = this.#gather(this.shown);
    this.whole = this.shown === size ? this.beginning : this.#gather(size);

    this.at('[data-do="view"]').hidden = !this.isShown;
    this.at('[data-do="view"]').addEventListener("click", () => this.busy((signal) => this.#show(signal)));
    this.at('[data-do="blur"]').addEventListener("click", () => this.#blur(!this.#place.classList.contains("is-blurred")));
    this.at('[data-do="cancel"]').addEventListener("click", () => this.#running?.abort());
    for (const [button, by] of [["before", -1], ["next", 1]]) {
      this.at(`[data-do="${button}"]`).addEventListener("click", () => {
        this.#turn(this.#page + by).catch((error) => this.#fail(error));
      });
    }
    // A sound has nothing to blur, and does not play by itself.
    if (this.isAudio) this.#place.classList.remove("is-blurred");
  }

  get isAudio() {
    return this.#kind === "audio";
  }

  get #place() {
    return this.at("[data-viewer]");
  }

  at(selector) {
    return this.#root.querySelector(selector);
  }

  tell(...texts) {
    this.at("[data-status]").textContent = texts.filter(Boolean).join(" ");
  }

  /** What is to be known before anything is fetched. */
  get hint() {
    const sizes = { size: humanSize(this.#file.size), shown: humanSize(this.shown), limit: humanSize(this.most) };
    if (this.#kind === null) return say("viewer-other-kind");
    if (!this.isShown) return say("viewer-too-large", sizes);
    if (this.shown === this.#file.size) return null;
    return say(this.#kind === "text" ? "viewer-begins" : "viewer-plays", sizes);
  }

  get verified() {
    return this.#file.verified ? say("viewer-verified") : null;
  }

  /** Runs `work(signal)`, one at a time, until it ends or is cancelled; what goes wrong stands on the page. */
  async busy(work) {
    if (this.#running) return;
    this.#running = new AbortController();
    const { signal } = this.#running;
    const buttons = [...this.#root.querySelectorAll('[data-do="view"], [data-do="save"]')];
    const pressed = buttons.find((button) => button === document.activeElement);
    for (const button of buttons) button.disabled = true;
    try {
      await work(signal);
    } catch (error) {
      this.tell(signal.aborted ? say("open-cancelled") : told(error));
    } finally {
      this.#running = null;
      this.at("[data-progress]").hidden = true;
      for (const button of buttons) button.disabled = "spent" in button.dataset;
      // A button that is disabled loses the focus.
      if (document.activeElement === document.body) pressed?.focus();
    }
  }

  /** Reads on from `done`; `take(piece)` is waited for. */
  async pour(done, to, signal, take) {
    this.#paint(done, to);
    for await (const piece of this.#file.read(done, to, signal)) {
      await take(piece);
      done += piece.length;
      this.#paint(done, to);
    }
  }

  /** The first `to` bytes as a Blob. Asked for again after a failure, it goes on where it stopped. */
  #gather(to) {
    const gathering = new Gathering();
    let all = null;
    return async (signal) => {
      if (!all) {
        await this.pour(gathering.size, to, signal, (piece) => gathering.add(piece));
        all = gathering.blob;
      }
      return all;
    };
  }

  #paint(done, all) {
    const now = performance.now();
    if (now - this.#painted < PAINTED && done < all) return;
    this.#painted = now;
    const progress = this.at("[data-progress]");
    progress.hidden = false;
    progress.querySelector("progress").value = all === 0 ? 1 : done / all;
    progress.querySelector("p").textContent = say("viewer-fetched", { done: humanSize(done), all: humanSize(all) });
  }

  async #show(signal) {
    const { name, type } = this.#file;
    const blob = await this.beginning(signal);
    const labels = { picture: "viewer-picture", text: "viewer-text-of", pdf: "viewer-page-of" };
    const label = this.#kind in labels ? say(labels[this.#kind], { name }) : name;
    const content = { kind: this.#kind, blob: blob.slice(0, blob.size, type.split(";")[0].trim()), label };
    this.#place.hidden = false;
    this.#frame = new Frame(this.#place, name, (error) => this.#fail(error));
    this.#frame.inert = !this.isAudio;
    try {
      this.#pages = await this.#frame.show(content, signal);
      if (this.#kind === "pdf") await this.#turn(1, signal);
    } catch (error) {
      this.#fail(error);
      if (signal.aborted) throw error;
      return;
    }
    this.#present();
  }

  #present() {
    // It stays where it is and does nothing more, so that a second click shows nothing clearly; whoever came by keyboard goes on from what comes next.
    const here = document.activeElement === document.body || this.#root.contains(document.activeElement);
    this.at('[data-do="view"]').dataset.spent = "";
    if (this.isAudio) {
      if (here) this.#frame.focus();
    } else {
      this.at('[data-do="blur"]').hidden = false;
      if (here) this.at('[data-do="blur"]').focus();
    }
    this.#tellShown(this.isAudio ? "viewer-to-play" : "viewer-shown");
  }

  #tellShown(key) {
    const { size } = this.#file;
    const part = this.shown < size && say("viewer-part", { shown: humanSize(this.shown), size: humanSize(size) });
    this.tell(this.verified, part, say(key));
  }

  /** It is not shown, or not any more. */
  #fail(error) {
    this.#frame?.close();
    this.#frame = null;
    for (const part of ['[data-do="blur"]', "[data-pages]", "[data-viewer]"]) this.at(part).hidden = true;
    this.tell(this.verified, told(error));
  }

  #blur(blurred) {
    this.#place.classList.toggle("is-blurred", blurred);
    this.#frame.inert = blurred;
    if (blurred) this.#frame.pause();
    const button = this.at('[data-do="blur"]');
    button.firstChild.data = say(blurred ? "case-clear" : "case-blur");
    button.setAttribute("aria-pressed", String(blurred));
    this.#tellShown(blurred ? "viewer-shown" : "viewer-shown-clear");
  }

  /** To a page of a PDF, unless `signal` is aborted. */
  async #turn(number, signal) {
    const [before, next, said] = ['[data-do="before"]', '[data-do="next"]', "[data-page]"].map((part) => this.at(part));
    const pressed = [before, next].find((button) => button === document.activeElement);
    before.disabled = true;
    next.disabled = true;
    const drawn = await this.#frame.page(number, signal);
    this.#page = number;
    const pages = this.#pages;
    said.textContent = say(drawn ? "viewer-page" : "viewer-page-undrawn", { number, pages });
    before.disabled = number <= 1;
    next.disabled = number >= pages;
    this.at("[data-pages]").hidden = false;
    // Where a button was pressed, one can be pressed again.
    if (pressed) (pressed.disabled ? [before, next].find((button) => !button.disabled) : pressed)?.focus();
  }
}

/** What was disclosed about a target: its key came with the opening. */
function disclosed(root) {
  const { target, object, name, type } = root.dataset;
  // It goes back with the form, so that what is open stays open when the page is shown again.
  const key = root.querySelector("[data-key]")?.value;
  root.querySelector("[data-icon]").dataset.kind = iconOf(type);
  if (!key) return;
  const custody = new Custody({ target, object, key: fromBase64Url(key), sealedSize: Number(root.dataset.sealedSize) });
  const read = (from, to, signal) => custody.read(from, to, signal);
  const evidence = new Evidence(root, { name, type, size: custody.size, read, verified: true });
  if (evidence.isAudio) evidence.at('[data-do="view"]').textContent = say("case-fetch");
  const save = evidence.at('[data-do="save"]');
  const fits = writesToDisk() || custody.size <= evidence.most;
  save.hidden = !fits;
  evidence.tell(evidence.hint, !fits && say("viewer-no-room", { limit: humanSize(evidence.most) }));
  save.addEventListener("click", saving(evidence, name, custody.size));
}

/** Saves all of a file when it is called: straight to the disk if it is large, where it goes on after a failure when it is called again. */
function saving(evidence, name, size) {
  let under = null;
  const leaving = (event) => event.preventDefault();

  async function toDisk(signal) {
    const { sink } = under;
    window.addEventListener("beforeunload", leaving);
    try {
      await evidence.pour(under.done, size, signal, async (piece) => {
        await sink.write(piece).catch((error) => {
          under = null; // There is no going on: the disk is full, or gone.
          throw error;
        });
        under.done += piece.length;
      });
      under = null;
      await sink.close();
      evidence.tell(evidence.verified, say("viewer-on-disk"));
    } catch (error) {
      if (signal.aborted) {
        under = null;
        sink.abort().catch(() => {});
        throw error;
      }
      evidence.tell(told(error), under && say("viewer-broke-off"));
    } finally {
      window.removeEventListener("beforeunload", leaving);
    }
  }

  return async () => {
    if (!writesToDisk() || size <= Math.min(STRAIGHT_TO_DISK, evidence.most)) {
      await evidence.busy(async (signal) => {
        handOver(await evidence.whole(signal), name);
        evidence.tell(evidence.verified, say("viewer-saved"));
      });
      return;
    }
    try {
      const sink = under ? null : await chooseFile(name);
      if (sink) under = { sink, done: 0 };
    } catch (error) {
      evidence.tell(told(error));
    }
    if (under) await evidence.busy(toDisk);
  };
}

/** A file that was brought to a case. Each time that it is asked for is an opening, and its button to save asks for it as a form does. */
function ofCase(root) {
  const { brought: address, name, type } = root.dataset;
  const read = (from, to, signal) => brought(address, from, to, signal);
  const evidence = new Evidence(root, { name, type, size: Number(root.dataset.size), read, verified: false });
  // What is only saved needs no words about it.
  if (evidence.isShown) evidence.tell(evidence.hint);
}

for (const root of document.querySelectorAll("[data-evidence]")) disclosed(root);
for (const root of document.querySelectorAll("[data-brought]")) ofCase(root);

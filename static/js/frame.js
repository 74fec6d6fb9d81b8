/**
 * The frame in which what others sent is shown: a page of ours (static/viewer.html) in a sandbox without an origin, to which the bytes are
 * handed. Whatever a picture, a film, a PDF or a text does to what shows it, there is no session to be had there, nothing can be fetched,
 * and nothing reaches this page but the few answers below, of which none is taken for more than a number or one of three words.
 */

import { say } from "./texts.js";

const PAGE = new URL("../viewer.html", import.meta.url).href;
/** How long the frame may take to be there, in milliseconds. */
const ANSWER = 20000;
/** Why it shows nothing, as keys of texts. */
const WHY = ["viewer-cannot-show", "viewer-pdf-locked", "viewer-pdf-broken"];
/** How much higher it is than what is in it can be, in pixels: its edge. */
const EDGE = 16;

/** What `work` gives, unless `signal` is aborted first. */
function unless(signal, work) {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject);
  });
}

export class Frame {
  #element = document.createElement("iframe");
  #tall = Math.max(240, Math.round(innerHeight * 0.8));
  #loaded;
  #port = null;
  #waiting = null;
  #failed;

  /** Puts a frame into `place`. `failed(error)` is told if it shows nothing after all, once it had shown it. */
  constructor(place, name, failed) {
    this.#failed = failed;
    this.#element.setAttribute("sandbox", "allow-scripts");
    this.#element.title = name;
    this.#element.src = PAGE;
    this.#loaded = new Promise((resolve) => this.#element.addEventListener("load", resolve, { once: true }));
    place.replaceChildren(this.#element);
  }

  /** Shows `blob` as its `kind`, a `picture`, `audio`, `video`, `pdf` or `text`, which a screen reader calls `label`. Gives how many pages it has. */
  async show({ kind, blob, label }, signal) {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error(say("viewer-cannot-show"))), ANSWER);
    try {
      await unless(signal, unless(late.signal, this.#greet()));
    } finally {
      clearTimeout(timer);
    }
    const { pages } = await unless(signal, this.#ask({ show: { kind, blob, label } }, "shown"));
    this.#element.dataset.shown = kind;
    return Number.isSafeInteger(pages) && pages > 0 ? pages : 1;
  }

  /** Draws a page of a PDF, and gives whether it could be drawn. */
  async page(number, signal = new AbortController().signal) {
    const { drawn } = await unless(signal, this.#ask({ page: number }, "page"));
    return drawn === true;
  }

  /** What plays there stops. */
  pause() {
    this.#port?.postMessage({ pause: true });
  }

  /** Nothing in it can be come to, nor is any of it read out, while it is not to be seen. */
  set inert(inert) {
    this.#element.inert = inert;
  }

  focus() {
    this.#element.focus();
  }

  close() {
    this.#port?.close();
    this.#element.remove();
  }

  async #greet() {
    await this.#loaded;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#hear(data);
    const here = this.#answer("here");
    // What has no origin cannot be named by it. No other page can stand in the frame, and it gets bytes only once it has answered.
    const greeting = { writ: "viewer", lang: document.documentElement.lang, name: this.#element.title, tall: this.#tall };
    this.#element.contentWindow.postMessage(greeting, "*", [port2]);
    await here;
  }

  #ask(what, is) {
    const answer = this.#answer(is);
    this.#port.postMessage(what);
    return answer;
  }

  #answer(is) {
    return new Promise((resolve, reject) => { this.#waiting = { is, resolve, reject }; });
  }

  #hear(said) {
    const waiting = this.#waiting;
    if (said?.is === "height" && Number.isFinite(said.height)) {
      this.#element.height = String(Math.min(Math.max(0, Math.ceil(said.height)), this.#tall + EDGE));
    } else if (said?.is === "failed") {
      const why = new Error(say(WHY.includes(said.why) ? said.why : "viewer-cannot-show"));
      this.#waiting = null;
      if (waiting) waiting.reject(why);
      else this.#failed(why);
    } else if (waiting && said?.is === waiting.is) {
      this.#waiting = null;
      waiting.resolve(said);
    }
  }
}

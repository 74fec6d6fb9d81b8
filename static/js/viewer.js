/**
 * What stands in the frame of evidence (static/viewer.html; frame.js is its other side): it is handed bytes, and shows them as a picture, sound,
 * film, PDF or text. It has no origin, and its policy lets it fetch nothing but files like this one. Everything that is said beside what is
 * shown, the page around it says.
 */

import { Unshown, pdf } from "./pdf.js";
import { textOf } from "./show.js";

let port = null;
let pages = null;

// A frame out of sight is given no animation frames: a PDF is drawn all the same, and does not wait to be scrolled to.
window.requestAnimationFrame = (work) => setTimeout(() => work(performance.now()));
window.cancelAnimationFrame = clearTimeout;

addEventListener("message", ({ source, data, ports }) => {
  if (port || parent === window || source !== parent || data?.writ !== "viewer" || ports.length !== 1) return;
  document.documentElement.lang = data.lang;
  document.documentElement.style.setProperty("--tall", `${data.tall}px`);
  document.title = data.name;
  [port] = ports;
  port.onmessage = (event) => answer(event.data);
  new ResizeObserver(() => port.postMessage({ is: "height", height: document.body.offsetHeight })).observe(document.body);
  port.postMessage({ is: "here" });
});

async function answer({ show, page, pause }) {
  try {
    if (show) port.postMessage({ is: "shown", pages: await put(show) });
    if (page) port.postMessage({ is: "page", drawn: await pages.draw(page) });
    if (pause) for (const playing of document.querySelectorAll("audio, video")) playing.pause();
  } catch (error) {
    fail(error);
  }
}

function fail(error) {
  port.postMessage({ is: "failed", why: error instanceof Unshown ? error.why : "viewer-cannot-show" });
}

/** Puts what is shown on the page, and gives how many pages it has. */
async function put({ kind, blob, label }) {
  if (kind === "pdf") {
    pages = await pdf(blob, label);
    document.body.replaceChildren(pages.canvas);
    return pages.count;
  }
  const shown = kind === "text" ? words(await textOf(blob), label) : media(kind, label);
  document.body.replaceChildren(shown);
  if (kind === "picture") await loaded(shown, blob);
  else if (kind !== "text") load(shown, blob);
  return 1;
}

/** Text, whatever it says that it is. */
function words(text, label) {
  const block = document.createElement("pre");
  block.className = "viewer-text";
  block.tabIndex = 0;
  block.setAttribute("role", "region");
  block.setAttribute("aria-label", label);
  block.textContent = text;
  return block;
}

function media(kind, label) {
  const element = document.createElement(kind === "picture" ? "img" : kind);
  if (kind === "picture") {
    element.alt = label;
  } else {
    element.controls = true;
    element.setAttribute("aria-label", label);
  }
  return element;
}

/** A picture is shown once it is there. */
const loaded = (picture, blob) =>
  new Promise((resolve, reject) => {
    picture.addEventListener("load", resolve, { once: true });
    picture.addEventListener("error", () => reject(new Unshown("viewer-cannot-show")), { once: true });
    picture.src = URL.createObjectURL(blob);
  });

/** Sound and film are loaded as they are played. One of which only the beginning is here breaks off where that ends, which is no failure. */
function load(playing, blob) {
  playing.addEventListener("error", () => {
    if (playing.readyState === playing.HAVE_NOTHING) fail(new Unshown("viewer-cannot-show"));
  });
  playing.src = URL.createObjectURL(blob);
}

/**
 * A PDF, drawn page by page on a canvas by PDF.js (static/vendor/pdfjs): a picture of what it shows. Nothing in it is run, no form is
 * filled in, no link leads anywhere, and nothing is fetched for it. The policy of the page stands as it is: the worker is a file of
 * ours, and what would need WebAssembly is done without.
 */

import { say } from "./texts.js";

/** How many pixels across a page is drawn: enough to read small print. */
const WIDTH = 1100;
/** The largest picture that is unpacked, in pixels: a small file can hold an enormous one. */
const LARGEST_PICTURE = 64e6;

const vendored = (name) => new URL(`../vendor/pdfjs/${name}`, import.meta.url).href;

/** An element that shows a PDF, its first page drawn. */
export async function pdf(blob, name) {
  const library = await import(vendored("pdf.min.mjs"));
  library.GlobalWorkerOptions.workerSrc = vendored("pdf.worker.min.mjs");
  const task = library.getDocument({
    data: new Uint8Array(await blob.arrayBuffer()),
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
    maxImageSize: LARGEST_PICTURE,
  });
  let file;
  try {
    file = await task.promise;
  } catch (error) {
    if (error.name === "PasswordException") {
      throw new Error(say("viewer-pdf-locked"));
    }
    throw new Error(say("viewer-pdf-broken"));
  }

  const root = document.createElement("div");
  root.className = "viewer-pdf";
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  const bar = document.createElement("div");
  bar.className = "cluster";
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  const button = (text, by) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "button button-quiet button-small";
    element.textContent = text;
    element.addEventListener("click", () => draw(current + by));
    return element;
  };
  let current = 1;
  const back = button(say("viewer-page-before"), -1);
  const on = button(say("viewer-page-next"), 1);
  bar.append(back, said, on);
  root.append(bar, canvas);

  async function draw(number) {
    back.disabled = true;
    on.disabled = true;
    const page = await file.getPage(number);
    const scale = WIDTH / page.getViewport({ scale: 1 }).width;
    const viewport = page.getViewport({ scale });
    canvas.width = Math.ceil(viewport.width);
    canvas.height = Math.ceil(viewport.height);
    try {
      await page.render({ canvas, viewport, annotationMode: library.AnnotationMode.ENABLE }).promise;
      canvas.dataset.drawn = String(number);
    } catch {
      said.textContent = say("viewer-page-undrawn", { number, pages: file.numPages });
    }
    page.cleanup();
    current = number;
    if (canvas.dataset.drawn === String(number)) said.textContent = say("viewer-page", { number, pages: file.numPages });
    canvas.setAttribute("aria-label", say("viewer-page-of", { number, pages: file.numPages, name }));
    back.disabled = number <= 1;
    on.disabled = number >= file.numPages;
  }

  await draw(1);
  return root;
}

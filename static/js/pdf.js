/**
 * A PDF, drawn page by page on a canvas by PDF.js (static/vendor/pdfjs): a picture of what it shows. Nothing in it is run, no form is
 * filled in, no link leads anywhere, and nothing is fetched for it. It is read in the frame of evidence itself, which has no origin and so can
 * start no worker; what would need WebAssembly is done without.
 */

/** How many pixels across a page is drawn: enough to read small print. */
const WIDTH = 1100;
/** The largest picture that is unpacked, in pixels: a small file can hold an enormous one. */
const LARGEST_PICTURE = 64e6;

const vendored = (name) => new URL(`../vendor/pdfjs/${name}`, import.meta.url).href;

/** It cannot be shown; `why` is the key of a text. */
export class Unshown extends Error {
  constructor(why) {
    super(why);
    this.name = "Unshown";
    this.why = why;
  }
}

/**
 * A PDF: the `canvas` for its pages, the `count` of them, and `draw(number)`, which gives whether that page could be drawn. `label` is what a
 * screen reader calls a page, with `{$number}` and `{$pages}` in it.
 */
export async function pdf(blob, label) {
  // What a worker would do: PDF.js finds it once it is there.
  await import(vendored("pdf.worker.min.mjs"));
  const library = await import(vendored("pdf.min.mjs"));
  library.GlobalWorkerOptions.workerSrc = vendored("pdf.worker.min.mjs");
  const task = library.getDocument({
    data: new Uint8Array(await blob.arrayBuffer()),
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
    maxImageSize: LARGEST_PICTURE,
    verbosity: library.VerbosityLevel.ERRORS,
  });
  let file;
  try {
    file = await task.promise;
  } catch (error) {
    throw new Unshown(error.name === "PasswordException" ? "viewer-pdf-locked" : "viewer-pdf-broken");
  }

  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");

  async function draw(number) {
    const page = await file.getPage(number);
    const scale = WIDTH / page.getViewport({ scale: 1 }).width;
    const viewport = page.getViewport({ scale });
    canvas.width = Math.ceil(viewport.width);
    canvas.height = Math.ceil(viewport.height);
    canvas.setAttribute("aria-label", label.replaceAll("{$number}", () => String(number)).replaceAll("{$pages}", () => String(file.numPages)));
    try {
      await page.render({ canvas, viewport, annotationMode: library.AnnotationMode.ENABLE }).promise;
      canvas.dataset.drawn = String(number);
      return true;
    } catch {
      delete canvas.dataset.drawn;
      return false;
    } finally {
      page.cleanup();
    }
  }

  return { canvas, count: file.numPages, draw };
}

/**
 * Opening a link. The key stands in the fragment, which only this module reads; it goes into no request, no message
 * and no log. What is opened is shown as a picture, sound, film or text, or saved; nothing of it is ever run.
 */

import { Problem, call } from "./api.js";
import { onSubmit, refusal } from "./form.js";
import { parseLink, parseSecret, unlockLink } from "./links.js";
import { Reading } from "./reader.js";
import { Gathering, IN_MEMORY, STRAIGHT_TO_DISK, chooseFile, handOver, writesToDisk } from "./save.js";
import { deriveFileKey, fromBase64Url, openMetadata, plainLength, toBase64Url } from "./seal.js";
import { humanSize, iconOf, textOf, viewing } from "./show.js";
import { say, told } from "./texts.js";

const root = document.querySelector("[data-open]");
const link = root.dataset.link;
const at = (selector) => root.querySelector(selector);

/** The most that is fetched to be shown here; a text is shown as far as this. */
const SHOWN = { picture: 100e6, audio: 500e6, video: 500e6, text: 1048576 };
const GROUNDS = { copyright: "blocked-copyright", court: "blocked-court" };

/** The open file, once its key is known to be right. */
let file = null;

// --- what stands on the page -----------------------------------------------------------------------------------------

function show(state, heading) {
  for (const section of root.querySelectorAll("[data-state]")) section.hidden = section.dataset.state !== state;
  const section = at(`[data-state="${state}"]`);
  const title = at("[data-title]");
  title.textContent = heading ?? section.dataset.heading;
  document.title = `${title.textContent} · Writ`;
  at("[data-status]").textContent = title.textContent;
  if (state === "password") at("#password").focus();
}

const announce = (text) => { at("[data-status]").textContent = text; };

/** What the service refused, in its place on the page. */
function refused(error, retry) {
  if (!(error instanceof Problem)) throw error;
  if (error.status === 404) return show("gone");
  if (error.status === 451) {
    at("[data-ground]").textContent = say(GROUNDS[error.document.ground] ?? "blocked-other-law");
    // No notice, but an order: whose it is, the service says where it shows the page itself.
    const ordered = error.document.ground === "court";
    if (ordered) at("[data-blocked-lead]").textContent = say("blocked-court-lead");
    at("[data-organisation]").textContent =
      error.document.organisation ?? say(ordered ? "blocked-authority-unsaid" : "blocked-not-published");
    return show("blocked");
  }
  if (error.status === 401) {
    at("[data-why]").textContent = say("open-why-password");
    return show("no-key");
  }
  at("[data-why-unreachable]").textContent = `${error.message} ${say("open-nothing-counted")}`;
  at("[data-retry]").onclick = retry;
  return show("unreachable");
}

// --- from the link to the file ---------------------------------------------------------------------------------------

/** The lock of a password link, until its password opens it. */
let lock = null;

function begin(fragment) {
  cancel();
  file = null;
  lock = null;
  at("[data-auth]").value = "";
  let secret;
  try {
    secret = parseSecret(fragment);
  } catch (error) {
    at("[data-why]").textContent = say(error.code === "no_key" ? "open-why-missing" : "open-why-damaged");
    return show("no-key");
  }
  if (secret.lock) {
    lock = secret.lock;
    return show("password");
  }
  return look(secret.linkKey, {}).catch((error) => refused(error, () => begin(fragment)));
}

async function look(linkKey, headers) {
  if (!lock) show("looking");
  const seen = await call("GET", `/api/v1/links/${link}`, undefined, headers);
  const key = await deriveFileKey(linkKey, fromBase64Url(seen.key_share), seen.object);
  let named;
  try {
    named = await openMetadata(key, seen.object, fromBase64Url(seen.metadata));
  } catch (error) {
    return show(error.code === "wrong_key" ? "wrong-key" : "damaged");
  }
  const downloads = `/api/v1/links/${link}/downloads`;
  const reading = new Reading({
    object: seen.object,
    sealedSize: seen.sealed_size,
    key,
    permit: () => call("POST", downloads, undefined, headers),
    renew: (download) => call("POST", `${downloads}/${download}/ticket`),
    onMirror: (jurisdiction) => { file.mirror = jurisdiction; },
  });
  file = { ...named, size: plainLength(seen.sealed_size), reading, whole: null, mirror: "" };
  lock = null;
  present();
}

function present() {
  const kind = viewing(file.type);
  show("file", file.name);
  at("[data-viewer]").replaceChildren();
  for (const part of ["viewer", "done", "trouble", "progress"]) at(`[data-${part}]`).hidden = true;
  at('[data-do="download"]').hidden = false;
  at("[data-size]").textContent = humanSize(file.size);
  at("[data-type]").textContent = file.type;
  at("[data-icon]").dataset.kind = iconOf(file.type);
  const fits = kind === "text" || (kind !== null && file.size <= SHOWN[kind]);
  at('[data-do="view"]').hidden = !fits || file.size === 0;
  const hints = [];
  if (file.size > IN_MEMORY && !writesToDisk()) {
    at('[data-do="download"]').hidden = true;
    hints.push(
      say("open-in-memory", { size: humanSize(IN_MEMORY) }),
    );
  }
  if (kind && !fits) hints.push(say("open-too-large", { size: humanSize(SHOWN[kind]) }));
  if (!kind) hints.push(say("open-unknown-kind"));
  at("[data-hint]").textContent = hints.join(" ");
  at("[data-hint]").hidden = hints.length === 0;
}

// --- fetching --------------------------------------------------------------------------------------------------------

let running = null;
const leaving = (event) => event.preventDefault();

function cancel() {
  running?.abort(new DOMException("cancelled", "AbortError"));
}

/** Runs `work(signal)` with progress on the page; what goes wrong stands there, and `work` can be gone on with. */
async function busy(work) {
  if (running) return;
  const control = (running = new AbortController());
  at("[data-trouble]").hidden = true;
  at("[data-done]").hidden = true;
  for (const button of root.querySelectorAll('[data-do="download"], [data-do="view"]')) button.disabled = true;
  window.addEventListener("beforeunload", leaving);
  try {
    await work(control.signal);
  } catch (error) {
    if (control.signal.aborted) announce(say("open-cancelled"));
    else if (error instanceof Problem && (error.status === 404 || error.status === 451)) refused(error);
    else {
      at("[data-trouble-text]").textContent = told(error);
      at("[data-trouble]").hidden = false;
      at('[data-do="again"]').onclick = () => busy(work);
    }
  } finally {
    running = null;
    window.removeEventListener("beforeunload", leaving);
    at("[data-progress]").hidden = true;
    for (const button of root.querySelectorAll("[data-do]")) button.disabled = false;
  }
}

function progress(total) {
  const bar = at("[data-progress] progress");
  const began = performance.now();
  let first = null;
  let painted = 0;
  at("[data-progress]").hidden = false;
  return (done) => {
    first ??= done;
    const now = performance.now();
    if (now - painted < 150 && done < total) return;
    painted = now;
    bar.value = total === 0 ? 1 : done / total;
    const seconds = ((now - began) / 1000) * ((total - done) / Math.max(1, done - first));
    const values = { done: humanSize(done), total: humanSize(total), country: country(file.mirror) };
    at("[data-left]").textContent =
      done > first && seconds >= 2 ? say("open-of-left", { ...values, left: duration(seconds) }) : say("open-of", values);
  };
}

const duration = (seconds) =>
  seconds < 90
    ? say("open-seconds", { count: Math.ceil(seconds) })
    : seconds < 5400
      ? say("open-minutes", { count: Math.round(seconds / 60) })
      : say("open-hours", { count: Math.round(seconds / 3600) });

function country(code) {
  try {
    return new Intl.DisplayNames([document.documentElement.lang], { type: "region" }).of(code);
  } catch {
    return code;
  }
}

/** Reads [position.done, to) and hands on each piece; gone on with, it begins where it stopped. */
async function pour(position, to, signal, take) {
  const paint = progress(to);
  paint(position.done);
  for await (const piece of file.reading.read(position.done, to, signal)) {
    await take(piece);
    position.done += piece.length;
    paint(position.done);
  }
}

/** The first `to` bytes as a Blob. */
function gather(to) {
  const position = { done: 0 };
  const gathering = new Gathering();
  return async (signal) => {
    await pour(position, to, signal, (piece) => gathering.add(piece));
    return gathering.blob;
  };
}

// --- saving ----------------------------------------------------------------------------------------------------------

async function download() {
  if (file.whole) return save(file.whole);
  if (file.size > STRAIGHT_TO_DISK && writesToDisk()) return downloadToDisk();
  const collect = gather(file.size);
  return busy(async (signal) => {
    file.whole = await collect(signal);
    save(file.whole);
  });
}

function save(blob) {
  handOver(blob, file.name);
  finished(say("open-handed-over", { name: file.name }));
}

async function downloadToDisk() {
  const sink = await chooseFile(file.name);
  if (!sink) return; // No place was chosen: nothing was asked for, nothing counted.
  const position = { done: 0 };
  await busy(async (signal) => {
    signal.addEventListener("abort", () => sink.abort().catch(() => {}), { once: true });
    await pour(position, file.size, signal, (piece) => sink.write(piece));
    await sink.close();
    finished(say("open-saved", { name: file.name }));
  });
}

function finished(text) {
  const done = at("[data-done]");
  done.textContent = text;
  done.hidden = false;
}

// --- showing ---------------------------------------------------------------------------------------------------------

function view() {
  const kind = viewing(file.type);
  const to = kind === "text" ? Math.min(file.size, SHOWN.text) : file.size;
  const collect = file.whole ? async () => file.whole : gather(to);
  return busy(async (signal) => {
    const blob = await collect(signal);
    if (to === file.size) file.whole = blob;
    const shown = kind === "text" ? await text(blob.slice(0, to)) : media(kind, blob);
    at("[data-viewer]").replaceChildren(...shown);
    at("[data-viewer]").hidden = false;
    at('[data-do="view"]').hidden = true;
    announce(say("open-shown", { name: file.name }));
  });
}

async function text(blob) {
  const block = document.createElement("pre");
  block.className = "viewer-text";
  block.tabIndex = 0;
  block.setAttribute("role", "region");
  block.setAttribute("aria-label", say("open-text-of", { name: file.name }));
  block.textContent = await textOf(blob); // as text, whatever it says it is
  if (blob.size === file.size) return [block];
  const rest = document.createElement("p");
  rest.className = "small soft";
  rest.textContent = say("open-first-of", { size: humanSize(blob.size), total: humanSize(file.size) });
  return [block, rest];
}

function media(kind, blob) {
  const element = document.createElement(kind === "picture" ? "img" : kind);
  const address = URL.createObjectURL(blob.slice(0, blob.size, file.type.split(";")[0].trim()));
  if (kind === "picture") {
    element.alt = say("open-picture", { name: file.name });
    element.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
  } else {
    element.controls = true;
    element.setAttribute("aria-label", file.name);
  }
  element.addEventListener("error", () => {
    URL.revokeObjectURL(address);
    const sorry = document.createElement("p");
    sorry.textContent = say("open-cannot-show");
    element.replaceWith(sorry);
  }, { once: true });
  element.src = address;
  return [element];
}

// --- what the reader does --------------------------------------------------------------------------------------------

at('[data-do="download"]').addEventListener("click", download);
at('[data-do="view"]').addEventListener("click", view);
at('[data-do="cancel"]').addEventListener("click", cancel);
at("[data-paste-again]").addEventListener("click", () => {
  at("[data-why]").textContent = say("open-why-wrong");
  show("no-key");
  at("#pasted").focus();
});

onSubmit(at("form[data-paste]"), async () => {
  let pasted;
  try {
    pasted = parseLink(at("#pasted").value);
  } catch (error) {
    throw refusal("pasted", say(`open-link-${error.code.replaceAll("_", "-")}`));
  }
  if (pasted.origin !== location.origin) throw refusal("pasted", say("open-other-service"));
  const fragment = at("#pasted").value.trim().split("#")[1];
  at("#pasted").value = "";
  if (pasted.id !== link) return location.assign(`/f/${pasted.id}#${fragment}`);
  history.replaceState(null, "", `#${fragment}`);
  return begin(fragment);
});

onSubmit(at("form[data-password]"), async () => {
  const typed = at("#password").value;
  if (typed === "") throw refusal("password", say("open-enter-password"));
  const { linkKey, auth } = await unlockLink(lock, typed);
  // Whoever finds the link blocked and complains shows the service that they have its password.
  at("[data-auth]").value = toBase64Url(auth);
  try {
    await look(linkKey, { "writ-link-auth": toBase64Url(auth) });
    at("#password").value = "";
  } catch (error) {
    if (error.status === 401) throw refusal("password", say("open-wrong-password"));
    if (error.status === 429 || error.status === 0 || error.status >= 500) throw refusal("password", error.message);
    refused(error);
  }
});

window.addEventListener("hashchange", () => begin(location.hash.slice(1)));
begin(location.hash.slice(1));

/**
 * The digests of one's own files, computed here: a worker reads them as streams, and only what it tells is put into the
 * form. The files, and their names where the box is not ticked, stay on this machine.
 */

import { say } from "./texts.js";

const form = document.querySelector("[data-references]");
const chooser = form.querySelector("[data-files]");
const drop = chooser.querySelector(".drop");
const files = chooser.querySelector("#files");
const folder = chooser.querySelector("#folder");
const names = chooser.querySelector("#names");
const work = form.querySelector("[data-work]");
const bar = work.querySelector("progress");
const left = work.querySelector("[data-left]");
const done = form.querySelector("[data-done]");
const field = form.querySelector("#references");
const send = form.querySelector(".actions > .button:not([data-stop])");
/** As long as a label may be. */
const LABEL = 300;

let stop = null;
chooser.hidden = false;

const bytes = (count) => {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const step = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  const style = { style: "unit", unit: units[step], unitDisplay: step ? "short" : "long", maximumFractionDigits: step ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, style).format(count / 1000 ** step);
};

const time = (seconds) => {
  if (seconds < 90) return say("digest-seconds", { count: Math.max(1, Math.round(seconds)) });
  if (seconds < 5400) return say("open-minutes", { count: Math.round(seconds / 60) });
  const hours = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  return say("open-hours", { count: hours.format(seconds / 3600) });
};

/** One file through the worker; `tell` hears how many of its bytes were read. Its digest, or null if it cannot be read. */
const digest = (worker, file, tell) => new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => {
    if (data.failed) return resolve(null);
    tell(data.read);
    if (data.sha256) resolve(data.sha256);
  };
  worker.onerror = () => reject(new Error(say("digest-no-worker")));
  worker.postMessage(file);
});

/** What stands behind a digest: one line, no longer than the service takes it. */
const label = (file) => [...(file.webkitRelativePath || file.name).replaceAll(/\p{Cc}+/gu, " ").trim()].slice(-LABEL).join("");

/** Adds lines to the form, but for digests that stand there. */
function put(found) {
  const known = new Set(field.value.toLowerCase().match(/[0-9a-f]{64}/gu));
  const lines = [];
  for (const [sha256, file] of found) {
    if (known.has(sha256)) continue;
    known.add(sha256);
    lines.push(names.checked ? `${sha256} ${label(file)}` : sha256);
  }
  const before = field.value === "" || field.value.endsWith("\n") ? "" : "\n";
  if (lines.length > 0) field.value += `${before}${lines.join("\n")}\n`;
}

async function take(chosen) {
  if (stop || chosen.length === 0) return;
  const all = chosen.reduce((sum, file) => sum + file.size, 0);
  const began = performance.now();
  const worker = new Worker(new URL("./hash-worker.js", import.meta.url), { type: "module" });
  const found = [];
  const failed = [];
  let before = 0;
  let ended = 0;
  let stopped = false;
  const halted = new Promise((resolve) => { stop = () => { stopped = true; resolve(null); }; });

  const show = (read) => {
    bar.value = all === 0 ? 1 : Math.min(1, (before + read) / all);
    const seconds = (performance.now() - began) / 1000;
    const rest = read + before > 0 && seconds > 1
      ? say("digest-left", { time: time((seconds * (all - before - read)) / (before + read)) })
      : "";
    const values = { file: Math.min(ended + 1, chosen.length), files: chosen.length };
    left.textContent = say("digest-so-far", { ...values, read: bytes(before + read), all: bytes(all) }) + rest;
  };

  busy(true);
  done.textContent = "";
  show(0);
  try {
    for (const file of chosen) {
      const sha256 = await Promise.race([digest(worker, file, show), halted]);
      if (stopped) break;
      if (sha256) found.push([sha256, file]);
      else failed.push(file.name);
      before += file.size;
      ended += 1;
      show(0);
    }
    done.textContent = outcome(found.length, chosen.length, failed, stopped);
  } catch (error) {
    done.textContent = error.message;
  } finally {
    put(found);
    worker.terminate();
    stop = null;
    busy(false);
  }
}

function outcome(good, all, failed, stopped) {
  const lost = failed.length > 0 ? ` ${say("digest-lost", { files: failed.join(", ") })}` : "";
  if (!stopped) return say(good === 1 ? "digest-one" : "digest-many", { count: good }) + lost;
  const files = say(all === 1 ? "digest-file-one" : "digest-file-many", { count: all });
  return say(good === 1 ? "digest-stopped-one" : "digest-stopped-many", { count: good, files }) + lost;
}

function busy(is) {
  work.hidden = !is;
  send.disabled = is;
  for (const input of [files, folder]) {
    input.disabled = is;
    input.value = "";
  }
}

/** Every file below what was dropped. */
async function below(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // A folder is told in pieces, until a piece is empty.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    for (const one of some) found.push(...await below(one));
  }
}

for (const input of [files, folder]) input.addEventListener("change", () => take([...input.files]));
work.querySelector("[data-stop]").addEventListener("click", () => stop?.());

drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("is-over");
});
drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("is-over");
  // What was dropped can only be asked for now, before anything is waited for.
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  try {
    const found = [];
    for (const entry of entries) found.push(...await below(entry));
    await take(found);
  } catch {
    done.textContent = say("digest-dropped");
  }
});

/**
 * Names of one's own files. They lie in sealed entries that the account's master key opens, here and nowhere else;
 * wherever a page says `data-name-of="OBJECT"` the name is filled in. Files that a token stored have no entry yet:
 * from a pasted link this module opens the name and seals an entry for it.
 */

import { accountKeys, openEntry, sealEntry, unwrapMaster } from "./account-keys.js";
import { call } from "./api.js";
import { onSubmit, refusal } from "./form.js";
import { keep, master as kept } from "./keychain.js";
import { formatLink, parseLink } from "./links.js";
import { deriveFileKey, fromBase64Url, openMetadata, toBase64Url, utf8 } from "./seal.js";
import { iconOf } from "./show.js";
import { say, told } from "./texts.js";

const { account, email } = document.body.dataset;
const named = document.querySelectorAll("[data-name-of]");
const unlock = document.querySelector("form[data-unlock]");
const adopt = document.querySelector("[data-adopt]");
let master = null;

/** Every entry that opens, by object. One that does not is another version's or damaged: it is left alone. */
async function entries() {
  const found = new Map();
  let after = null;
  do {
    const page = await call("GET", `/api/v1/entries${after ? `?after=${after}` : ""}`);
    for (const { id, sealed } of page.entries) {
      try {
        const entry = JSON.parse(new TextDecoder().decode(await openEntry(master, id, fromBase64Url(sealed))));
        found.set(entry.object, entry);
      } catch {
        continue;
      }
    }
    after = page.next;
  } while (after);
  return found;
}

function fill(found) {
  for (const place of named) {
    const entry = found.get(place.dataset.nameOf);
    if (entry) place.textContent = entry.name;
  }
  for (const icon of document.querySelectorAll("[data-icon-of]")) {
    const entry = found.get(icon.dataset.iconOf);
    if (entry) icon.dataset.kind = iconOf(entry.type ?? "");
  }
  for (const button of document.querySelectorAll("[data-copy-link]")) {
    const entry = found.get(button.dataset.keyOf);
    const linkKey = entry?.link_key && fromBase64Url(entry.link_key);
    if (!linkKey) continue;
    button.hidden = false;
    button.onclick = () => copy(button, formatLink(location.origin, button.dataset.copyLink, { linkKey }));
  }
  for (const hint of document.querySelectorAll("[data-key-missing]")) hint.hidden = found.has(hint.dataset.keyMissing);
  const heading = document.querySelector("h1[data-name-of]");
  if (heading && found.has(heading.dataset.nameOf)) document.title = `${heading.textContent} · Writ`;
  if (adopt) adopt.hidden = [...named].every((place) => found.has(place.dataset.nameOf));
}

async function copy(button, text) {
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = say("names-copied");
  } catch {
    // Without a clipboard the link is shown, to be copied by hand.
    const shown = document.createElement("code");
    shown.className = "secret";
    shown.textContent = text;
    button.after(shown);
    button.hidden = true;
  }
  setTimeout(() => { button.textContent = said; }, 2000);
}

async function start() {
  master = await kept(account);
  if (unlock) unlock.hidden = master !== null;
  if (master) fill(await entries());
}

if (unlock) {
  onSubmit(unlock, async () => {
    const password = unlock.querySelector("#unlock-password").value;
    if (!password) throw refusal("unlock-password", say("names-enter-password"));
    const { salt, rounds } = await call("POST", "/api/v1/sign-in/parameters", { email });
    const { auth, wrap } = await accountKeys(password, fromBase64Url(salt), rounds);
    let wrapped;
    try {
      wrapped = (await call("POST", "/api/v1/account/keys", { auth: toBase64Url(auth) })).wrapped_master;
    } catch (error) {
      throw refusal("unlock-password", error.message);
    }
    keep(account, await unwrapMaster(wrap, fromBase64Url(wrapped)));
    await start();
  });
}

/** Opens the name behind one link, and seals it with the key into the account's list. */
async function take(line) {
  const { origin, id, secret } = parseLink(line);
  if (origin !== location.origin) throw new Error(say("names-other-service"));
  if (!secret.linkKey) throw new Error(say("names-password-link"));
  const seen = await call("GET", `/api/v1/links/${id}`);
  await call("GET", `/api/v1/objects/${seen.object}`); // refused unless it is one's own
  const key = await deriveFileKey(secret.linkKey, fromBase64Url(seen.key_share), seen.object);
  const { name, type, size } = await openMetadata(key, seen.object, fromBase64Url(seen.metadata));
  const entry = { object: seen.object, name, path: "/", type, size, link_key: toBase64Url(secret.linkKey) };
  const entryId = crypto.randomUUID();
  await put(entryId, await sealEntry(master, entryId, utf8(JSON.stringify(entry))));
}

async function put(id, sealed) {
  const headers = { "content-type": "application/octet-stream" };
  const response = await fetch(`/api/v1/entries/${id}`, { method: "PUT", headers, body: sealed });
  if (!response.ok) throw new Error(say("problem-answered", { status: response.status }));
}

if (adopt) {
  const form = adopt.querySelector("form");
  onSubmit(form, async () => {
    const field = form.querySelector("#links-pasted");
    const lines = field.value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    if (lines.length === 0) throw refusal("links-pasted", say("names-paste-one"));
    if (!master) throw refusal("links-pasted", say("names-unlock-first"));
    const failed = [];
    for (const line of lines) {
      try {
        await take(line);
      } catch (error) {
        failed.push([line, told(error)]);
      }
    }
    fill(await entries());
    const done = lines.length - failed.length;
    form.querySelector("[data-adopted]").textContent = done === 1 ? say("names-one-named") : say("names-many-named", { count: done });
    field.value = failed.map(([line]) => line).join("\n");
    if (failed.length > 0) {
      const problems = failed.map(([, why], n) => ({ field: "links-pasted", detail: say("names-line", { number: n + 1, why }) }));
      throw Object.assign(new Error("not all"), { errors: problems });
    }
  });
}

await start();

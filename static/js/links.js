/**
 * Links in the browser: the counterpart of `seal/link.rs`.
 *
 *     https://HOST/f/LINK_ID#KEY                  https://HOST/f/LINK_ID#pw1.SALT.MASKED
 *
 * A malformed link is a SealError with a code and words for the person who pasted it; neither repeats the link.
 */

import { SealError, fromBase64Url, hkdf, randomBytes, toBase64Url, utf8 } from "./seal.js";

/** PBKDF2 rounds of a password link: part of the format. */
export const PASSWORD_ROUNDS = 600000;

const WORDS = {
  empty: "there is no link here: paste the whole link, from https:// to its last character",
  broken: "this is more than one link, or a link broken over several lines: paste one link on one line",
  not_an_address: "this is not a link: a link looks like https://HOST/f/…#…",
  scheme: "a link begins with https://",
  not_a_file: "this address does not lead to a file: a link looks like https://HOST/f/…#…",
  id: "the part of the link after /f/ is damaged: it should be 22 letters, digits, - or _",
  no_key: "the link's key is missing: everything from the # on was lost, copy the whole link again",
  key_characters: "the link's key, after the #, contains a character that no key has: copy the whole link again",
  password_part:
    "the part after the # says that this link has a password, but it is damaged: copy the whole link again",
  password_version: "this password link was made by a newer version than this one understands",
};

const malformed = (code) => new SealError(code, WORDS[code]);

/** `{origin, id, secret}` with `secret` as parseSecret gives it. */
export function parseLink(pasted) {
  const text = pasted.trim();
  if (text === "") throw malformed("empty");
  if (/\s/u.test(text)) throw malformed("broken");
  const hash = text.indexOf("#");
  const address = hash < 0 ? text : text.slice(0, hash);
  let url;
  try {
    url = new URL(address);
  } catch {
    throw malformed("not_an_address");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") throw malformed("scheme");
  if (!url.pathname.startsWith("/f/")) throw malformed("not_a_file");
  const id = url.pathname.slice(3).replace(/\/$/, "");
  if (fromBase64Url(id)?.length !== 16) throw malformed("id");
  return { origin: url.origin, id, secret: parseSecret(hash < 0 ? "" : text.slice(hash + 1)) };
}

/** What stands after the `#`: `{linkKey}`, or `{lock: {salt, masked}}` for a link under a password. */
export function parseSecret(fragment) {
  if (fragment === "") throw malformed("no_key");
  if (fragment === "pw1") throw malformed("password_part");
  const version = /^pw([^.]*)\./.exec(fragment)?.[1];
  if (version !== undefined) {
    if (version !== "1") throw malformed("password_version");
    const [salt, masked, ...more] = fragment.slice(4).split(".").map(fromBase64Url);
    if (more.length > 0 || salt?.length !== 16 || masked?.length !== 32) throw malformed("password_part");
    return { lock: { salt, masked } };
  }
  if (!/^[A-Za-z0-9_-]*$/.test(fragment)) throw malformed("key_characters");
  if (fragment.length !== 43) {
    throw new SealError(
      "key_length",
      `the link's key, after the #, has ${fragment.length} characters instead of 43: copy the whole link again`,
    );
  }
  const linkKey = fromBase64Url(fragment);
  if (linkKey === null) throw malformed("key_characters");
  return { linkKey };
}

export function formatLink(origin, id, { linkKey, lock }) {
  const secret = linkKey ? toBase64Url(linkKey) : `pw1.${toBase64Url(lock.salt)}.${toBase64Url(lock.masked)}`;
  return `${origin}/f/${id}#${secret}`;
}

/** PBKDF2-HMAC-SHA-256 of the password's NFKC form, 32 bytes. */
export async function stretch(password, salt, rounds) {
  const key = await crypto.subtle.importKey("raw", utf8(password.normalize("NFKC")), "PBKDF2", false, ["deriveBits"]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
}

const xor = (left, right) => left.map((byte, i) => byte ^ right[i]);

async function maskAndAuth(password, salt) {
  const stretched = await stretch(password, salt, PASSWORD_ROUNDS);
  return Promise.all([hkdf(stretched, "writ/v1/link-wrap"), hkdf(stretched, "writ/v1/link-auth")]);
}

/** Puts a link key under a password: the lock goes into the link, `auth` to the service when the link is made. */
export async function lockLink(linkKey, password, salt = randomBytes(16)) {
  const [mask, auth] = await maskAndAuth(password, salt);
  return { lock: { salt, masked: xor(linkKey, mask) }, auth };
}

/** The link key a password gives, and the proof for the service, which is the one to say whether it is right. */
export async function unlockLink({ salt, masked }, password) {
  const [mask, auth] = await maskAndAuth(password, salt);
  return { linkKey: xor(masked, mask), auth };
}

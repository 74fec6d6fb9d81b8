/**
 * An account's own keys in the browser: the counterpart of `seal/account.rs`.
 *
 * The password gives two keys: `auth` is shown to the service to sign in, `wrap` never leaves and unwraps the master
 * key, which seals the entries of the drive. A printed recovery key unwraps the master key, too.
 */

import { SealError, concat, hkdf, open, randomBytes, seal } from "./seal.js";
import { stretch } from "./links.js";

export const VERSION = 1;
/** Fewer rounds are refused whatever a service asks for; more than the ceiling would only keep the person waiting. */
export const ROUNDS_FLOOR = 600000;
export const ROUNDS_CEILING = 10000000;
export const ROUNDS = 600000;

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** `{auth, wrap}` from a password. Takes about a tenth of a second. */
export async function accountKeys(password, salt, rounds) {
  if (!(rounds >= ROUNDS_FLOOR && rounds <= ROUNDS_CEILING)) {
    throw new SealError(
      "rounds",
      `the service asked for ${rounds} rounds of password stretching; only ${ROUNDS_FLOOR} to ${ROUNDS_CEILING} are accepted`,
      { rounds, least: ROUNDS_FLOOR, most: ROUNDS_CEILING },
    );
  }
  const stretched = await stretch(password, salt, rounds);
  const [auth, wrap] = await Promise.all([
    hkdf(stretched, "writ/v1/account-auth"),
    hkdf(stretched, "writ/v1/account-wrap"),
  ]);
  return { auth, wrap };
}

const gcm = (wrap, use) => crypto.subtle.importKey("raw", wrap, "AES-GCM", false, [use]);

/** nonce || ciphertext || tag */
export async function wrapMaster(wrap, master, nonce = randomBytes(12)) {
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await gcm(wrap, "encrypt"), master);
  return concat(nonce, new Uint8Array(sealed));
}

export async function unwrapMaster(wrap, wrapped) {
  try {
    if (wrapped.length !== 60) throw new RangeError();
    const parameters = { name: "AES-GCM", iv: wrapped.subarray(0, 12) };
    const opened = await crypto.subtle.decrypt(parameters, await gcm(wrap, "decrypt"), wrapped.subarray(12));
    return new Uint8Array(opened);
  } catch {
    throw new SealError("wrong_wrapping_key", "this password or recovery key does not open the account's keys");
  }
}

export const recoveryWrapKey = (recovery) => hkdf(recovery, "writ/v1/recovery-wrap");

/** 52 characters of base32 in groups of four. */
export function printRecoveryKey(recovery) {
  let bits = Array.from(recovery, (byte) => byte.toString(2).padStart(8, "0")).join("");
  bits = bits.padEnd(Math.ceil(bits.length / 5) * 5, "0");
  const text = bits.match(/.{5}/g).map((five) => BASE32[parseInt(five, 2)]).join("");
  return text.match(/.{1,4}/g).join("-");
}

/** Reads what a person typed from paper: any case, any spacing, 0 for O and 8 for B. */
export function parseRecoveryKey(typed) {
  const text = typed.replace(/[\s\-\u2010\u2011\u2013]/gu, "").toUpperCase().replaceAll("0", "O").replaceAll("8", "B");
  const bits = [...text].map((letter) => BASE32.indexOf(letter));
  const loose = text.length === 52 && !bits.includes(-1) ? bits.at(-1) & 0b1111 : -1;
  if (loose !== 0) {
    throw new SealError(
      "recovery_key_malformed",
      "a recovery key is 52 letters and digits (A to Z, 2 to 7); this one is mistyped or incomplete",
    );
  }
  const binary = bits.map((five) => five.toString(2).padStart(5, "0")).join("");
  return Uint8Array.from({ length: 32 }, (_, i) => parseInt(binary.slice(i * 8, i * 8 + 8), 2));
}

const entryContext = (entry) => `writ/v1/entry ${entry}`;

export async function sealEntry(master, entry, json, salt) {
  return seal(await hkdf(master, entryContext(entry)), entryContext(entry), json, salt);
}

export async function openEntry(master, entry, sealed) {
  return open(await hkdf(master, entryContext(entry)), entryContext(entry), sealed);
}

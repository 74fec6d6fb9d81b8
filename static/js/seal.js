/**
 * Sealed objects in the browser: the counterpart of the Rust room `seal/`, held against the same vectors.
 *
 * C2SP chunked encryption v1, "Cobblestone-256": salt[24] || commitment[32] || chunk 0 || chunk 1 || …, each chunk
 * AES-256-GCM over 16,384 bytes of plaintext except the last, which always has fewer and may have none.
 *
 * WebCrypto only. Bytes are Uint8Array, lengths and offsets are Numbers (exact to 8 PiB), keys are 32 bytes.
 * Every failure is a SealError whose `code` is for programs and whose message is for people and never holds a key.
 */

export const CHUNK = 16384;
export const TAG = 16;
export const SEALED_CHUNK = CHUNK + TAG;
export const SALT = 24;
export const HEADER = 56;
export const PART_SIZE = 8388608;
export const SEALED_METADATA_MAX = 4096;
export const NAME_MAX = 255;
/** Chunks given to WebCrypto at once: it works on other threads, and one at a time would mostly wait. */
export const IN_FLIGHT = 16;

const encoder = new TextEncoder();
const INFO = encoder.encode("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");

/** `code` is what pages say it by (`told` in texts.js), with the `values` that the text fills in; the message is for developers. */
export class SealError extends Error {
  constructor(code, message, values = {}) {
    super(message);
    this.name = "SealError";
    this.code = code;
    this.values = values;
  }
}

const wrongKey = () => new SealError("wrong_key", "this key does not open this file");
const truncated = () => new SealError("truncated", "the file is cut short: its end is missing");
const outOfRange = () => new SealError("out_of_range", "the range asked for does not lie within the file");
const damaged = (chunk) =>
  new SealError("damaged", `the file is damaged: the 16 KiB from byte ${chunk * CHUNK} on are not what was sealed`, {
    from: chunk * CHUNK,
  });

// --- bytes -----------------------------------------------------------------------------------------------------------

export const utf8 = (text) => encoder.encode(text);

export function concat(...pieces) {
  const out = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new SealError("malformed", "this is not hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export const toBase64Url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** Strict: no padding, no foreign characters, no loose bits at the end. Gives null for anything else. */
export function fromBase64Url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return toBase64Url(bytes) === text ? bytes : null;
}

export const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Compares in time that does not depend on where the bytes differ. */
export function equalInConstantTime(left, right) {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= left[i] ^ right[i];
  return difference === 0;
}

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

// --- keys ------------------------------------------------------------------------------------------------------------

/** HKDF-SHA-256, 32 bytes out; an empty salt unless one is given. */
export async function hkdf(ikm, info, salt = new Uint8Array(0)) {
  const key = await crypto.subtle.importKey("raw", ikm, "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt, info: utf8(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
}

/** The file key K from its halves: the link key L and the service's share S. */
export const deriveFileKey = (linkKey, share, object) => hkdf(linkKey, `writ/v1/file-key ${object}`, share);

export const contentContext = (object) => `writ/v1/content ${object}`;
export const metadataContext = (object) => `writ/v1/metadata ${object}`;

// --- lengths and ranges ----------------------------------------------------------------------------------------------

export const sealedLength = (plain) => HEADER + plain + TAG * (Math.floor(plain / CHUNK) + 1);

/** The plaintext length of so many sealed bytes. Throws `truncated` for a length that no message has. */
export function plainLength(sealed) {
  const chunks = sealed - HEADER;
  const last = chunks % SEALED_CHUNK;
  if (chunks < TAG || last < TAG) throw truncated();
  return Math.floor(chunks / SEALED_CHUNK) * CHUNK + last - TAG;
}

/** The sealed bytes [start, end) of the whole chunks that hold the plaintext [from, to), and what to skip. */
export function sealedRange(from, to, sealed) {
  const total = plainLength(sealed);
  if (from < 0 || from >= to || to > total) throw outOfRange();
  const firstChunk = Math.floor(from / CHUNK);
  const endChunk = Math.ceil(to / CHUNK);
  return {
    firstChunk,
    start: HEADER + firstChunk * SEALED_CHUNK,
    end: Math.min(HEADER + endChunk * SEALED_CHUNK, sealed),
    skip: from % CHUNK,
    last: endChunk === Math.floor(total / CHUNK) + 1,
  };
}

export const partCount = (sealed) => Math.ceil(sealed / PART_SIZE);

export function partRange(part, sealed) {
  if (part < 0 || part >= partCount(sealed)) throw outOfRange();
  return { start: part * PART_SIZE, end: Math.min((part + 1) * PART_SIZE, sealed) };
}

// --- the cipher ------------------------------------------------------------------------------------------------------

/** HKDF-Expand with SHA-512, written out: WebCrypto's HKDF cannot skip Extract. */
async function derive(key, context, salt) {
  const hmac = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-512" }, false, ["sign"]);
  const info = concat(INFO, salt, utf8(context));
  const expand = async (previous, counter) =>
    new Uint8Array(await crypto.subtle.sign("HMAC", hmac, concat(previous, info, Uint8Array.of(counter))));
  const first = await expand(new Uint8Array(0), 1);
  const second = await expand(first, 2);
  return {
    key: await crypto.subtle.importKey("raw", first.subarray(0, 32), "AES-GCM", false, ["encrypt", "decrypt"]),
    base: first.slice(32, 44),
    commitment: concat(first.subarray(44), second.subarray(0, 12)),
  };
}

function nonce(base, chunk) {
  const iv = base.slice();
  for (let i = 11, rest = chunk; rest > 0; i--, rest = Math.floor(rest / 256)) iv[i] ^= rest % 256;
  return iv;
}

/** One message being sealed. A key and salt must never seal two different plaintexts. */
export class Sealing {
  #key;
  #base;

  static async begin(key, context, salt = randomBytes(SALT)) {
    const derived = await derive(key, context, salt);
    const sealing = new Sealing();
    sealing.#key = derived.key;
    sealing.#base = derived.base;
    sealing.header = concat(salt, derived.commitment);
    return sealing;
  }

  async sealChunk(chunk, plaintext) {
    const parameters = { name: "AES-GCM", iv: nonce(this.#base, chunk) };
    return new Uint8Array(await crypto.subtle.encrypt(parameters, this.#key, plaintext));
  }

  /**
   * The sealed bytes [start, end) of a file or Blob: a part, sealed alone from the chunks that it touches, so that
   * parts can be sent in any order and again after a break.
   */
  async sealRange(blob, start, end) {
    if (start < 0 || start >= end || end > sealedLength(blob.size)) throw outOfRange();
    const firstChunk = Math.max(0, Math.floor((start - HEADER) / SEALED_CHUNK));
    const endChunk = Math.max(0, Math.ceil((end - HEADER) / SEALED_CHUNK));
    const plain = new Uint8Array(await blob.slice(firstChunk * CHUNK, endChunk * CHUNK).arrayBuffer());
    // Buffer: the header if the range begins in it, then the sealed chunks.
    const offset = start < HEADER ? 0 : HEADER + firstChunk * SEALED_CHUNK;
    const pieces = start < HEADER ? [this.header] : [];
    const chunks = Array.from({ length: endChunk - firstChunk }, (_, i) => i);
    const sealed = await inFlight(chunks, (i) =>
      this.sealChunk(firstChunk + i, plain.subarray(i * CHUNK, (i + 1) * CHUNK)),
    );
    return concat(...pieces, ...sealed).subarray(start - offset, end - offset);
  }
}

/** Runs `work` on each item with at most IN_FLIGHT under way, and gives the results in order. */
async function inFlight(items, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, worker));
  return results;
}

/** Seals a whole message at once. */
export async function seal(key, context, plaintext, salt) {
  const sealing = await Sealing.begin(key, context, salt);
  return sealing.sealRange(new Blob([plaintext]), 0, sealedLength(plaintext.length));
}

/** One message whose header has shown that the key is the right one. */
export class Opening {
  #key;
  #base;

  /** Checks the commitment, in constant time, before any chunk is opened. */
  static async header(key, context, header) {
    if (header.length < HEADER) throw truncated();
    const derived = await derive(key, context, header.subarray(0, SALT));
    if (!equalInConstantTime(derived.commitment, header.subarray(SALT, HEADER))) throw wrongKey();
    const opening = new Opening();
    opening.#key = derived.key;
    opening.#base = derived.base;
    return opening;
  }

  /** Opens one chunk; `last` says whether the message ends with it, which its length must bear out. */
  async openChunk(chunk, sealed, last) {
    const fits = last ? sealed.length >= TAG && sealed.length < SEALED_CHUNK : sealed.length === SEALED_CHUNK;
    if (!fits) throw truncated();
    try {
      const parameters = { name: "AES-GCM", iv: nonce(this.#base, chunk) };
      return new Uint8Array(await crypto.subtle.decrypt(parameters, this.#key, sealed));
    } catch {
      throw damaged(chunk);
    }
  }
}

export const openHeader = Opening.header;

/** Whether `key` is the one key that opens what `header`, the first 56 sealed bytes, begins: proof without content. */
export async function commits(key, context, header) {
  if (header.length !== HEADER) return false;
  try {
    await Opening.header(key, context, header);
    return true;
  } catch {
    return false;
  }
}

/**
 * A TransformStream from sealed to plain bytes, in slices of any size, with IN_FLIGHT chunks under way. It begins at
 * chunk `firstChunk`. With `toEnd` (the usual) the bytes must run to the end of the message and the stream fails with
 * `truncated` if they do not; without, they must be whole chunks from its middle. Nothing unverified comes out.
 */
export function openStream(opening, { firstChunk = 0, toEnd = true } = {}) {
  const pending = new Uint8Array(SEALED_CHUNK);
  let held = 0;
  let next = firstChunk;
  const underWay = [];
  const start = (sealed, last) => {
    const work = opening.openChunk(next++, sealed, last);
    work.catch(() => {}); // It is awaited in its turn; until then it is not an unhandled rejection.
    underWay.push(work);
  };
  const drain = async (controller, leave) => {
    while (underWay.length > leave) {
      const plain = await underWay.shift();
      if (plain.length > 0) controller.enqueue(plain);
    }
  };
  return new TransformStream({
    async transform(sealed, controller) {
      let at = 0;
      while (at < sealed.length) {
        const taken = Math.min(SEALED_CHUNK - held, sealed.length - at);
        pending.set(sealed.subarray(at, at + taken), held);
        held += taken;
        at += taken;
        if (held === SEALED_CHUNK) {
          start(pending.slice(), false); // A full chunk is never the last.
          held = 0;
          await drain(controller, IN_FLIGHT - 1);
        }
      }
    },
    async flush(controller) {
      // What is complete comes out before an incomplete end is complained of.
      await drain(controller, 0);
      if (toEnd) start(pending.slice(0, held), true);
      else if (held > 0) throw truncated();
      await drain(controller, 0);
    },
  });
}

/** All bytes of a stream. (`new Response(stream)` would hide why a stream failed.) */
export async function collect(stream) {
  const reader = stream.getReader();
  const pieces = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concat(...pieces);
    pieces.push(value);
  }
}

/** Opens a whole message at once. */
export async function open(key, context, sealed) {
  const opening = await Opening.header(key, context, sealed.subarray(0, HEADER));
  const stream = new Blob([sealed.subarray(HEADER)]).stream().pipeThrough(openStream(opening));
  return collect(stream);
}

// --- root ------------------------------------------------------------------------------------------------------------

export const leafHash = (bytes) => sha256(concat(Uint8Array.of(0), bytes));

/** The RFC 6962 root over leaf hashes: of the sealed metadata, part 0, part 1, … */
export async function root(leaves) {
  if (leaves.length === 1) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const halves = await Promise.all([root(leaves.slice(0, split)), root(leaves.slice(split))]);
  return sha256(concat(Uint8Array.of(1), ...halves));
}

// --- metadata --------------------------------------------------------------------------------------------------------

const CONTROL = /[\u0000-\u001f\u007f-\u009f/\\]/gu;
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const MEDIA_TYPE = /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}\s*(;[^\u0000-\u001f]*)?$/u;

/** Seals `{name, type, size, modified?}` under the object's key with a salt of its own. */
export async function sealMetadata(key, object, { name, type, size, modified }, salt) {
  const bytes = utf8(name).length;
  if (bytes === 0) throw new SealError("name_empty", "the file has no name");
  if (bytes > NAME_MAX) {
    throw new SealError("name_too_long", `the file's name is ${bytes} bytes long; at most ${NAME_MAX} are possible`);
  }
  if (name === "." || name === ".." || name.search(CONTROL) >= 0) {
    throw new SealError("name_forbidden", "the file's name contains a character that no file name may have");
  }
  const fields = { name, type: MEDIA_TYPE.test(type) ? type : "application/octet-stream", size };
  if (modified) fields.modified = modified;
  const json = utf8(JSON.stringify(fields));
  const padded = concat(json, new Uint8Array((256 - (json.length % 256)) % 256).fill(0x20));
  if (sealedLength(padded.length) > SEALED_METADATA_MAX) {
    throw new SealError("metadata_too_long", "name and media type together are too long to be kept with the file");
  }
  return seal(key, metadataContext(object), padded, salt);
}

/** Opens sealed metadata. Names come out safe for a disk and a page, whatever was sealed. */
export async function openMetadata(key, object, sealed) {
  const malformed = () =>
    new SealError("metadata_malformed", "the file's description is not in a form this version understands");
  if (sealed.length > SEALED_METADATA_MAX) throw malformed();
  const plain = await open(key, metadataContext(object), sealed);
  let fields;
  try {
    fields = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
  } catch {
    throw malformed();
  }
  const { name, type, size, modified } = fields ?? {};
  const valid = typeof name === "string" && typeof type === "string" && Number.isInteger(size) && size >= 0;
  if (!valid) throw malformed();
  return {
    name: safeName(name),
    type: MEDIA_TYPE.test(type) ? type : "application/octet-stream",
    size,
    ...(typeof modified === "string" && !Number.isNaN(Date.parse(modified)) ? { modified } : {}),
  };
}

function safeName(name) {
  const characters = [...name.replace(CONTROL, "_").replace(DIRECTION, "_")];
  while (utf8(characters.join("")).length > NAME_MAX) characters.pop();
  const safe = characters.join("");
  return ["", ".", ".."].includes(safe) ? "unnamed" : safe;
}

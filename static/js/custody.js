/**
 * Reading evidence from the service. What was disclosed comes in its sealed parts, from a mirror or from custody, and meets its key here only;
 * what was brought to a case comes opened, and asking for it is an opening that stands in the log.
 *
 * Both are read by `read(from, to, signal)`: the bytes [from, to), piece by piece, so that whoever broke off goes on where it was.
 */

import { Problem } from "./api.js";
import { pause } from "./reader.js";
import { CHUNK, HEADER, PART_SIZE, SEALED_CHUNK, SealError, contentContext, openHeader, openStream, partRange, plainLength } from "./seal.js";

/** How often a part is asked for that does not come, and how much longer is waited each time, in milliseconds. */
const TRIES = 4;
const PAUSE = 1500;

/** Whether it may be otherwise in a moment: nobody answered, or the service could not. */
const passes = (error) => error instanceof Problem && (error.status === 0 || error.status === 429 || error.status >= 500);

/** Asks the service; what it refuses, and that it is not there, is a Problem. `take(response)` gives what is wanted of the answer. */
async function ask(path, options, take) {
  let response;
  try {
    const headers = { accept: "application/json", "accept-language": document.documentElement.lang };
    response = await fetch(path, { headers, credentials: "same-origin", cache: "no-store", ...options });
    if (response.ok) return await take(response);
  } catch {
    options.signal.throwIfAborted();
    throw new Problem(0, null);
  }
  throw new Problem(response.status, await response.json().catch(() => null));
}

/** The content of an object that was disclosed about a target. */
export class Custody {
  #target;
  #object;
  #key;
  #sealedSize;
  #opening = null;
  /** The part that came last: the header lies in the first one, too. */
  #held = null;
  /** How long the content is, in bytes. */
  size;

  constructor({ target, object, key, sealedSize }) {
    this.#target = target;
    this.#object = object;
    this.#key = key;
    this.#sealedSize = sealedSize;
    this.size = plainLength(sealedSize);
  }

  /** The content [from, to), each piece verified before it comes out. At the end of the content its end mark is verified, too. */
  async *read(from, to, signal) {
    this.#opening ??= await openHeader(this.#key, contentContext(this.#object), (await this.#part(0, signal)).subarray(0, HEADER));
    const firstChunk = Math.floor(from / CHUNK);
    const lastChunk = Math.floor(this.size / CHUNK);
    const endChunk = to === this.size ? lastChunk + 1 : Math.ceil(to / CHUNK);
    const start = HEADER + firstChunk * SEALED_CHUNK;
    const end = Math.min(HEADER + endChunk * SEALED_CHUNK, this.#sealedSize);
    const opened = this.#sealed(start, end, signal).pipeThrough(openStream(this.#opening, { firstChunk, toEnd: endChunk > lastChunk }));
    const reader = opened.getReader();
    let at = firstChunk * CHUNK;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const piece = value.subarray(Math.min(Math.max(0, from - at), value.length), Math.max(0, Math.min(to - at, value.length)));
        at += value.length;
        if (piece.length > 0) yield piece;
      }
    } catch (error) {
      this.#held = null; // It is asked for anew.
      throw error;
    } finally {
      reader.cancel().catch(() => {}); // Whoever asked wants no more of it.
    }
  }

  /** The sealed bytes [start, end). */
  #sealed(start, end, signal) {
    let at = start;
    return new ReadableStream({
      pull: async (controller) => {
        const number = Math.floor(at / PART_SIZE);
        const part = await this.#part(number, signal);
        const slice = part.subarray(at - number * PART_SIZE, end - number * PART_SIZE);
        at += slice.length;
        controller.enqueue(slice);
        if (at >= end) controller.close();
      },
    });
  }

  async #part(number, signal) {
    if (this.#held?.number === number) return this.#held.bytes;
    for (let attempt = 1; ; attempt++) {
      try {
        const path = `/api/v1/evidence/${this.#target}/parts/${number}`;
        const bytes = await ask(path, { signal }, async (response) => new Uint8Array(await response.arrayBuffer()));
        const { start, end } = partRange(number, this.#sealedSize);
        if (bytes.length !== end - start) throw new SealError("truncated", "a part is not as long as it was stored");
        this.#held = { number, bytes };
        return bytes;
      } catch (error) {
        if (attempt === TRIES || !passes(error)) throw error;
        await pause(PAUSE * attempt, signal);
      }
    }
  }
}

/** A file that was brought to a case, by the address that opens it. */
export async function* brought(address, from, to, signal) {
  const reader = await ask(address, { method: "POST", signal }, (response) => response.body.getReader());
  let at = 0;
  try {
    while (at < to) {
      const { done, value } = await reader.read().catch(() => {
        signal.throwIfAborted();
        throw new Problem(0, null);
      });
      if (done) throw new Problem(0, null);
      const piece = value.subarray(Math.min(Math.max(0, from - at), value.length), Math.min(to - at, value.length));
      at += value.length;
      if (piece.length > 0) yield piece;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

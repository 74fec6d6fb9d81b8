/**
 * Reading an object's content from its mirrors: a few MiB at a time, each chunk verified, another mirror when one fails,
 * and the ticket renewed while it lasts. The download is counted once, when the first byte is asked for.
 */

import { CHUNK, HEADER, SEALED_CHUNK, SealError, contentContext, openHeader, plainLength } from "./seal.js";

/** Chunks asked for at once: 4 MiB. One such window is opened while the next is on its way. */
const WINDOW = 256;
/** A mirror that sends nothing for so long is taken to have failed. In milliseconds, like all times here. */
const STALL = 20000;
/** A ticket that ends this soon is renewed first. */
const MARGIN = 15000;
/** How often each mirror is asked for the same bytes. */
const ROUNDS = 3;

/** No mirror gave the bytes. */
export class Unreachable extends Error {
  constructor(damaged) {
    super(damaged ? "what the mirrors sent is not what was stored" : "no mirror that keeps this file answers");
    this.name = "Unreachable";
    this.code = damaged ? "mirrors_damaged" : "mirrors_silent";
  }
}

class Refused extends Error {
  constructor(status) {
    super(`a mirror answered ${status}`);
    this.status = status;
  }
}

export class Reading {
  #object;
  #key;
  #permit;
  #renew;
  #permission = null;
  #asking = null;
  #opening = null;
  #at = 0;

  /**
   * `permit()` begins the download and `renew(download)` gives another ticket for it; both give what the service
   * answers. `onMirror(jurisdiction)` is told who is asked.
   */
  constructor({ object, sealedSize, key, permit, renew, onMirror = () => {} }) {
    this.#object = object;
    this.#key = key;
    this.#permit = permit;
    this.#renew = renew;
    this.onMirror = onMirror;
    this.sealedSize = sealedSize;
    this.size = plainLength(sealedSize);
  }

  /** The plaintext [from, to), verified piece by piece. At the end of the file its end mark is verified, too. */
  async *read(from, to, signal) {
    this.#opening ??= this.#window(0, HEADER, signal, (header) =>
      openHeader(this.#key, contentContext(this.#object), header),
    );
    this.#opening.catch(() => { this.#opening = null; });
    const opening = await this.#opening;
    const last = Math.floor(this.size / CHUNK);
    const end = to === this.size ? last + 1 : Math.ceil(to / CHUNK);
    const fetchFrom = (first) => {
      if (first >= end) return null;
      const stop = Math.min(first + WINDOW, end);
      const sealedStop = Math.min(HEADER + stop * SEALED_CHUNK, this.sealedSize);
      const pieces = this.#window(HEADER + first * SEALED_CHUNK, sealedStop, signal, (sealed) => {
        const chunks = Array.from({ length: stop - first }, (_, i) =>
          opening.openChunk(first + i, sealed.subarray(i * SEALED_CHUNK, (i + 1) * SEALED_CHUNK), first + i === last),
        );
        return Promise.all(chunks);
      });
      pieces.catch(() => {}); // It is awaited in its turn.
      return pieces;
    };
    let first = Math.floor(from / CHUNK);
    let coming = fetchFrom(first);
    while (coming) {
      const pieces = await coming;
      const next = first + WINDOW;
      coming = fetchFrom(next);
      for (const [i, piece] of pieces.entries()) {
        const start = (first + i) * CHUNK;
        const part = piece.subarray(Math.max(0, from - start), Math.max(0, Math.min(piece.length, to - start)));
        if (part.length > 0) yield part;
      }
      first = next;
    }
  }

  /** The sealed bytes [start, stop), from whichever mirror gives bytes that `open` accepts. */
  async #window(start, stop, signal, open) {
    let renewed = false;
    let damaged = false;
    const { sources } = await this.#current();
    for (let attempt = 0; attempt < ROUNDS * sources.length; attempt++) {
      const { ticket, sources: now } = await this.#current();
      const at = this.#at;
      const source = now[at % now.length];
      try {
        this.onMirror(source.jurisdiction);
        return await open(await fetchRange(source, ticket, start, stop, signal));
      } catch (error) {
        signal.throwIfAborted();
        if ((error.status === 401 || error.status === 403) && !renewed) {
          renewed = true;
          await this.#fresh();
          continue;
        }
        damaged ||= error instanceof SealError;
        if (this.#at === at) this.#at++;
        if ((attempt + 1) % sources.length === 0) await pause(400 * (attempt + 1), signal);
      }
    }
    // Perhaps nobody may read it any more: then the service says why.
    await this.#fresh();
    throw new Unreachable(damaged);
  }

  async #current() {
    const old = this.#permission;
    if (old && Date.parse(old.ticket_expires_at) - Date.now() > MARGIN) return old;
    return this.#fresh();
  }

  /** Asks the service once, however many wait for it. */
  async #fresh() {
    this.#asking ??= (async () => {
      const permission = this.#permission ? await this.#renew(this.#permission.download) : await this.#permit();
      if (permission.sources.length === 0) throw new Unreachable(false);
      this.#permission = permission;
      return permission;
    })().finally(() => { this.#asking = null; });
    return this.#asking;
  }
}

async function fetchRange({ url, blob }, ticket, start, stop, signal) {
  const own = new AbortController();
  const abort = () => own.abort();
  signal.addEventListener("abort", abort, { once: true });
  let timer = setTimeout(abort, STALL);
  try {
    const response = await fetch(`${url}/v1/blobs/${blob}/content`, {
      headers: { authorization: `Bearer ${ticket}`, range: `bytes=${start}-${stop - 1}` },
      signal: own.signal,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    });
    if (response.status !== 206) throw new Refused(response.status);
    const sealed = new Uint8Array(stop - start);
    let held = 0;
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      clearTimeout(timer);
      timer = setTimeout(abort, STALL);
      if (held + value.length > sealed.length) throw new RangeError("a mirror sent more than was asked for");
      sealed.set(value, held);
      held += value.length;
    }
    if (held < sealed.length) throw new RangeError("a mirror broke off");
    return sealed;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** Waits, unless `signal` says that nobody does any more. */
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}


/** Runs tests/vectors/cobblestone.json through static/js and leaves the outcome in `document.body.dataset.report`. */

import * as account from "/static/js/account-keys.js";
import { Custody, brought } from "/static/js/custody.js";
import * as links from "/static/js/links.js";
import * as s from "/static/js/seal.js";

const outcomes = [];

async function check(name, work) {
  let error = "";
  try {
    await work();
  } catch (thrown) {
    error = String(thrown?.stack ?? thrown) || "failed";
  }
  outcomes.push({ name, error });
  const item = document.createElement("li");
  item.textContent = `${error ? "failed" : "passed"}: ${name} ${error}`;
  document.getElementById("outcomes").append(item);
}

function same(actual, expected, what = "value") {
  const text = (value) =>
    value instanceof Uint8Array ? s.toHex(value) : typeof value === "object" ? JSON.stringify(value) : String(value);
  if (text(actual) !== text(expected)) {
    throw new Error(`${what}: ${text(actual).slice(0, 200)} is not ${text(expected).slice(0, 200)}`);
  }
}

async function refused(code, work) {
  let thrown;
  try {
    await work();
  } catch (error) {
    thrown = error;
  }
  if (thrown === undefined) throw new Error(`was not refused (${code} expected)`);
  same(thrown.code, code, `refusal (${thrown.message})`);
}

const base64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const digest = async (bytes) => s.toHex(await s.sha256(bytes));

/** xorshift32 words, little-endian. */
function plaintext(seed, length) {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let i = 0, state = seed; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, length);
}

/** `bytes` as a stream in slices of uneven lengths. */
function slices(bytes, step) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const length = 1 + ((at * 7919 + step) % (2 * step));
      controller.enqueue(bytes.slice(at, at + length));
      at += length;
    },
  });
}

async function messages(vectors) {
  for (const v of vectors) {
    await check(`messages: ${v.length} bytes`, async () => {
      const [key, header] = [s.fromHex(v.key), s.fromHex(v.header)];
      const plain = plaintext(v.seed, v.length);
      same(await digest(plain), v.plaintext_sha256, "plaintext");
      const sealed = await s.seal(key, v.context, plain, header.slice(0, s.SALT));
      same(sealed.length, v.sealed_length, "length");
      same(s.sealedLength(v.length), v.sealed_length, "stated length");
      same(s.plainLength(v.sealed_length), v.length, "stated plain length");
      same(await digest(sealed), v.sealed_sha256, "sealed");
      const theirs = v.sealed ? base64(v.sealed) : sealed;
      same(await digest(await s.open(key, v.context, theirs)), v.plaintext_sha256, "opened");
      same(await s.commits(key, v.context, header), true, "commitment");
      // Parts sealed alone, the last first.
      const sealing = await s.Sealing.begin(key, v.context, header.slice(0, s.SALT));
      const leaves = [];
      for (let part = s.partCount(v.sealed_length) - 1; part >= 0; part--) {
        const { start, end } = s.partRange(part, v.sealed_length);
        leaves.unshift(s.toHex(await s.leafHash(await sealing.sealRange(new Blob([plain]), start, end))));
      }
      same(leaves, v.part_leaves, "parts");
    });
  }
}

async function refusals(vectors) {
  for (const v of vectors) {
    const sealed = base64(v.sealed);
    for (const c of v.cases) {
      await check(`refusals: ${c.name}`, async () => {
        let altered = c.keep ? s.concat(...c.keep.map(([from, to]) => sealed.slice(from, to))) : sealed.slice();
        if (c.flip !== undefined) altered[c.flip] ^= 1;
        if (c.append) altered = s.concat(altered, s.fromHex(c.append));
        await refused(c.error, () => s.open(s.fromHex(c.key ?? v.key), c.context ?? v.context, altered));
      });
    }
  }
}

async function streams(vectors) {
  const v = vectors.find((one) => one.length > 4 * 1024 * 1024);
  const [key, plain] = [s.fromHex(v.key), plaintext(v.seed, v.length)];
  const sealed = await s.seal(key, v.context, plain, s.fromHex(v.header).slice(0, s.SALT));
  const opening = await s.openHeader(key, v.context, sealed.subarray(0, s.HEADER));
  for (const step of [1000, 16400, 300000]) {
    await check(`streams: slices of about ${step}`, async () => {
      const opened = await s.collect(slices(sealed.subarray(s.HEADER), step).pipeThrough(s.openStream(opening)));
      same(await digest(opened), v.plaintext_sha256);
    });
  }
  for (const [from, to] of [[0, 1], [16383, 16385], [100000, 2000000], [v.length - 1, v.length], [0, v.length]]) {
    await check(`streams: range ${from} to ${to}`, async () => {
      const range = s.sealedRange(from, to, sealed.length);
      const options = { firstChunk: range.firstChunk, toEnd: range.last };
      const stream = slices(sealed.subarray(range.start, range.end), 50000).pipeThrough(s.openStream(opening, options));
      const opened = await s.collect(stream);
      same(await digest(opened.subarray(range.skip, range.skip + to - from)), await digest(plain.subarray(from, to)));
    });
  }
  await check("streams: the end missing", () =>
    refused("truncated", () =>
      s.collect(slices(sealed.slice(s.HEADER, s.HEADER + 5 * s.SEALED_CHUNK), 9999).pipeThrough(s.openStream(opening))),
    ),
  );
  await check("streams: a chunk in the middle altered, and what came before it still came", async () => {
    const altered = sealed.slice(s.HEADER);
    altered[40 * s.SEALED_CHUNK + 5] ^= 1;
    const reader = slices(altered, 30000).pipeThrough(s.openStream(opening)).getReader();
    let length = 0;
    await refused("damaged", async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        length += value.length;
      }
    });
    // What is still queued when a stream fails is dropped with it, so this may be less, and never more.
    if (length > 40 * s.CHUNK) throw new Error("unverified bytes came out");
  });
}

async function fileKeys(vectors) {
  for (const v of vectors) {
    await check(`file_keys: ${v.object}`, async () =>
      same(await s.deriveFileKey(s.fromHex(v.link_key), s.fromHex(v.share), v.object), s.fromHex(v.file_key)),
    );
  }
}

async function linkVectors(vectors) {
  for (const v of vectors) {
    await check(`links: ${v.password ?? "without a password"}`, async () => {
      const { origin, id, secret } = links.parseLink(`\n ${v.link} `);
      same(origin, v.origin, "origin");
      same(id, v.id, "id");
      same(links.formatLink(origin, id, secret), v.link, "link");
      if (v.password === undefined) return same(secret.linkKey, s.fromHex(v.link_key), "key");
      const { linkKey, auth } = await links.unlockLink(secret.lock, v.password);
      same(linkKey, s.fromHex(v.link_key), "key");
      same(auth, s.fromHex(v.auth), "auth");
      const again = await links.lockLink(linkKey, v.password, secret.lock.salt);
      same(again.lock.masked, secret.lock.masked, "masked");
    });
  }
}

async function malformedLinks() {
  const [id, key] = ["AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"];
  const base = `https://writ.example/f/${id}`;
  const cases = [
    ["", "empty"],
    [`${base}#${key} ${base}#${key}`, "broken"],
    [key, "not_an_address"],
    [`/f/${id}#${key}`, "not_an_address"],
    [`ftp://writ.example/f/${id}#${key}`, "scheme"],
    [`https://writ.example/drive#${key}`, "not_a_file"],
    [`https://writ.example/f/short#${key}`, "id"],
    [base, "no_key"],
    [`${base}#`, "no_key"],
    [`${base}#${key.slice(0, 40)}`, "key_length"],
    [`${base}#${key.slice(0, 42)}%`, "key_characters"],
    [`${base}#${key.slice(0, 42)}9`, "key_characters"],
    [`${base}#pw1`, "password_part"],
    [`${base}#pw1.${id}`, "password_part"],
    [`${base}#pw1.${key}.${id}`, "password_part"],
    [`${base}#pw2.${id}.${key}`, "password_version"],
  ];
  for (const [text, code] of cases) {
    await check(`malformed links: ${text.slice(0, 60)}`, () => refused(code, async () => links.parseLink(text)));
  }
}

async function metadata(vectors) {
  for (const v of vectors) {
    await check(`metadata: ${v.fields.name.slice(0, 40)}`, async () => {
      const [key, sealed] = [s.fromHex(v.key), base64(v.sealed)];
      const fields = await s.openMetadata(key, v.object, sealed);
      same(fields, v.fields);
      same(await s.sealMetadata(key, v.object, fields, sealed.slice(0, s.SALT)), sealed, "sealed again");
    });
  }
  const [key, object] = [s.randomBytes(32), vectors[0].object];
  const odd = '{"name":"../../etc/\\u202efdp.exe","type":"nonsense","size":1,"modified":"soon"}';
  await check("metadata: odd names are made safe", async () => {
    const sealed = await s.seal(key, s.metadataContext(object), s.utf8(odd));
    same(await s.openMetadata(key, object, sealed), { name: ".._.._etc__fdp.exe", type: "application/octet-stream", size: 1 });
  });
  await check("metadata: a forbidden name is not sealed", () =>
    refused("name_forbidden", () => s.sealMetadata(key, object, { name: "a/b", type: "a/b", size: 1 })),
  );
}

async function accounts(vectors) {
  for (const v of vectors) {
    await check(`accounts: ${v.rounds} rounds`, async () => {
      const { auth, wrap } = await account.accountKeys(v.password, s.fromHex(v.salt), v.rounds);
      same(auth, s.fromHex(v.auth), "auth");
      same(wrap, s.fromHex(v.wrap), "wrap");
      const wrapped = s.fromHex(v.wrapped_master);
      const master = await account.unwrapMaster(wrap, wrapped);
      same(master, s.fromHex(v.master), "master");
      same(await account.wrapMaster(wrap, master, wrapped.slice(0, 12)), wrapped, "wrapped");
      const recovery = account.parseRecoveryKey(v.recovery_key.toLowerCase());
      same(account.printRecoveryKey(recovery).replaceAll("-", ""), v.recovery_key, "recovery key");
      const recoveryWrap = await account.recoveryWrapKey(recovery);
      same(await account.unwrapMaster(recoveryWrap, s.fromHex(v.recovery_wrapped_master)), master, "recovered");
      await refused("wrong_wrapping_key", () => account.unwrapMaster(recoveryWrap, wrapped));
      const sealed = base64(v.entry_sealed);
      same(await account.openEntry(master, v.entry, sealed), s.utf8(v.entry_plaintext), "entry");
      const again = await account.sealEntry(master, v.entry, s.utf8(v.entry_plaintext), sealed.slice(0, s.SALT));
      same(again, sealed, "entry sealed again");
    });
  }
  await check("accounts: a hostile service cannot ask for one round", () =>
    refused("rounds", () => account.accountKeys("p", new Uint8Array(16), 1)),
  );
  await check("accounts: a mistyped recovery key", () =>
    refused("recovery_key_malformed", async () => account.parseRecoveryKey("AAAA-BBBB")),
  );
}

async function roots(vectors) {
  for (const v of vectors) {
    await check(`roots: ${v.leaves.length} leaves`, async () =>
      same(await s.root(v.leaves.map(s.fromHex)), s.fromHex(v.root)),
    );
  }
}

/** Everything that a reading gives. */
async function read(pieces) {
  const found = [];
  for await (const piece of pieces) found.push(piece);
  return s.concat(...found);
}

/** Runs `work` while `answer(path, options)` is what a service answers. */
async function serving(answer, work) {
  const real = globalThis.fetch;
  globalThis.fetch = async (path, options) => answer(path, options);
  try {
    return await work();
  } finally {
    globalThis.fetch = real;
  }
}

/** Evidence, read from a service that is played here: of more than one part, and ending where a chunk does. */
async function custody() {
  const [object, target] = ["0193a5c0-0000-7000-8000-000000000001", "0193a5c0-0000-7000-8000-000000000002"];
  const [key, plain] = [s.randomBytes(32), plaintext(7, 550 * s.CHUNK)];
  const sealed = await s.seal(key, s.contentContext(object), plain);
  const part = (number) => {
    const { start, end } = s.partRange(number, sealed.length);
    return sealed.slice(start, end);
  };
  const { signal } = new AbortController();
  const asked = [];
  const number = (path) => Number(path.split("/").pop());
  const service = (path) => { asked.push(number(path)); return new Response(part(number(path))); };
  const evidence = () => new Custody({ target, object, key, sealedSize: sealed.length });
  const sameBytes = async (found, expected) => same(await digest(found), await digest(expected));

  await check("custody: all of it, each part asked for once", () =>
    serving(service, async () => {
      const one = evidence();
      same(one.size, plain.length, "size");
      await sameBytes(await read(one.read(0, plain.length, signal)), plain);
      same(asked.splice(0), [0, 1], "parts");
    }),
  );
  await check("custody: the beginning, without the rest", () =>
    serving(service, async () => {
      await sameBytes(await read(evidence().read(0, 20000, signal)), plain.subarray(0, 20000));
      same(asked.splice(0), [0], "parts");
    }),
  );
  for (const from of [1, s.CHUNK, 100001, 8388608, plain.length - 1, plain.length]) {
    await check(`custody: gone on with at byte ${from}`, () =>
      serving(service, async () => sameBytes(await read(evidence().read(from, plain.length, signal)), plain.subarray(from))),
    );
  }
  await check("custody: a part that does not come is asked for again", () => {
    let silent = 1;
    const halting = (path) => (number(path) === 1 && silent-- > 0 ? new Response("{}", { status: 503 }) : service(path));
    return serving(halting, async () => sameBytes(await read(evidence().read(0, plain.length, signal)), plain));
  });
  await check("custody: what is refused is refused at once", () => {
    let times = 0;
    const refusing = () => { times++; return new Response('{"detail":"open it first"}', { status: 409 }); };
    return serving(refusing, async () => {
      let thrown;
      await read(evidence().read(0, 1, signal)).catch((error) => { thrown = error; });
      same([thrown?.status, thrown?.message, times], [409, "open it first", 1]);
    });
  });
  await check("custody: a part that is cut short", () =>
    serving((path) => new Response(part(number(path)).slice(0, -1)), () =>
      refused("truncated", () => read(evidence().read(0, plain.length, signal))),
    ),
  );
  await check("custody: another key", () =>
    serving(service, () =>
      refused("wrong_key", () =>
        read(new Custody({ target, object, key: s.randomBytes(32), sealedSize: sealed.length }).read(0, 1, signal)),
      ),
    ),
  );
  await check("custody: what is damaged is not taken for good, and asked for anew", async () => {
    const one = evidence();
    const damaging = (path) => { const bytes = part(number(path)); bytes[s.HEADER + 40 * s.SEALED_CHUNK] ^= 1; return new Response(bytes); };
    await serving(damaging, () => refused("damaged", () => read(one.read(0, plain.length, signal))));
    await serving(service, async () => sameBytes(await read(one.read(0, plain.length, signal)), plain));
  });
  await check("custody: what was brought comes as it is, is asked for by an act, and is gone on with", () => {
    const methods = [];
    const opened = (path, options) => { methods.push(options.method); return new Response(plain.subarray(0, 100000)); };
    return serving(opened, async () => {
      await sameBytes(await read(brought("/evidence/x", 0, 100000, signal)), plain.subarray(0, 100000));
      await sameBytes(await read(brought("/evidence/x", 0, 10, signal)), plain.subarray(0, 10));
      await sameBytes(await read(brought("/evidence/x", 70000, 100000, signal)), plain.subarray(70000, 100000));
      same(methods, ["POST", "POST", "POST"]);
    });
  });
}

const vectors = await (await fetch("/tests/vectors/cobblestone.json")).json();
await messages(vectors.messages);
await refusals(vectors.refusals);
await streams(vectors.messages);
await fileKeys(vectors.file_keys);
await linkVectors(vectors.links);
await malformedLinks();
await metadata(vectors.metadata);
await accounts(vectors.accounts);
await roots(vectors.roots);
await custody();

const failed = outcomes.filter((outcome) => outcome.error).length;
document.getElementById("summary").textContent = `${outcomes.length} checks, ${failed} failed`;
document.body.dataset.report = JSON.stringify(outcomes);

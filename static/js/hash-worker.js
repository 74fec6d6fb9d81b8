/** A worker that reads one file after another as a stream and tells its SHA-256, and on the way how far it is. */

import { Sha256 } from "./sha256.js";

/** How often progress is told, in milliseconds. */
const MOMENT = 100;

self.addEventListener("message", async ({ data: file }) => {
  try {
    const hash = new Sha256();
    const reader = file.stream().getReader();
    let read = 0;
    let told = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      hash.update(value);
      read += value.length;
      if (performance.now() - told >= MOMENT) {
        told = performance.now();
        self.postMessage({ read });
      }
    }
    self.postMessage({ read, sha256: hash.hex() });
  } catch {
    // It was moved, changed or locked while it was read; which one, no browser says.
    self.postMessage({ failed: true });
  }
});

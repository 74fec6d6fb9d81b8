/** Saving what was opened here: through memory, or straight to the disk where the browser writes there as it comes. Sizes are in bytes. */

/** Larger files are written straight to the disk where the browser can; before that they pass through memory. */
export const STRAIGHT_TO_DISK = 64e6;
/** The most that is held in memory for a browser that cannot. */
export const IN_MEMORY = 1e9;

/** Pieces are put together once there are so many bytes of them. */
const LOOSE = 16e6;

/** Whether this browser writes to the disk as it comes. */
export const writesToDisk = () => typeof window.showSaveFilePicker === "function";

/** A Blob that grows. Its pieces are put together often, so that the browser may lay them aside. */
export class Gathering {
  #blob = new Blob([]);
  #pieces = [];
  #loose = 0;
  /** How many bytes it has. */
  size = 0;

  add(piece) {
    this.#pieces.push(piece);
    this.#loose += piece.length;
    this.size += piece.length;
    if (this.#loose > LOOSE) this.#fold();
  }

  /** What was gathered until now. */
  get blob() {
    this.#fold();
    return this.#blob;
  }

  #fold() {
    this.#blob = new Blob([this.#blob, ...this.#pieces]);
    this.#pieces = [];
    this.#loose = 0;
  }
}

/** Hands a Blob to the browser, to save it under this name. */
export function handOver(blob, name) {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** Asks for a place on the disk, and gives what writes there; null if none was chosen. */
export async function chooseFile(name) {
  let target;
  try {
    target = await window.showSaveFilePicker({ suggestedName: name });
  } catch (error) {
    if (error.name === "AbortError") return null;
    throw error;
  }
  return target.createWritable();
}

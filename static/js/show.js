/** How a file is shown: its size and kind in words, and whether and how a page may show what is in it. */

/** Decimal units, as disks and browsers count; as the service's own pages write them. */
export function humanSize(bytes) {
  const written = (value, unit, unitDisplay, digits) =>
    new Intl.NumberFormat(document.documentElement.lang, {
      style: "unit", unit, unitDisplay, minimumFractionDigits: digits, maximumFractionDigits: digits,
    }).format(value);
  if (bytes < 1000) return written(bytes, "byte", "long", 0);
  const units = ["kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit + 1 < units.length) {
    value /= 1000;
    unit++;
  }
  return written(value, units[unit], "short", value < 99.95 ? 1 : 0);
}

/** Shown as pictures. SVG is not among them: it is a program as much as a picture. */
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"]);
const TEXTS = /^(text\/|application\/(json|xml|javascript|x-sh|toml|yaml|x-yaml|sql)\b|image\/svg\+xml|[^/]+\/[^;]+\+(xml|json)\b)/;

/** `picture`, `audio`, `video` or `text`: what a page can show; null for what is only downloaded. */
export function viewing(type) {
  const plain = type.split(";")[0].trim().toLowerCase();
  if (PICTURES.has(plain)) return "picture";
  for (const kind of ["audio", "video"]) {
    if (plain.startsWith(`${kind}/`)) return document.createElement(kind).canPlayType(plain) ? kind : null;
  }
  return TEXTS.test(plain) ? "text" : null;
}

const KINDS = [
  [/^image\//, "image"], [/^video\//, "video"], [/^audio\//, "audio"], [/^application\/pdf/, "pdf"],
  [/zip|tar|gzip|7z|rar|zstd|compressed/, "zip"], [TEXTS, "text"],
];

/** The word on a file's icon. */
export const iconOf = (type) => KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? "file";

/** The words in bytes that are called text: UTF-16 where they begin so, else UTF-8. */
export async function textOf(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(wide).decode(bytes);
}

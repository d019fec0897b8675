/**
 * What can be said about a chosen picture before it is sent, so that nobody waits for a refusal.
 * The server checks again and has the last word (files/decoding.py).
 */

/** Bytes from the start of a file that `pictureKind` wants to see. */
export const HEAD_LENGTH = 16;

const HEIC_BRANDS = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]);

const text = (bytes, start, end) => String.fromCharCode(...bytes.subarray(start, end));

/** The kind of picture these first bytes begin, "heic", or "" for anything else. */
export function pictureKind(bytes) {
  const start = text(bytes, 0, 4);
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (start === "\x89PNG") return "png";
  if (start === "GIF8") return "gif";
  if (start === "RIFF" && text(bytes, 8, 12) === "WEBP") return "webp";
  if (start === "II*\0" || start === "MM\0*") return "tiff";
  if (text(bytes, 4, 8) !== "ftyp") return "";
  const brand = text(bytes, 8, 12);
  if (brand === "avif" || brand === "avis") return "avif";
  return HEIC_BRANDS.has(brand) ? "heic" : "";
}

/** A size in bytes as people write it: "340 KB", "2.4 MB". */
export function humanSize(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${Number((bytes / 1024 / 1024).toPrecision(3))} MB`;
}

/**
 * Why a file cannot be sent, in a sentence for a person; "" when nothing speaks against it.
 * `head` is its first bytes, `limit` the largest size in bytes, `isHeicRead` whether this site's
 * server can read HEIC (files/heic.py, whose sentence is longer by what an operator can do).
 */
export function objection({ size, head, limit, isHeicRead }) {
  if (size === 0) return "This file is empty. Choose another one.";
  if (size > limit) {
    return `This picture has ${humanSize(size)}; up to ${humanSize(limit)} is possible. `
      + "Save it smaller, or choose another one.";
  }
  const kind = pictureKind(head);
  if (kind === "heic" && !isHeicRead) {
    return "HEIC pictures cannot be read on this site yet. Save or share it as a JPEG and try again.";
  }
  if (kind) return "";
  const kinds = isHeicRead ? "JPEG, PNG, WebP, GIF, AVIF, HEIC or TIFF" : "JPEG, PNG, WebP, GIF, AVIF or TIFF";
  return `This is not a picture we can read. Choose a ${kinds}.`;
}

/** The first picture among a drop's or a paste's files, or undefined. */
export function firstPicture(files) {
  const list = [...files];
  return list.find((file) => file.type.startsWith("image/")) ?? list[0];
}

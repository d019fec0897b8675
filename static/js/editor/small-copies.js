import { fitted } from "./mask-strokes.js";

/** Small copies of pictures as data: URLs, for a preview; they go no further than our own server. */

/** Longest sides to try, until the copy has at most MOST characters: fine grain stays large. */
const SIDES = [1280, 800, 512];
const MOST = 600_000;
/** Of a further picture: eight of them and the first have to go into one megabyte. */
const OTHER_SIDE = 512;
/** Each further picture is made small only once. */
const copies = new WeakMap();

/** The picture an <img> shows. */
export async function smallCopy(image) {
  await image.decode();
  let copy = "";
  for (const side of SIDES) {
    copy = drawn(image, [image.naturalWidth, image.naturalHeight], side);
    if (copy.length <= MOST) break;
  }
  return copy;
}

/** A chosen file's picture; null where the browser cannot show it, such as a TIFF. */
export function smallFile(file) {
  if (!copies.has(file)) copies.set(file, createImageBitmap(file).then(ofBitmap, () => null));
  return copies.get(file);
}

/** A file as it is. */
export function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function ofBitmap(bitmap) {
  const url = drawn(bitmap, [bitmap.width, bitmap.height], OTHER_SIDE);
  bitmap.close();
  return url;
}

function drawn(picture, size, side) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = fitted(...size, side);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/webp", 0.9);
}

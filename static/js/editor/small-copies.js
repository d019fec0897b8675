import { fitted } from "./mask-strokes.js";

/** Small copies of pictures as data: URLs, for a preview; they go no further than our own server. */

const SIDE = 1280;
/** Of a further picture: eight of them and the first have to go into one megabyte. */
const OTHER_SIDE = 512;
/** Each further picture is made small only once. */
const copies = new WeakMap();

/** The picture an <img> shows. */
export async function smallCopy(image) {
  await image.decode();
  return drawn(image, [image.naturalWidth, image.naturalHeight], SIDE);
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

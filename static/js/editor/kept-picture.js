/**
 * The id of the picture that was uploaded on this page, kept with the page's entry in the browser's
 * history: so it outlives a reload and is there on the way back, and only then.
 */

/** "" where there is none. */
export function keptPicture() {
  return history.state?.picture ?? "";
}

export function keepPicture(fileId) {
  const { picture, ...others } = history.state ?? {};
  if (fileId || picture) history.replaceState(fileId ? { ...others, picture: fileId } : others, "");
}

/** Whether a picture can be shown: it may have been deleted meanwhile. */
export function isThere(address) {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = address;
  });
}

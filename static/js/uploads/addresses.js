/**
 * The addresses of uploads under way, kept for this tab, by what a file chosen again can be known
 * by. `storage` is a function: a browser that forbids storage throws at the very name of it.
 */

const keyOf = ({ name, size, lastModified }) => `nb-upload:${size}:${lastModified}:${name}`;

/** The address of an upload of this file; "" where there is none. */
export function recall(storage, file) {
  return attempt(() => storage().getItem(keyOf(file))) ?? "";
}

export function remember(storage, file, url) {
  attempt(() => storage().setItem(keyOf(file), url));
}

export function forget(storage, file) {
  attempt(() => storage().removeItem(keyOf(file)));
}

function attempt(use) {
  try {
    return use();
  } catch {
    // Forbidden or full: only a reload of the page then begins anew.
    return null;
  }
}

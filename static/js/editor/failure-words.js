/** What went wrong with a request, and what a person can do next. */

const KEPT = "Your words and your picture are still here.";

const BY_STATUS = new Map([
  [0, `We could not reach the server. ${KEPT} Check the connection and press the button again.`],
  [403, "This page has been open for too long to be trusted. Reload it and press the button again."],
  [404, "That is not here any more. Reload the page to see what is."],
  [413, `That picture is too large to send. Choose a smaller one; your words are still here.`],
  [429, `That was a lot at once. ${KEPT} Wait a minute and press the button again.`],
  [507, `There is no room left on the server. ${KEPT} Try again later.`],
]);

/** A sentence for an HTTP status; 0 means that no answer came. */
export function failureWords(status) {
  const known = BY_STATUS.get(status);
  if (known) return known;
  if (status >= 500) {
    return `Something broke on our side. ${KEPT} Press the button again; if it keeps happening, `
      + "reload the page.";
  }
  return `That did not work. ${KEPT} Press the button again.`;
}

/** For an error in our own scripts. */
export const UNEXPECTED = `Something unexpected happened on this page. ${KEPT} `
  + "You can go on; if it stays odd, reload the page.";

/** "Sending your picture: 40 %"; "" when there is nothing to count. */
export function sendingWords(loaded, total) {
  if (!total) return "Sending…";
  const percent = Math.min(100, Math.floor((loaded / total) * 100));
  return percent < 100 ? `Sending your picture: ${percent} %` : "Sent. Checking your picture…";
}

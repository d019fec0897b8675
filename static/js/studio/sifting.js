/**
 * Whether a text has every word of the query in it, in any order; an empty query fits everything.
 *
 * @param {string} text
 * @param {string} query
 */
export function fits(text, query) {
  const known = text.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word));
}

/** @param {number} count */
export function foundWords(count) {
  if (!count) return "Nothing fits. Try another word.";
  return count === 1 ? "1 edit fits" : `${count} edits fit`;
}

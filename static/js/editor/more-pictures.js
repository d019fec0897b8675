/** The further pictures of a request, in plain numbers and words. */

/** `fresh` files behind the ones chosen before, up to `most`; a file that is there is not doubled. */
export function joined(before, fresh, most) {
  const known = new Set(before.map(sameness));
  const added = [...fresh].filter((file) => !known.has(sameness(file)));
  return [...before, ...added].slice(0, most);
}

const sameness = ({ name, size, lastModified }) => `${name} ${size} ${lastModified}`;

/** What is said above the choice: "" where enough pictures are there. `isEnough` where it would do
 * with those that are there, as a collage of one picture does. */
export function neededWords(wanted, chosen, isEnough = false) {
  if (wanted <= chosen) return "";
  if (isEnough) return "Choose the other pictures here.";
  if (wanted === 1) return "Your words need a second picture: choose it here.";
  return `Your words need ${wanted} pictures besides the first: choose them here.`;
}

/**
 * What to say of the pictures chosen for a recipe; `isTooMany` where they would be refused.
 *
 * @param {{fresh: number, own: number, mostFresh: number, most: number}} counts
 * @returns {{words: string, isTooMany: boolean}}
 */
export function pickedWords({ fresh, own, mostFresh, most }) {
  const all = fresh + own;
  if (fresh > mostFresh) {
    return {
      words: `${fresh} new pictures are too many for one go. Choose up to ${mostFresh}, then the next ones.`,
      isTooMany: true,
    };
  }
  if (all > most) {
    return { words: `${all} pictures are too many for one go. Choose up to ${most}.`, isTooMany: true };
  }
  if (!all) return { words: "", isTooMany: false };
  return { words: all === 1 ? "1 picture chosen" : `${all} pictures chosen`, isTooMany: false };
}

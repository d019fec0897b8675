import assert from "node:assert/strict";
import { test } from "node:test";

import { pickedWords } from "../../static/js/recipes/picked-words.js";

const LIMITS = { mostFresh: 8, most: 20 };

test("says how many are chosen", () => {
  assert.deepEqual(pickedWords({ fresh: 0, own: 0, ...LIMITS }), { words: "", isTooMany: false });
  assert.equal(pickedWords({ fresh: 0, own: 1, ...LIMITS }).words, "1 picture chosen");
  assert.equal(pickedWords({ fresh: 8, own: 12, ...LIMITS }).words, "20 pictures chosen");
});

test("says what is too many", () => {
  const fresh = pickedWords({ fresh: 9, own: 0, ...LIMITS });
  assert.equal(fresh.isTooMany, true);
  assert.match(fresh.words, /^9 new pictures .* up to 8/);
  const all = pickedWords({ fresh: 8, own: 13, ...LIMITS });
  assert.equal(all.isTooMany, true);
  assert.match(all.words, /^21 pictures .* up to 20/);
});

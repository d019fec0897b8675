import assert from "node:assert/strict";
import { test } from "node:test";

import { fits, foundWords } from "../../static/js/studio/sifting.js";

test("every word must be there, in any order", () => {
  assert.equal(fits("Oil paint: broad strokes", "PAINT oil"), true);
  assert.equal(fits("Oil paint: broad strokes", "oil pencil"), false);
  assert.equal(fits("anything", ""), true);
});

test("counts in words", () => {
  assert.deepEqual([0, 1, 3].map(foundWords), [
    "Nothing fits. Try another word.",
    "1 edit fits",
    "3 edits fit",
  ]);
});

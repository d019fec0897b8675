import assert from "node:assert/strict";
import { test } from "node:test";

import { isWorthAsking, linesOf } from "../../static/js/editor/live-words.js";

test("what was done comes before what was not", () => {
  const lines = linesOf({ explanation: ["Flipped it."], notes: ["No hat."], plan: [{ op: "flip" }] });
  assert.deepEqual(lines, [{ kind: "done", text: "Flipped it." }, { kind: "note", text: "No hat." }]);
});

test("a plan without a picture is told by its names", () => {
  assert.deepEqual(linesOf({ plan: [{ op: "oil_paint" }] }), [{ kind: "done", text: "oil paint" }]);
});

test("words that are not understood are said to be so", () => {
  assert.deepEqual(linesOf({ unmatched: ["dance"] }), [
    { kind: "note", text: "“dance” is not understood yet." },
  ]);
});

test("the studio is asked for edits of a picture only", () => {
  const wish = { prompt: "brighter", hasPicture: true, provider: "", mode: "" };
  assert.equal(isWorthAsking(wish), true);
  assert.equal(isWorthAsking({ ...wish, provider: "studio" }), true);
  assert.equal(isWorthAsking({ ...wish, prompt: " a " }), false);
  assert.equal(isWorthAsking({ ...wish, hasPicture: false }), false);
  assert.equal(isWorthAsking({ ...wish, provider: "openai" }), false);
  assert.equal(isWorthAsking({ ...wish, mode: "text-to-image" }), false);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { isWorthAsking, linesOf, titleOf } from "../../static/js/editor/live-words.js";

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

test("a picture that the browser cannot show is said to come later", () => {
  const answer = { notes: ["This needs a second picture."], wantsPictures: 1 };
  assert.deepEqual(linesOf(answer), [{ kind: "note", text: "This needs a second picture." }]);
  assert.match(linesOf(answer, false)[0].text, /come in when you press the button/);
  assert.deepEqual(linesOf({ explanation: ["Flipped it."] }, false), [{ kind: "done", text: "Flipped it." }]);
});

test("a preview that cannot be trusted is called a guess", () => {
  assert.equal(titleOf({ picture: "data:", confidence: 0.9 }), "A preview");
  assert.equal(titleOf({ picture: "data:", confidence: 0.4 }), "A first guess: I am not sure");
  assert.equal(titleOf({ picture: null, confidence: 1 }), "Before you press the button");
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

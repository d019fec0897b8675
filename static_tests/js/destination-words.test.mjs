import assert from "node:assert/strict";
import { test } from "node:test";

import { questionOf, sentenceOf } from "../../static/js/editor/destination-words.js";

const plain = {
  prompt: "a lake",
  mode: "",
  hasPicture: false,
  hasMask: false,
  references: 0,
  provider: "",
  count: "1",
  localOnly: false,
};

test("words alone are asked about as a new picture", () => {
  const asked = { prompt: "a lake", mode: "text-to-image", mask: false, references: 0, settings: {} };
  assert.deepEqual(questionOf(plain), asked);
});

test("a picture makes it an edit, unless something else is chosen", () => {
  assert.equal(questionOf({ ...plain, hasPicture: true }).mode, "image-to-image");
  assert.equal(questionOf({ ...plain, hasPicture: true, mode: "text-to-image" }).mode, "text-to-image");
});

test("what was chosen goes along", () => {
  const { settings } = questionOf({ ...plain, provider: "gemini", count: "2", localOnly: true });
  assert.deepEqual(settings, { provider: "gemini", localOnly: true, count: 2 });
});

test("a model goes along beside its provider", () => {
  const { settings } = questionOf({ ...plain, provider: "gemini::banana-2" });
  assert.deepEqual(settings, { provider: "gemini", model: "banana-2" });
});

test("as many as are wanted are asked about", () => {
  assert.deepEqual(questionOf({ ...plain, hasPicture: true, count: "3" }).settings, { count: 3 });
});

test("two letters are nothing to ask about", () => {
  assert.equal(questionOf({ ...plain, prompt: " ab " }), null);
  assert.equal(questionOf({ ...plain, prompt: "", provider: "gemini", localOnly: true }), null);
});

test("a named provider is asked about before there are words", () => {
  const question = questionOf({ ...plain, prompt: "", provider: "gemini" });
  assert.deepEqual(question.settings, { provider: "gemini" });
  assert.equal(sentenceOf({ sentence: "It goes." }, question), "It goes.");
  assert.equal(sentenceOf({ errors: [{ detail: "Say what." }] }, question), "");
});

test("a refusal is told in its own words", () => {
  assert.equal(sentenceOf({ sentence: "It stays." }), "It stays.");
  assert.equal(sentenceOf({ errors: [{ detail: "Nobody can." }] }), "Nobody can.");
  assert.equal(sentenceOf({}), "");
});

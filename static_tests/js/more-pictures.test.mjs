import assert from "node:assert/strict";
import { test } from "node:test";

import { joined, neededWords } from "../../static/js/editor/more-pictures.js";

const file = (name, size = 1) => ({ name, size, lastModified: 5 });

test("pictures chosen later stand behind those chosen before, none twice", () => {
  const [cat, dog] = [file("cat.jpg"), file("dog.jpg")];
  assert.deepEqual(joined([cat], [file("cat.jpg"), dog], 8), [cat, dog]);
  assert.deepEqual(joined([cat], [file("cat.jpg", 2)], 8), [cat, file("cat.jpg", 2)]);
});

test("no more are taken than can go along", () => {
  assert.deepEqual(joined([file("a")], [file("b"), file("c")], 2), [file("a"), file("b")]);
});

test("what the words need is said as long as it is not there", () => {
  assert.equal(neededWords(0, 0), "");
  assert.equal(neededWords(1, 1), "");
  assert.equal(neededWords(1, 0), "Your words need a second picture: choose it here.");
  assert.equal(neededWords(1, 0, true), "Choose the other pictures here.");
  assert.equal(neededWords(2, 1), "Your words need 2 pictures besides the first: choose them here.");
});

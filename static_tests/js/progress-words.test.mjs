import assert from "node:assert/strict";
import { test } from "node:test";

import { describe, isOver, plainTitle, titleFor } from "../../static/js/editor/progress-words.js";
import { failureWords, sendingWords } from "../../static/js/editor/failure-words.js";

const state = (status, more = {}) =>
  ({ status, progress: 0, stage: null, queuePosition: null, ...more });

test("waiting names the place in the queue", () => {
  const label = (queuePosition) => describe(state("pending", { queuePosition })).label;
  assert.equal(label(1), "Next in line");
  assert.equal(label(2), "In line: 1 picture is ahead of yours");
  assert.equal(label(8), "In line: 7 pictures are ahead of yours");
  assert.equal(label(null), "Waiting for a free worker");
});

test("work under way shows its stage and progress", () => {
  const seen = state("processing", { progress: 40, stage: "Painting" });
  assert.deepEqual(describe(seen), { value: 40, label: "Painting" });
  assert.equal(describe(state("processing")).label, "Starting");
});

test("the three ends are ends", () => {
  assert.deepEqual(["completed", "failed", "cancelled"].map((name) => isOver(state(name))),
    [true, true, true]);
  assert.deepEqual(["pending", "processing"].map((name) => isOver(state(name))), [false, false]);
  assert.equal(describe(state("completed", { progress: 99 })).value, 100);
});

test("the title tells another tab how far it is", () => {
  assert.equal(titleFor(state("processing", { progress: 7 }), "Editor"), "7 % · Editor");
  assert.equal(titleFor(state("pending"), "Editor"), "Waiting · Editor");
  assert.equal(titleFor(state("failed"), "Editor"), "Editor");
  const shown = titleFor(state("processing", { progress: 7 }), "Editor · Nano Banana");
  assert.equal(plainTitle(shown), "Editor · Nano Banana");
});

test("every failure has a human sentence and a way on", () => {
  for (const status of [0, 400, 403, 404, 413, 418, 429, 500, 502, 503, 507]) {
    assert.match(failureWords(status), /\b(again|reload|choose)\b/i);
  }
});

test("sending counts up and then says what follows", () => {
  assert.equal(sendingWords(10, 0), "Sending…");
  assert.equal(sendingWords(399, 1000), "Sending your picture: 39 %");
  assert.equal(sendingWords(1000, 1000), "Sent. Checking your picture…");
});

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  isUnderWay, percentOf, uploadWords, waitingWords,
} from "../../static/js/uploads/upload-words.js";

test("only all of it is a hundred percent", () => {
  assert.deepEqual([[0, 9], [999, 1000], [1000, 1000], [0, 0]].map(([sent, size]) => percentOf(sent, size)),
    [0, 99, 100, 100]);
});

test("the percent stands beside words that stay the same", () => {
  assert.deepEqual(uploadWords("sending", 45), { said: "Uploading", percent: "45 %" });
  assert.deepEqual(uploadWords("checking", 100), { said: "Almost there…", percent: "" });
  assert.equal(
    uploadWords("offline", 45).said,
    "The network is gone. It goes on by itself when it is back.",
  );
  assert.equal(uploadWords("done", 100).said, "Uploaded");
  assert.deepEqual(uploadWords("refused", 0), { said: "", percent: "" });
});

test("a request waits for what is under way, and says for what", () => {
  const waiting = ["sending", "checking", "offline", "busy"];
  for (const phase of waiting) assert.ok(isUnderWay(phase) && waitingWords(phase), phase);
  for (const phase of ["", "done", "refused", "unable"]) {
    assert.deepEqual([isUnderWay(phase), waitingWords(phase)], [false, ""]);
  }
});

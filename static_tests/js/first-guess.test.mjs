import assert from "node:assert/strict";
import { test } from "node:test";

import { areAlike, drawGuess } from "../../static/js/editor/first-guess.js";

/** A canvas that only writes down what was asked of it. */
function paper() {
  const told = [];
  return {
    told,
    set fillStyle(colour) { told.push(["fillStyle", colour]); },
    set globalCompositeOperation(mode) { told.push(["mode", mode]); },
    clearRect: () => told.push(["clear"]),
    fillRect: (...box) => told.push(["fill", ...box]),
    drawImage: (picture, ...box) => told.push(["draw", picture, ...box]),
  };
}

test("where a cut can be seen through it is tinted", () => {
  const context = paper();
  drawGuess(context, "cut", { width: 40, height: 30, isCut: true, colour: "red" });
  assert.deepEqual(context.told, [
    ["mode", "source-over"], ["clear"],
    ["fillStyle", "red"], ["fill", 0, 0, 40, 30], ["mode", "destination-out"],
    ["draw", "cut", 0, 0, 40, 30], ["mode", "source-over"],
  ]);
});

test("what cannot be seen through is shown itself", () => {
  const context = paper();
  drawGuess(context, "result", { width: 40, height: 30, isCut: false, colour: "red" });
  assert.deepEqual(context.told, [
    ["mode", "source-over"], ["clear"], ["draw", "result", 0, 0, 40, 30], ["mode", "source-over"],
  ]);
});

test("a guess of another shape lies over no photo", () => {
  const photo = { naturalWidth: 4000, naturalHeight: 3000 };
  assert.equal(areAlike(photo, { naturalWidth: 960, naturalHeight: 719 }), true);
  assert.equal(areAlike(photo, { naturalWidth: 960, naturalHeight: 960 }), false);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { Strokes, fitted, partOf } from "../../static/js/editor/mask-strokes.js";

/** A canvas that only writes down what was asked of it. */
function paper() {
  const told = [];
  const note = (name) => (...given) => told.push([name, ...given]);
  const context = {
    told,
    set fillStyle(colour) { told.push(["fillStyle", colour]); },
    set strokeStyle(colour) { told.push(["strokeStyle", colour]); },
    set lineWidth(width) { told.push(["lineWidth", width]); },
    set globalCompositeOperation(mode) { told.push(["mode", mode]); },
  };
  for (const name of ["beginPath", "arc", "fill", "moveTo", "lineTo", "stroke", "fillRect", "clearRect"]) {
    context[name] = note(name);
  }
  return context;
}

const grounds = (context) => context.told.filter(([name]) => name === "fillStyle").map(([, colour]) => colour);

test("a mask is black, and white where something changes", () => {
  const strokes = new Strokes();
  strokes.begin("change", 0.1, [0.5, 0.5]);
  const context = paper();
  strokes.drawMask(context, 200, 100);
  assert.deepEqual(grounds(context), ["#000", "#fff"]);
  assert.deepEqual(context.told.find(([name]) => name === "arc").slice(1, 4), [100, 50, 5]);
});

test("a mask with something to keep leaves the rest to the studio", () => {
  const strokes = new Strokes();
  strokes.begin("keep", 0.1, [0.5, 0.5]);
  strokes.begin("change", 0.1, [0.1, 0.1]);
  strokes.begin("rub", 0.1, [0.1, 0.1]);
  const context = paper();
  strokes.drawMask(context, 100, 100);
  assert.deepEqual(grounds(context), ["#808080", "#000", "#fff", "#808080"]);
});

test("a stroke is a line through all of its points", () => {
  const strokes = new Strokes();
  strokes.begin("change", 0.2, [0, 0]);
  strokes.extend([0.5, 0.5]);
  strokes.extend([1, 0.5]);
  const context = paper();
  strokes.drawOver(context, 100, 50, { change: "yellow" });
  const lines = context.told.filter(([name]) => ["moveTo", "lineTo", "lineWidth"].includes(name));
  assert.deepEqual(lines, [["lineWidth", 10], ["moveTo", 0, 0], ["lineTo", 50, 25], ["lineTo", 100, 25]]);
});

test("undo and clear take strokes away; rubbing out alone marks nothing", () => {
  const strokes = new Strokes();
  assert.equal(strokes.isEmpty, true);
  strokes.begin("rub", 0.1, [0.5, 0.5]);
  assert.equal(strokes.isEmpty, true);
  strokes.begin("change", 0.1, [0.5, 0.5]);
  assert.equal(strokes.isEmpty, false);
  strokes.undo();
  assert.equal(strokes.isEmpty, true);
  strokes.begin("keep", 0.1, [0.5, 0.5]);
  assert.equal(strokes.hasKeep, true);
  strokes.clear();
  assert.equal(strokes.hasKeep, false);
});

test("what was painted since can be taken back as a whole", () => {
  const strokes = new Strokes();
  strokes.begin("change", 0.1, [0.5, 0.5]);
  const before = strokes.remembered();
  strokes.extend([0.9, 0.9]);
  strokes.begin("keep", 0.1, [0.1, 0.1]);
  strokes.goBackTo(before);
  assert.equal(strokes.hasKeep, false);
  assert.deepEqual(strokes.remembered(), [{ kind: "change", size: 0.1, points: [[0.5, 0.5]] }]);
});

test("a size is fitted without a change of shape", () => {
  assert.deepEqual(fitted(4000, 3000, 1000), [1000, 750]);
  assert.deepEqual(fitted(40, 30, 1000), [40, 30]);
  assert.deepEqual(fitted(4000, 1, 1000), [1000, 1]);
});

test("a pointer outside of the box is at its edge", () => {
  const box = { left: 10, top: 20, width: 100, height: 50 };
  assert.deepEqual(partOf(box, 60, 45), [0.5, 0.5]);
  assert.deepEqual(partOf(box, 0, 900), [0, 1]);
});

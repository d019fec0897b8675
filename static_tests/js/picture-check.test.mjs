import assert from "node:assert/strict";
import { test } from "node:test";

import { firstPicture, humanSize, objection, pictureKind } from "../../static/js/editor/picture-check.js";

const bytes = (...parts) =>
  new Uint8Array(parts.flatMap((part) =>
    typeof part === "string" ? [...part].map((char) => char.charCodeAt(0)) : [part]));

const HEADS = {
  jpeg: bytes(0xff, 0xd8, 0xff, 0xe0),
  png: bytes(0x89, "PNG\r\n"),
  gif: bytes("GIF89a"),
  webp: bytes("RIFF", 1, 2, 3, 4, "WEBP"),
  tiff: bytes("II*", 0),
  avif: bytes(0, 0, 0, 0x20, "ftypavif"),
  heic: bytes(0, 0, 0, 0x20, "ftypheic"),
};

for (const [kind, head] of Object.entries(HEADS)) {
  test(`a ${kind} is known by its first bytes`, () => assert.equal(pictureKind(head), kind));
}

test("other files are no pictures", () => {
  const others = ["", "%!PS-Adobe-3.0 EPSF", "<html>", "RIFF1234WAVEfmt ", "%PDF-1.7"];
  for (const other of others) assert.equal(pictureKind(bytes(other)), "");
  assert.equal(pictureKind(bytes(0, 0, 0, 0x20, "ftypmp42")), "");
});

test("a sound picture meets no objection, at exactly the limit too", () => {
  assert.equal(objection({ size: 100, head: HEADS.jpeg, limit: 100 }), "");
});

test("each objection says what to do", () => {
  const ask = (size, head) => objection({ size, head, limit: 10 * 1024 * 1024 });
  assert.equal(ask(0, bytes("")), "This file is empty. Choose another one.");
  assert.equal(
    ask(12 * 1024 * 1024, HEADS.png),
    "This picture has 12 MB; up to 10 MB is possible. Save it smaller, or choose another one.",
  );
  assert.match(ask(10, bytes("%!PS-Adobe")), /Choose a JPEG, PNG, WebP, GIF, AVIF or TIFF\.$/);
});

test("HEIC is objected to only where the server cannot read it", () => {
  const ask = (head, isHeicRead) => objection({ size: 10, head, limit: 100, isHeicRead });
  assert.match(ask(HEADS.heic, false), /on this site yet\. Save or share it as a JPEG/);
  assert.equal(ask(HEADS.heic, true), "");
  assert.match(ask(bytes("%!PS"), true), /AVIF, HEIC or TIFF\.$/);
});

test("sizes read like people write them", () => {
  assert.deepEqual([10, 2048, 1024 * 1024, 2.449 * 1024 * 1024].map(humanSize),
    ["10 bytes", "2 KB", "1 MB", "2.45 MB"]);
});

test("a drop's first picture is taken, or its first file so that it can be refused", () => {
  const note = { type: "text/plain" };
  const photo = { type: "image/png" };
  assert.equal(firstPicture([note, photo]), photo);
  assert.equal(firstPicture([note]), note);
  assert.equal(firstPicture([]), undefined);
});

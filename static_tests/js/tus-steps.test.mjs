import assert from "node:assert/strict";
import { test } from "node:test";

import {
  CHUNK, canReach, fresh, judge, metadataOf, nextRequest, pauseAfter, wordsOf,
} from "../../static/js/uploads/tus-steps.js";

const URL = "/api/files/upload/1";
const answer = (status, headers = {}, text = "") => ({
  status,
  header: (name) => headers[name] ?? null,
  text,
});
const offset = (bytes) => ({ "Upload-Offset": String(bytes) });
const least = () => 0;
const under = (given = {}) => ({ ...fresh(3 * CHUNK, URL), ...given });

test("what fits one chunk goes along with the creation, more follows it", () => {
  assert.deepEqual(nextRequest(fresh(CHUNK)), { method: "POST", start: 0, end: CHUNK });
  assert.deepEqual(nextRequest(fresh(CHUNK + 1)), { method: "POST", start: 0, end: 0 });
});

test("an upload of before is asked how far it is", () => {
  assert.deepEqual(nextRequest(fresh(9, URL)), { method: "HEAD", start: 0, end: 0 });
});

test("chunks follow each other to the end, and then the server is asked for the picture", () => {
  const state = under({ size: CHUNK + 5 });
  const at = (given) => nextRequest({ ...state, offset: given });
  assert.deepEqual(at(0), { method: "PATCH", start: 0, end: CHUNK });
  assert.deepEqual(at(CHUNK), { method: "PATCH", start: CHUNK, end: CHUNK + 5 });
  assert.deepEqual(at(CHUNK + 5), { method: "HEAD", start: 0, end: 0 });
});

test("a creation tells the address, of which only the path counts", () => {
  const told = { Location: "http://inside:8000/api/files/upload/1" };
  const { state, pause } = judge(fresh(3 * CHUNK), answer(201, told));
  assert.deepEqual([state.url, state.offset, pause], [URL, 0, 0]);
  const { state: further } = judge(fresh(3 * CHUNK), answer(201, { ...told, ...offset(7) }));
  assert.equal(further.offset, 7);
});

test("a creation without an address, or with more bytes than there are, is no upload", () => {
  assert.deepEqual(judge(fresh(9), answer(201)), { verdict: "unable" });
  assert.deepEqual(judge(under({ offset: 0 }), answer(204, offset(4 * CHUNK))), { verdict: "unable" });
  assert.deepEqual(judge(under({ offset: 0 }), answer(204, offset("x"))), { verdict: "unable" });
});

test("a file's id ends it, whatever answer brings it", () => {
  for (const status of [200, 201, 204]) {
    const done = judge(under(), answer(status, { ...offset(3 * CHUNK), "X-File-Id": "abc" }));
    assert.deepEqual(done, { verdict: "done", fileId: "abc" });
  }
});

test("all bytes without a picture: asked again in a second", () => {
  const { state, pause } = judge(under(), answer(200, offset(3 * CHUNK)));
  assert.deepEqual([pause, nextRequest(state).method], [1000, "HEAD"]);
});

for (const status of [0, 408, 409, 423, 429, 500, 502, 503, 504]) {
  test(`after ${status} the server is asked how far it is`, () => {
    const { state, pause } = judge(under({ offset: CHUNK }), answer(status), least);
    assert.deepEqual([state.offset, state.failures, pause], [null, 1, 250]);
    assert.equal(nextRequest(state).method, "HEAD");
  });
}

test("a creation that got no answer is made again", () => {
  const { state } = judge(fresh(9), answer(0));
  assert.deepEqual(nextRequest(state), { method: "POST", start: 0, end: 9 });
});

test("Retry-After is honoured, up to a minute", () => {
  const wait = (told) => judge(under(), answer(503, { "Retry-After": told }), least).pause;
  assert.deepEqual(["10", "3600", "soon"].map(wait), [10_000, 60_000, 250]);
});

test("failures are forgotten for new bytes only, not for an answer to HEAD", () => {
  const tried = under({ offset: null, failures: 4, best: CHUNK });
  assert.equal(judge(tried, answer(200, offset(CHUNK))).state.failures, 4);
  assert.equal(judge(tried, answer(200, offset(CHUNK + 1))).state.failures, 0);
});

test("an upload that is gone is begun anew, but not for ever", () => {
  let state = under({ offset: CHUNK });
  for (const gone of [404, 410]) {
    ({ state } = judge(state, answer(gone)));
    assert.equal(nextRequest(state).method, "POST");
    ({ state } = judge(state, answer(201, { Location: URL })));
  }
  assert.deepEqual(judge(state, answer(404)), { verdict: "unable" });
});

test("a refusal is told in the server's words", () => {
  const text = JSON.stringify({ errors: [{ detail: "Too large." }, { detail: "Really." }] });
  for (const status of [413, 415, 422, 507]) {
    const refused = { verdict: "refused", words: "Too large. Really." };
    assert.deepEqual(judge(under(), answer(status, {}, text)), refused);
  }
  assert.equal(wordsOf("<html>"), "");
  assert.equal(wordsOf('{"detail": "x"}'), "");
});

test("any other refusal leaves the picture to the form", () => {
  for (const status of [400, 401, 403, 405, 411, 412, 460]) {
    assert.deepEqual(judge(under(), answer(status)), { verdict: "unable" });
  }
  assert.deepEqual(judge(fresh(9), answer(404)), { verdict: "unable" });
});

test("pauses double up to twenty seconds, half of each by chance", () => {
  const most = [1, 2, 3, 4, 5, 6, 7, 50].map((count) => pauseAfter(count, () => 1));
  assert.deepEqual(most, [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
  assert.equal(pauseAfter(3, () => 0), 1000);
});

test("names of any script and length fit the metadata", () => {
  const decoded = (name) => Buffer.from(metadataOf(name).split(" ")[1], "base64").toString();
  assert.equal(decoded("Köln 🍌.jpg"), "Köln 🍌.jpg");
  assert.ok(metadataOf("🍌".repeat(5000)).length < 2000);
  assert.equal(decoded(`${"a".repeat(199)}🍌🍌`), `${"a".repeat(199)}🍌`);
});

test("a server on this machine is reached without a network", () => {
  for (const here of ["localhost", "127.0.0.1", "nano.localhost", "[::1]"]) {
    assert.equal(canReach(here, false), true);
  }
  for (const there of ["nano.example", "127.example", "192.168.1.7", "localhost.example"]) {
    assert.deepEqual([canReach(there, false), canReach(there, true)], [false, true]);
  }
});

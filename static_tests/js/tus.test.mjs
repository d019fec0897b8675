import assert from "node:assert/strict";
import { test } from "node:test";

import { CHUNK } from "../../static/js/uploads/tus-steps.js";
import { TusUpload } from "../../static/js/uploads/tus.js";

const ENDPOINT = "/api/files/upload";
const SIZE = 2 * CHUNK + 10;

/** A server that keeps the bytes of one upload; `failing` takes requests by their number. */
function server({ failing = {} } = {}) {
  const seen = [];
  const had = { bytes: 0, length: 0, begun: 0 };
  const answer = (status, headers = {}) => ({
    status,
    header: (name) => headers[name] ?? null,
    text: '{"errors": [{"detail": "No."}]}',
  });
  const file = () => (had.begun && had.bytes === had.length ? { "X-File-Id": "f1" } : {});
  const offset = () => ({ "Upload-Offset": String(had.bytes), ...file() });
  const answers = {
    POST({ headers, body }) {
      had.begun += 1;
      had.length = Number(headers["Upload-Length"]);
      had.bytes = body?.size ?? 0;
      return answer(201, { Location: `${ENDPOINT}/${had.begun}`, ...offset() });
    },
    HEAD: () => answer(200, offset()),
    PATCH({ headers, body }) {
      if (Number(headers["Upload-Offset"]) !== had.bytes) return answer(409);
      had.bytes += body.size;
      return answer(204, offset());
    },
    DELETE: () => answer(204),
  };
  async function send(request) {
    const note = `${request.method} ${request.headers["Upload-Offset"] ?? ""}`.trim();
    seen.push(note);
    const failure = failing[seen.length];
    await settle();
    if (failure?.part) had.bytes += failure.part;
    if (failure) return answer(failure.status ?? 0);
    if (request.signal?.aborted) return answer(0);
    request.onSent?.(request.body?.size ?? 0);
    return answers[request.method](request);
  }
  return { send, seen, had };
}

/** The rest of a browser; pauses pass at once but are noted, and the network is as told. */
function world(net, { online = true } = {}) {
  const kept = new Map();
  const listeners = new EventTarget();
  const pauses = [];
  const here = {
    send: net.send,
    storage: () => ({
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => kept.set(key, value),
      removeItem: (key) => kept.delete(key),
    }),
    isOnline: () => online,
    setTimeout(run, delay) {
      pauses.push(delay);
      return setImmediate(run);
    },
    clearTimeout: (id) => clearImmediate(id),
    addEventListener: (...asked) => listeners.addEventListener(...asked),
    kept,
    pauses,
    go(isOnline) {
      online = isOnline;
      listeners.dispatchEvent(new Event(isOnline ? "online" : "offline"));
    },
  };
  return here;
}

const settle = () => new Promise((resolve) => { setImmediate(resolve); });
const picture = (size = SIZE) =>
  new File([new Uint8Array(size)], "a.png", { lastModified: 7 });

function upload(here, file = picture()) {
  const log = [];
  const tus = new TusUpload(file, { endpoint: ENDPOINT, headers: { "X-CSRFToken": "t" } }, {
    onProgress: (sent) => log.push(sent),
    onTrouble: (kind) => log.push(kind),
    onDone: (id) => log.push(`done ${id}`),
    onRefused: (words) => log.push(`refused ${words}`),
    onUnable: () => log.push("unable"),
  }, here);
  return { tus, log };
}

test("a small file goes along with its creation", async () => {
  const net = server();
  const { tus, log } = upload(world(net), picture(10));
  await tus.run();
  assert.deepEqual(net.seen, ["POST"]);
  assert.deepEqual(log, [10, "done f1"]);
});

test("a large one goes in chunks, and its address is forgotten at the end", async () => {
  const net = server();
  const here = world(net);
  const { tus, log } = upload(here);
  await tus.run();
  assert.deepEqual(net.seen, ["POST", "PATCH 0", `PATCH ${CHUNK}`, `PATCH ${2 * CHUNK}`]);
  assert.equal(log.at(-1), "done f1");
  assert.equal(here.kept.size, 0);
});

test("after a cut it goes on at the byte the server has", async () => {
  const net = server({ failing: { 3: { part: 1000 } } });
  const { tus, log } = upload(world(net), picture(2 * CHUNK));
  await tus.run();
  assert.deepEqual(net.seen.slice(2), [`PATCH ${CHUNK}`, "HEAD", `PATCH ${CHUNK + 1000}`]);
  assert.equal(net.had.bytes, 2 * CHUNK);
  assert.equal(log.at(-1), "done f1");
});

test("one lost request is not told, a second is, and pauses grow", async () => {
  const net = server({ failing: { 2: {}, 3: {}, 4: { status: 502 } } });
  const here = world(net);
  const { tus, log } = upload(here);
  await tus.run();
  assert.deepEqual(log.filter((each) => typeof each === "string"), ["offline", "busy", "done f1"]);
  const [first, second, third] = here.pauses;
  assert.ok(first <= 500 && second > first && third > second, String(here.pauses));
});

test("without a network nothing is sent until it is back", async () => {
  const net = server();
  const here = world(net, { online: false });
  const { tus, log } = upload(here);
  const running = tus.run();
  await settle();
  assert.deepEqual([net.seen, log], [[], ["offline"]]);
  here.go(true);
  await running;
  assert.equal(log.at(-1), "done f1");
  assert.deepEqual(here.pauses, []);
});

test("the network going away ends what is under way, coming back goes on at once", async () => {
  const net = server();
  const here = world(net);
  const { tus, log } = upload(here);
  const running = tus.run();
  while (net.seen.length < 2) await settle();
  here.go(false);
  while (!log.includes("offline")) await settle();
  const before = net.seen.length;
  for (let round = 0; round < 20; round += 1) await settle();
  assert.equal(net.seen.length, before);
  here.go(true);
  await running;
  assert.deepEqual(net.seen.slice(before), ["HEAD", "PATCH 0", `PATCH ${CHUNK}`, `PATCH ${2 * CHUNK}`]);
});

test("the same file chosen again after a reload goes on", async () => {
  const net = server();
  const here = world(net);
  const { tus } = upload(here);
  const running = tus.run();
  while (net.had.bytes < CHUNK) await settle();
  tus.stop();
  await running;
  const before = net.seen.length;
  const again = upload(here);
  await again.tus.run();
  assert.equal(net.seen[before], "HEAD");
  assert.ok(!net.seen.slice(before).includes("POST"));
  assert.equal(again.log.at(-1), "done f1");
});

test("another file begins an upload of its own", async () => {
  const net = server();
  const here = world(net);
  const { tus } = upload(here);
  const running = tus.run();
  while (net.had.bytes < CHUNK) await settle();
  tus.stop();
  await running;
  await upload(here, new File([new Uint8Array(SIZE)], "a.png", { lastModified: 8 })).tus.run();
  assert.equal(net.seen.filter((note) => note === "POST").length, 2);
});

test("stop leaves the upload to be gone on with, abort ends it on the server", async () => {
  for (const [name, ended] of [["stop", false], ["abort", true]]) {
    const net = server();
    const here = world(net);
    const { tus, log } = upload(here);
    const running = tus.run();
    while (net.had.bytes < CHUNK) await settle();
    tus[name]();
    await running;
    assert.equal(net.seen.includes("DELETE"), ended);
    assert.equal(here.kept.size, ended ? 0 : 1);
    assert.ok(log.every((each) => typeof each === "number"));
  }
});

test("a refusal ends it with the server's words", async () => {
  const net = server({ failing: { 3: { status: 415 } } });
  const here = world(net);
  const { tus, log } = upload(here);
  await tus.run();
  assert.equal(log.at(-1), "refused No.");
  assert.equal(here.kept.size, 0);
});

test("a file that cannot be read any more is no lost network", async () => {
  const net = server({ failing: { 2: {} } });
  const file = picture();
  const { tus, log } = upload(world(net), file);
  file.slice = () => ({ arrayBuffer: async () => { throw new DOMException("", "NotReadableError"); } });
  await tus.run();
  assert.equal(log.at(-1), "refused This file was moved or changed meanwhile. Choose it again.");
});

test("a browser that forbids storage uploads nevertheless", async () => {
  const net = server();
  const here = world(net);
  here.storage = () => { throw new DOMException("", "SecurityError"); };
  const { tus, log } = upload(here);
  await tus.run();
  assert.equal(log.at(-1), "done f1");
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { GenerationWatch } from "../../static/js/editor/generation-watch.js";

const URLS = { eventsUrl: "/events", stateUrl: "/state" };
const working = { status: "processing", progress: 10, stage: "Painting" };
const done = { status: "completed", progress: 100, stage: null };

/** A browser whose clock and network only move when the test says so. */
function browser({ events = true, answers = [] } = {}) {
  const timers = new Map();
  const sources = [];
  class EventSource {
    static CLOSED = 2;
    readyState = 0;
    #listeners = {};
    constructor(url) {
      this.url = url;
      sources.push(this);
    }
    addEventListener(name, listener) { this.#listeners[name] = listener; }
    close() { this.readyState = 2; }
    send(state) { this.#listeners.status({ data: JSON.stringify(state) }); }
    fail() { this.#listeners.error(); }
  }
  let next = 0;
  return {
    EventSource: events ? EventSource : undefined,
    setTimeout(run, delay) { timers.set(++next, { run, delay }); return next; },
    clearTimeout(id) { timers.delete(id); },
    async fetch() {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    sources,
    delays: () => [...timers.values()].map(({ delay }) => delay),
    async tick() {
      const [[id, { run }]] = timers;
      timers.delete(id);
      run();
      await settle();
    },
  };
}

const settle = () => new Promise((resolve) => { setImmediate(resolve); });
const answer = (state, status = 200) => ({ ok: status < 400, status, json: async () => state });

function watch(world) {
  const log = [];
  const calls = {
    onState: (state) => log.push(state.status),
    onFinish: (state) => log.push(`end ${state.status}`),
    onTrouble: () => log.push("trouble"),
    onGone: () => log.push("gone"),
  };
  const watching = new GenerationWatch(URLS, calls, world);
  watching.start();
  return { log, watching };
}

test("events are followed to the end, and the stream is closed", () => {
  const world = browser();
  const { log } = watch(world);
  const [source] = world.sources;
  source.send(working);
  source.send(done);
  source.send(done);
  assert.deepEqual(log, ["processing", "completed", "end completed"]);
  assert.equal(source.readyState, 2);
  assert.deepEqual(world.delays(), []);
});

test("without EventSource it asks until the end", async () => {
  const world = browser({ events: false, answers: [answer(working), answer(done)] });
  const { log } = watch(world);
  await settle();
  await world.tick();
  assert.deepEqual(log, ["processing", "completed", "end completed"]);
  assert.deepEqual(world.delays(), []);
});

test("a broken stream is given up for asking after three errors in a row", async () => {
  const world = browser({ answers: [answer(done)] });
  const { log } = watch(world);
  const [source] = world.sources;
  source.fail();
  source.fail();
  source.send(working);
  source.fail();
  source.fail();
  assert.equal(source.readyState, 0);
  source.fail();
  await settle();
  assert.deepEqual(log, ["processing", "completed", "end completed"]);
});

test("a refused stream is given up at once", async () => {
  const world = browser({ answers: [answer(done)] });
  const { log } = watch(world);
  world.sources[0].readyState = 2;
  world.sources[0].fail();
  await settle();
  assert.deepEqual(log, ["completed", "end completed"]);
});

test("a stream that stays silent is taken for one that is held back", async () => {
  const world = browser({ answers: [answer(working)] });
  const { log } = watch(world);
  assert.deepEqual(world.delays(), [6000]);
  await world.tick();
  assert.deepEqual(log, ["processing"]);
  assert.deepEqual(world.delays(), [1500]);
});

test("a lost connection is said, and tried again ever more slowly", async () => {
  const lost = [new TypeError("offline"), answer(null, 502), new TypeError("offline")];
  const world = browser({ events: false, answers: [...lost, answer(done)] });
  const { log } = watch(world);
  const delays = [];
  for (let round = 0; round < 3; round += 1) {
    await settle();
    delays.push(...world.delays());
    await world.tick();
  }
  assert.deepEqual(delays, [1500, 3000, 6000]);
  assert.deepEqual(log, ["trouble", "trouble", "trouble", "completed", "end completed"]);
});

test("a generation that is gone ends the watch", async () => {
  const world = browser({ events: false, answers: [answer(null, 404)] });
  const { log } = watch(world);
  await settle();
  assert.deepEqual(log, ["gone"]);
  assert.deepEqual(world.delays(), []);
});

test("nothing is said after stop", async () => {
  const world = browser({ events: false, answers: [answer(done)] });
  const { log, watching } = watch(world);
  watching.stop();
  await settle();
  assert.deepEqual(log, []);
});

test("hurry asks at once when waiting between two questions", async () => {
  const world = browser({ events: false, answers: [new TypeError("offline"), answer(done)] });
  const { log, watching } = watch(world);
  await settle();
  watching.hurry();
  await settle();
  assert.deepEqual(log, ["trouble", "completed", "end completed"]);
});

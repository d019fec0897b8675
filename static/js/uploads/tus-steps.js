/**
 * What a tus 1.0.0 client (https://tus.io/protocols/resumable-upload) asks next, as plain
 * functions: no network, no clock, no page.
 *
 * The state of an upload: `size` and `offset` in bytes, `offset` null where only the server knows
 * it; `url`, "" before it began; `best`, the furthest offset ever told; `failures` in a row without
 * a byte of progress; `renewals`, how often it was begun anew.
 */

/** Bytes of one PATCH: what a cut connection can cost at most. */
export const CHUNK = 1024 * 1024;

const NAME_LENGTH = 200;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 20_000;
/** Pause before asking again whether the server has opened a picture whose bytes it has, in ms. */
const OPENING_PAUSE = 1000;
const MOST_RENEWALS = 2;

/** Statuses to wait after and to go on, though they are 4xx. */
const PASSING = new Set([408, 409, 423, 429]);
/** What is about the picture or the room for it: a person has to read it. */
const REFUSALS = new Set([413, 415, 422, 507]);
const GONE = new Set([404, 410]);

/** An upload at its beginning; with the `url` of one begun earlier, one to go on with. */
export function fresh(size, url = "") {
  return { size, url, offset: url ? null : 0, best: 0, failures: 0, renewals: 0 };
}

/** What to ask in this state: `{method, start, end}`, the bytes that go along. */
export function nextRequest({ size, url, offset }) {
  if (!url) return { method: "POST", start: 0, end: size <= CHUNK ? size : 0 };
  if (offset === null || offset >= size) return { method: "HEAD", start: 0, end: 0 };
  return { method: "PATCH", start: offset, end: Math.min(offset + CHUNK, size) };
}

/**
 * What an answer means: `{state, pause}`, or at the end `{verdict}`: "done" with `fileId`,
 * "refused" with the server's `words`, or "unable" where this server takes no such upload.
 *
 * `answer` is `{status, header(name), text}`, status 0 where none came; `pause` is in ms.
 */
export function judge(state, { status, header, text }, random = Math.random) {
  const fileId = header("X-File-Id");
  if (fileId) return { verdict: "done", fileId };
  if (status >= 200 && status < 300) return advance(state, header);
  if (GONE.has(status) && state.url && state.renewals < MOST_RENEWALS) {
    return { state: { ...fresh(state.size), renewals: state.renewals + 1 }, pause: 0 };
  }
  if (REFUSALS.has(status)) return { verdict: "refused", words: wordsOf(text) };
  if (status >= 400 && status < 500 && !PASSING.has(status)) return { verdict: "unable" };
  const failures = state.failures + 1;
  const pause = Math.max(pauseAfter(failures, random), 1000 * secondsOf(header("Retry-After")));
  return { state: { ...state, failures, offset: state.url ? null : 0 }, pause };
}

function advance(state, header) {
  const told = header("Upload-Offset");
  // A creation without bytes need not say that it stands at none.
  const offset = told === null ? 0 : Number(told);
  const url = state.url || pathOf(header("Location"));
  if (!url || !Number.isSafeInteger(offset) || offset > state.size) return { verdict: "unable" };
  // Only bytes count as progress: else a server that answers HEAD and breaks PATCH is hammered.
  const failures = offset > state.best ? 0 : state.failures;
  const best = Math.max(state.best, offset);
  return {
    state: { ...state, url, offset, best, failures },
    pause: offset === state.size ? OPENING_PAUSE : 0,
  };
}

/** The path of an address: behind a proxy the server may take itself for another host. */
function pathOf(location) {
  return location ? new URL(location, "http://here.invalid").pathname : "";
}

function secondsOf(header) {
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 60) : 0;
}

/** Pause after so many failures in a row, in ms: doubled each time, half of it left to chance so
 * that clients cut off together do not come back together. */
export function pauseAfter(failures, random = Math.random) {
  const most = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));
  return most * (0.5 + random() / 2);
}

/** The sentences of the API's error object; "" where it is none. */
export function wordsOf(text) {
  try {
    return JSON.parse(text).errors.map(({ detail }) => detail).join(" ");
  } catch {
    // An answer of a proxy in between, or none that has a body.
    return "";
  }
}

/** The header `Upload-Metadata` for a file's name. */
export function metadataOf(name) {
  const bytes = new TextEncoder().encode([...name].slice(0, NAME_LENGTH).join(""));
  return `filename ${btoa(String.fromCharCode(...bytes))}`;
}

/**
 * Whether a request can reach a server on `hostname`. A browser's "offline" says nothing of a
 * server on its own machine.
 */
export function canReach(hostname, onLine) {
  return onLine || /^(localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}

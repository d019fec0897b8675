import { forget, recall, remember } from "./addresses.js";
import { send } from "./sending.js";
import { canReach, fresh, judge, metadataOf, nextRequest } from "./tus-steps.js";

const PIECE = "application/offset+octet-stream";
/** A single lost request is not worth a person's attention. */
const WORTH_TELLING = 2;
const CHANGED = "This file was moved or changed meanwhile. Choose it again.";

/** What an upload needs of the browser; tests bring their own. */
const browser = {
  send,
  storage: () => globalThis.sessionStorage,
  isOnline: () => canReach(location.hostname, navigator.onLine),
  setTimeout: (run, delay) => globalThis.setTimeout(run, delay),
  clearTimeout: (id) => globalThis.clearTimeout(id),
  addEventListener: (...asked) => globalThis.addEventListener(...asked),
};

/**
 * Uploads one file by tus 1.0.0 and goes on by itself after any failure, at the byte the server
 * has; after a reload of the page, too, when it is given the same file again.
 *
 * `calls`: `onProgress(sent)` in bytes, `onTrouble("offline" | "busy")`, and one of
 * `onDone(fileId)`, `onRefused(words)`, `onUnable()` at the end.
 */
export class TusUpload {
  #file;
  #endpoint;
  #headers;
  #calls;
  #world;
  #state;
  #over = new AbortController();
  #asking = new AbortController();
  #wake = () => {};

  constructor(file, { endpoint, headers = {} }, calls, world = browser) {
    this.#file = file;
    this.#endpoint = endpoint;
    this.#headers = { "Tus-Resumable": "1.0.0", ...headers };
    this.#calls = calls;
    this.#world = world;
    this.#state = fresh(file.size, recall(world.storage, file));
  }

  /** Runs to the end; resolves then, or once it was stopped. */
  async run() {
    const { signal } = this.#over;
    this.#world.addEventListener("online", () => this.#wake(), { signal });
    this.#world.addEventListener("offline", () => this.#lose(), { signal });
    let pause = 0;
    while (!signal.aborted) {
      await this.#rest(pause);
      if (signal.aborted) return;
      const answer = await this.#ask(nextRequest(this.#state));
      if (signal.aborted) return;
      const next = await this.#judged(answer);
      if (signal.aborted) return;
      if (next.verdict) {
        this.#end(next);
        return;
      }
      this.#goOn(next.state, answer.status);
      pause = next.pause;
    }
  }

  /** Stops for now: the server keeps what it has. */
  stop() {
    this.#over.abort();
    this.#asking.abort();
    this.#wake();
  }

  /** Stops for good: the server is told to forget it. */
  abort() {
    if (this.#over.signal.aborted) return;
    this.stop();
    forget(this.#world.storage, this.#file);
    const { url } = this.#state;
    // Where this is lost the server forgets it by itself, some hours later.
    if (url) this.#world.send({ method: "DELETE", url, headers: this.#headers });
  }

  /** Waits `pause` ms, less if the network comes back meanwhile, and as long as there is none. */
  async #rest(pause) {
    if (pause) await this.#slept(pause);
    while (!this.#world.isOnline() && !this.#over.signal.aborted) {
      this.#calls.onTrouble("offline");
      await this.#slept();
    }
  }

  #slept(pause) {
    return new Promise((resolve) => {
      const timer = pause === undefined ? null : this.#world.setTimeout(resolve, pause);
      this.#wake = () => {
        this.#world.clearTimeout(timer);
        resolve();
      };
    });
  }

  /** What is under way cannot arrive, and its own failure may take minutes. */
  #lose() {
    if (!this.#world.isOnline()) this.#asking.abort();
  }

  #ask({ method, start, end }) {
    this.#asking = new AbortController();
    const headers = { ...this.#headers };
    if (method === "POST") {
      headers["Upload-Length"] = String(this.#file.size);
      headers["Upload-Metadata"] = metadataOf(this.#file.name);
    }
    if (method === "PATCH") headers["Upload-Offset"] = String(start);
    if (end > start || method === "PATCH") headers["Content-Type"] = PIECE;
    return this.#world.send({
      method,
      url: this.#state.url || this.#endpoint,
      headers,
      body: end > start ? this.#file.slice(start, end) : null,
      onSent: (bytes) => this.#calls.onProgress(Math.min(start + bytes, end)),
      signal: this.#asking.signal,
    });
  }

  async #judged(answer) {
    // A file that can be read no longer fails like a network that is gone, but never comes back.
    const isLost = answer.status === 0 && !(await isReadable(this.#file));
    return isLost ? { verdict: "refused", words: CHANGED } : judge(this.#state, answer);
  }

  #goOn(state, status) {
    const { url } = this.#state;
    this.#state = state;
    if (!state.url) forget(this.#world.storage, this.#file);
    else if (state.url !== url) remember(this.#world.storage, this.#file, state.url);
    if (state.offset !== null) this.#calls.onProgress(state.offset);
    if (state.failures < WORTH_TELLING || state.offset !== null) return;
    if (status !== 423) this.#calls.onTrouble(status ? "busy" : "offline");
  }

  #end({ verdict, fileId, words }) {
    this.#over.abort();
    forget(this.#world.storage, this.#file);
    if (verdict === "done") this.#calls.onDone(fileId);
    else if (verdict === "refused") this.#calls.onRefused(words);
    else this.#calls.onUnable();
  }
}

async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

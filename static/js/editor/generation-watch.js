import { isOver } from "./progress-words.js";

/** How long the first event may take before a proxy is suspected of holding events back, in ms. */
const FIRST_EVENT = 6000;
/** Errors in a row, without an event between them, after which the page asks by itself. */
const PATIENCE = 3;
const POLL = 1500;
const SLOWEST_POLL = 12000;

/**
 * Follows one generation to its end: by its event stream, or by asking again and again where
 * streams are missing, refused or swallowed on the way.
 *
 * Calls `onState(state)` for each state, `onFinish(state)` once at the end, `onTrouble()` when
 * the connection is lost (it keeps trying) and `onGone()` when there is no such generation.
 */
export class GenerationWatch {
  #urls;
  #calls;
  #browser;
  #source;
  #timer;
  #errors = 0;
  #asking = false;
  #stopped = false;

  constructor({ eventsUrl, stateUrl }, calls, browser = globalThis) {
    this.#urls = { eventsUrl, stateUrl };
    this.#calls = calls;
    this.#browser = browser;
  }

  start() {
    if (typeof this.#browser.EventSource === "function") this.#listen();
    else this.#ask();
  }

  stop() {
    this.#stopped = true;
    this.#close();
  }

  /** Ask at once: the page is visible or online again. */
  hurry() {
    if (this.#stopped || this.#source || this.#asking) return;
    this.#browser.clearTimeout(this.#timer);
    this.#ask();
  }

  #listen() {
    this.#source = new this.#browser.EventSource(this.#urls.eventsUrl);
    this.#source.addEventListener("status", (event) => this.#hear(event));
    this.#source.addEventListener("error", () => this.#stumble());
    this.#timer = this.#browser.setTimeout(() => this.#poll(), FIRST_EVENT);
  }

  #hear(event) {
    this.#browser.clearTimeout(this.#timer);
    this.#errors = 0;
    this.#take(JSON.parse(event.data));
  }

  #stumble() {
    this.#errors += 1;
    const closed = this.#source?.readyState === this.#browser.EventSource.CLOSED;
    if (closed || this.#errors >= PATIENCE) this.#poll();
  }

  #close() {
    this.#source?.close();
    this.#source = undefined;
    this.#browser.clearTimeout(this.#timer);
  }

  #poll() {
    this.#close();
    this.#errors = 0;
    this.#ask();
  }

  async #ask() {
    let answer;
    this.#asking = true;
    try {
      answer = await this.#browser.fetch(this.#urls.stateUrl, {
        headers: { Accept: "application/json" },
        cache: "no-store",
      });
    } catch {
      // Offline, or the server restarts: the next round tries again.
      this.#again();
      return;
    } finally {
      this.#asking = false;
    }
    await this.#read(answer);
  }

  async #read(answer) {
    if (this.#stopped) return;
    if (answer.status === 404) {
      this.stop();
      this.#calls.onGone();
    } else if (answer.ok) {
      this.#errors = 0;
      this.#take(await answer.json());
      this.#schedule(POLL);
    } else this.#again();
  }

  #again() {
    if (this.#stopped) return;
    this.#errors += 1;
    this.#calls.onTrouble();
    this.#schedule(Math.min(SLOWEST_POLL, POLL * 2 ** Math.min(this.#errors - 1, 5)));
  }

  #schedule(delay) {
    if (this.#stopped) return;
    this.#timer = this.#browser.setTimeout(() => this.#ask(), delay);
  }

  #take(state) {
    if (this.#stopped) return;
    this.#calls.onState(state);
    if (!isOver(state)) return;
    this.stop();
    this.#calls.onFinish(state);
  }
}

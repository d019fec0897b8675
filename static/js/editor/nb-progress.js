import { GenerationWatch } from "./generation-watch.js";
import { describe, isOver, plainTitle, titleFor } from "./progress-words.js";

const TROUBLE = "The connection is lost. The work goes on; this page keeps trying to look.";
const GONE = "This is not here any more: it was deleted in another tab or on another device.";
/** Time for htmx to begin to fetch the result before the page is simply opened anew, in ms. */
const PATIENCE = 1000;
/** Pause before the result is fetched again after a failure, in ms. */
const PAUSE = 3000;

/**
 * Shows how far a generation is, from the state the server rendered to its end; then asks, by the
 * event `nb:finished` on which its `hx-trigger` waits, for the result to take its place.
 */
class Progress extends HTMLElement {
  #listening = new AbortController();
  #watch;
  #title = plainTitle(document.title);
  #timer;
  #fetching = false;
  #glimpse = "";

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#watch = new GenerationWatch(
      { eventsUrl: this.dataset.events, stateUrl: this.dataset.state },
      {
        onState: (state) => this.#show(state),
        onFinish: () => this.#finish(),
        onTrouble: () => this.#say(TROUBLE),
        onGone: () => this.#say(GONE),
      },
    );
    this.#watch.start();
    this.addEventListener("htmx:beforeRequest", (event) => {
      if (event.target === this) this.#fetching = true;
    }, { signal });
    for (const name of ["htmx:sendError", "htmx:responseError"]) {
      this.addEventListener(name, (event) => this.#fetchAgain(event), { signal });
    }
    globalThis.addEventListener("online", () => this.#watch.hurry(), { signal });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#watch.hurry();
    }, { signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#watch.stop();
    clearTimeout(this.#timer);
    document.title = this.#title;
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #show(state) {
    const { value, label } = describe(state);
    const bar = this.#part("bar");
    // A bar without a value is "under way, nobody knows how far": what waiting is.
    if (state.status === "pending") bar.removeAttribute("value");
    else bar.value = value;
    this.#write("label", label);
    this.#write("percent", state.status === "pending" ? "" : `${value} %`);
    this.style.setProperty("--progress", value / 100);
    document.title = titleFor(state, this.#title);
    this.#say("");
    if (state.glimpseUrl) this.#look(state.glimpseUrl);
    else if (!isOver(state)) this.#lookAway();
  }

  /**
   * Shows an unfinished picture once it is here, over the one before until it has faded in; one
   * that does not come is not missed.
   */
  async #look(url) {
    if (url === this.#glimpse) return;
    this.#glimpse = url;
    const coming = this.#glimpses().at(-1).cloneNode();
    coming.hidden = false;
    coming.src = url;
    try {
      await coming.decode();
    } catch {
      return;
    }
    if (url !== this.#glimpse || !this.isConnected) return;
    const before = this.#glimpses();
    before.at(-1).after(coming);
    for (const each of before) each.alt = "";
    await Promise.allSettled(coming.getAnimations().map((fade) => fade.finished));
    for (const each of before) each.remove();
  }

  /** The work begins anew, as its worker died: what was seen of it is not what is being made. */
  #lookAway() {
    this.#glimpse = "";
    for (const each of this.#glimpses()) each.hidden = true;
  }

  #glimpses() {
    return [...this.querySelectorAll('[data-part="glimpse"]')];
  }

  /** Unchanged words are left alone, or a screen reader would say them again. */
  #write(name, words) {
    const part = this.#part(name);
    if (part.textContent !== words) part.textContent = words;
  }

  #say(words) {
    this.#write("trouble", words);
    this.#part("trouble").hidden = !words;
  }

  #finish() {
    this.dispatchEvent(new CustomEvent("nb:finished"));
    this.#timer = setTimeout(() => {
      if (!this.#fetching) location.assign(this.dataset.page);
    }, PATIENCE);
  }

  #fetchAgain(event) {
    if (event.target !== this) return;
    this.#say(TROUBLE);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#finish(), PAUSE);
  }
}

customElements.define("nb-progress", Progress);

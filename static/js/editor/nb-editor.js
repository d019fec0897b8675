import { UNEXPECTED, failureWords, sendingWords } from "./failure-words.js";

const calm = () => globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * The editor's form: htmx sends it, this keeps the person informed meanwhile. Nothing that was
 * typed or chosen is ever cleared, and every failure, our own scripts' included, gets a sentence
 * and a way on.
 */
class Editor extends HTMLElement {
  #listening = new AbortController();

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const on = (target, name, react) => target.addEventListener(name, react, { signal });
    // A failed request's suggestions stand in the panel.
    on(document, "click", (event) => this.#useExample(event));
    on(this, "keydown", (event) => this.#sendByKey(event));
    on(this, "nb:picture", (event) => this.#adapt(event.detail.present));
    on(this, "htmx:beforeRequest", () => this.#begin());
    on(this, "htmx:xhr:progress", (event) => this.#count(event.detail));
    on(this, "htmx:afterRequest", () => this.#end());
    // These come from the panel, too, whose buttons and progress need the same care.
    on(document.body, "htmx:sendError", (event) => this.#lose(event));
    on(document.body, "htmx:timeout", (event) => this.#lose(event));
    on(document.body, "htmx:beforeSwap", (event) => this.#judge(event.detail));
    on(document.body, "htmx:afterSettle", (event) => this.#show(event.detail));
    on(globalThis, "error", (event) => this.#catch(event.error));
    on(globalThis, "unhandledrejection", (event) => this.#catch(event.reason));
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  get #form() {
    return this.querySelector("form");
  }

  get #notice() {
    return this.querySelector("[data-notice]");
  }

  get #prompt() {
    return this.#form.elements.namedItem("prompt");
  }

  #useExample(event) {
    const example = event.target.closest("[data-example]");
    if (!example) return;
    event.preventDefault();
    this.#prompt.value = example.dataset.example;
    this.#prompt.focus();
  }

  #sendByKey(event) {
    // Shift and Enter begins a new line; while a word is being composed, Enter ends the word.
    if (event.key !== "Enter" || event.target !== this.#prompt) return;
    if (event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #adapt(present) {
    this.toggleAttribute("data-picture", present);
    for (const part of this.querySelectorAll("[data-without-picture]")) part.hidden = present;
    this.#say("");
  }

  #begin() {
    this.#say("");
    this.#form.setAttribute("aria-busy", "true");
    this.#tell("Sending…");
  }

  #count({ loaded, total, lengthComputable }) {
    const carriesPicture = this.#form.elements.namedItem("image").files.length > 0;
    this.#tell(sendingWords(loaded, carriesPicture && lengthComputable ? total : 0));
  }

  #end() {
    this.#form.removeAttribute("aria-busy");
    this.#tell("");
  }

  #tell(words) {
    const line = this.querySelector("[data-sending]");
    line.textContent = words;
    line.hidden = !words;
  }

  /** No answer came. A result that cannot be fetched is asked for again by <nb-progress>. */
  #lose(event) {
    if (event.target.localName === "form") this.#say(failureWords(0));
  }

  /** An answer that names its own place is shown there; any other refusal gets our words. */
  #judge(detail) {
    const { xhr, requestConfig } = detail;
    if (!requestConfig.elt.isConnected) {
      // A newer answer has taken the asker's place; this one would bring the old panel back.
      detail.shouldSwap = false;
    } else if (xhr.getResponseHeader("HX-Retarget")) {
      detail.shouldSwap = true;
      detail.isError = false;
    } else if (xhr.status >= 400 && requestConfig.verb === "post") {
      this.#say(failureWords(xhr.status));
    }
  }

  #say(words) {
    const line = document.createElement("p");
    line.className = "notice notice-error";
    line.textContent = words;
    this.#notice.replaceChildren(...(words ? [line] : []));
  }

  /** Brings a new panel into view, and the focus unless the person is busy elsewhere. */
  #show({ target }) {
    if (target?.id !== "panel") return;
    const heading = target.querySelector("[data-heading]");
    const active = document.activeElement;
    const idle = !active || active === document.body || active.closest("[type=submit], #panel");
    if (idle) heading?.focus({ preventScroll: true });
    const { top } = target.getBoundingClientRect();
    if (top >= 0 && top < globalThis.innerHeight / 2) return;
    target.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
  }

  #catch(reason) {
    // Requests that the browser itself gave up (leaving the page) are nobody's fault.
    if (!reason || reason.name === "AbortError") return;
    this.#end();
    this.#say(UNEXPECTED);
  }
}

customElements.define("nb-editor", Editor);

import { questionOf, sentenceOf, STAYS } from "./destination-words.js";

/** How long a person has stopped typing before the router is asked, in ms. */
const PAUSE = 350;

/**
 * Says where just this request would go, while it is being written, and tells the form
 * (`nb:destination`). Where it fails it says again what is true of all requests.
 */
class Destination extends HTMLElement {
  #listening = new AbortController();
  #asking = new AbortController();
  #timer;
  #general = "";
  #isAllLocal = false;

  connectedCallback() {
    if (!this.dataset.url) return;
    this.#general = this.#sentence.textContent;
    this.#isAllLocal = this.hasAttribute("data-here");
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const name of ["input", "change", "nb:picture", "nb:mask", "nb:more"]) {
      this.#form.addEventListener(name, () => this.#soon(), { signal });
    }
    this.#soon();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#asking.abort();
    clearTimeout(this.#timer);
  }

  get #form() {
    return this.closest("form");
  }

  get #sentence() {
    return this.querySelector('[data-part="sentence"]');
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#asking.abort();
    const question = this.#question;
    if (question) this.#timer = setTimeout(() => this.#ask(question), PAUSE);
    else if (this.#isLocalOnly) this.#say(STAYS, { isLocal: true });
    else this.#say(this.#general, { isLocal: this.#isAllLocal });
  }

  get #isLocalOnly() {
    return Boolean(this.#form.elements.namedItem("local_only")?.checked);
  }

  get #question() {
    const { elements } = this.#form;
    const value = (name) => elements.namedItem(name)?.value ?? "";
    return questionOf({
      prompt: value("prompt"),
      mode: value("mode"),
      hasPicture: Boolean(this.#form.querySelector("nb-dropzone [data-part='image']")?.getAttribute("src")),
      hasMask: Boolean(elements.namedItem("mask")?.files?.length),
      references: elements.namedItem("references")?.files?.length ?? 0,
      provider: value("provider"),
      count: value("count"),
      localOnly: this.#isLocalOnly,
    });
  }

  async #ask(question) {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const answer = await fetch(this.dataset.url, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": this.#form.elements.namedItem("csrfmiddlewaretoken")?.value ?? "",
        },
        body: JSON.stringify(question),
        signal,
      });
      const told = await answer.json();
      this.#say(sentenceOf(told, question) || this.#general, told);
    } catch (error) {
      if (error.name !== "AbortError") this.#say(this.#general, { isLocal: this.#isAllLocal });
    }
  }

  #say(sentence, { isLocal, provider = "" }) {
    if (this.#sentence.textContent !== sentence) this.#sentence.textContent = sentence;
    this.toggleAttribute("data-here", Boolean(isLocal));
    const detail = { provider };
    this.dispatchEvent(new CustomEvent("nb:destination", { bubbles: true, detail }));
  }
}

customElements.define("nb-destination", Destination);

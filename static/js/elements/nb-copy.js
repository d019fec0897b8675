// <nb-copy>: copies the text of its <textarea> at a press of its button, which shows where that works.

export class CopyElement extends HTMLElement {
  #listening = new AbortController();

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const button = this.querySelector("button");
    button?.removeAttribute("hidden");
    button?.addEventListener("click", () => this.#copy(), { signal });
    this.#text?.addEventListener("focus", () => this.#text.select(), { signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  get #text() {
    return this.querySelector("textarea");
  }

  async #copy() {
    const status = this.querySelector('[role="status"]');
    try {
      await navigator.clipboard.writeText(this.#text.value);
      status.textContent = "Copied";
    } catch {
      // Not over plain HTTP, and not where the browser forbids it.
      this.#text.select();
      status.textContent = "Selected: copy it with your keyboard";
    }
  }
}

customElements.define("nb-copy", CopyElement);

// <nb-copy>: copies the value of its input at a press of its button, which shows where that works.

export class CopyElement extends HTMLElement {
  #listening = new AbortController();

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const button = this.querySelector("button");
    button?.removeAttribute("hidden");
    button?.addEventListener("click", () => this.#copy(), { signal });
    this.#input?.addEventListener("focus", () => this.#input.select(), { signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  get #input() {
    return this.querySelector("input");
  }

  async #copy() {
    const status = this.querySelector('[role="status"]');
    try {
      await navigator.clipboard.writeText(this.#input.value);
      status.textContent = "Copied";
    } catch {
      // Not over plain HTTP, and not where the browser forbids it.
      this.#input.select();
      status.textContent = "Selected: copy it with your keyboard";
    }
  }
}

customElements.define("nb-copy", CopyElement);

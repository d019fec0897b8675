// <nb-share data-url data-title>: hands a link to the system's share sheet, or copies it.
//
// Markup: a <button hidden> that appears where this works, and an element with role="status".

export class ShareElement extends HTMLElement {
  connectedCallback() {
    this.#button?.removeAttribute("hidden");
    this.#button?.addEventListener("click", this.#share);
  }

  disconnectedCallback() {
    this.#button?.removeEventListener("click", this.#share);
  }

  get #button() {
    return this.querySelector("button");
  }

  #share = async () => {
    const { url, title } = this.dataset;
    try {
      if (navigator.share) await navigator.share({ url, title });
      else await this.#copy(url);
    } catch (error) {
      if (error.name !== "AbortError") this.#say(`Copy this link: ${url}`);
    }
  };

  async #copy(url) {
    await navigator.clipboard.writeText(url);
    this.#say("Link copied");
  }

  #say(words) {
    const status = this.querySelector('[role="status"]');
    if (status) status.textContent = words;
  }
}

customElements.define("nb-share", ShareElement);

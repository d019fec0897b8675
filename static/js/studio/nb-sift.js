import { fits, foundWords } from "./sifting.js";

/**
 * <nb-sift>: finds edits on the cookbook's page while one types.
 *
 * Around the shelves ([data-shelf], each with list items); [data-part=field], hidden without this
 * script, holds the input, and [data-part=found] is told how many fit.
 */
class Sift extends HTMLElement {
  #listening = new AbortController();

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#part("field").hidden = false;
    this.#input.addEventListener("input", () => this.#sift(), { signal });
    // A link to one edit must lead there, whatever is being looked for.
    window.addEventListener("hashchange", () => this.#clear(), { signal });
    this.#sift();
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  get #input() {
    return this.querySelector("input");
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #clear() {
    if (!this.#input.value) return;
    this.#input.value = "";
    this.#sift();
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }

  #sift() {
    const query = this.#input.value.trim();
    let count = 0;
    for (const shelf of this.querySelectorAll("[data-shelf]")) {
      const items = [...shelf.querySelectorAll("li[data-words]")];
      const fitting = items.filter((item) => fits(item.dataset.words, query));
      items.forEach((item) => {
        item.hidden = !fitting.includes(item);
      });
      shelf.hidden = !fitting.length;
      count += fitting.length;
    }
    this.#part("groups").hidden = Boolean(query);
    this.#part("found").textContent = query ? foundWords(count) : "";
  }
}

customElements.define("nb-sift", Sift);

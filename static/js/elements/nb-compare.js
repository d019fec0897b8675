// <nb-compare>: two pictures over each other, drawn apart by a range input.
//
// Markup: two pictures, before and after, and an <input type="range">. Without JavaScript the
// pictures stand side by side (compare.css). The range stays the control: keyboard, touch and
// screen readers use it as they know it.

export class CompareElement extends HTMLElement {
  #range = null;

  connectedCallback() {
    this.#range = this.querySelector('input[type="range"]');
    if (!this.#range) return;
    this.#range.addEventListener("input", this.#show);
    this.#show();
  }

  disconnectedCallback() {
    this.#range?.removeEventListener("input", this.#show);
  }

  #show = () => {
    this.style.setProperty("--split", `${this.#range.value}%`);
    this.#range.setAttribute("aria-valuetext", `${Math.round(this.#range.value)} % before`);
  };
}

customElements.define("nb-compare", CompareElement);

import { pickedWords } from "./picked-words.js";

/**
 * <nb-pictures data-most-new data-most>: says how many pictures are chosen, shows the new ones, and
 * keeps a form from being sent twice.
 *
 * Around a form with a file input, checkboxes, [data-part=previews] and [data-part=chosen].
 */
class Pictures extends HTMLElement {
  #listening = new AbortController();
  #addresses = [];

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.addEventListener("change", () => this.#tell(), { signal });
    this.querySelector("form").addEventListener("submit", (event) => this.#sent(event), { signal });
    // Coming back, the browser may bring the page as it was left: with its button off.
    window.addEventListener("pageshow", () => this.#tell(), { signal });
    this.#tell();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#forget();
  }

  get #input() {
    return this.querySelector('input[type="file"]');
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #told() {
    return pickedWords({
      fresh: this.#input.files.length,
      own: this.querySelectorAll('input[type="checkbox"]:checked').length,
      mostFresh: Number(this.dataset.mostNew),
      most: Number(this.dataset.most),
    });
  }

  #tell() {
    const { words, isTooMany } = this.#told();
    const line = this.#part("chosen");
    line.textContent = words;
    line.classList.toggle("field-error", isTooMany);
    this.querySelector("form").removeAttribute("aria-busy");
    this.#show([...this.#input.files].slice(0, Number(this.dataset.mostNew)));
  }

  #show(files) {
    this.#forget();
    const pictures = files.map((file) => {
      const item = document.createElement("li");
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      this.#addresses.push(image.src);
      // What the browser cannot show, such as TIFF, goes by its name.
      image.addEventListener("error", () => item.replaceChildren(file.name), { once: true });
      item.append(image);
      return item;
    });
    this.#part("previews").replaceChildren(...pictures);
    this.#part("previews").hidden = !pictures.length;
  }

  #forget() {
    this.#addresses.forEach((address) => URL.revokeObjectURL(address));
    this.#addresses = [];
  }

  #sent(event) {
    const form = event.currentTarget;
    if (form.hasAttribute("aria-busy") || this.#told().isTooMany) event.preventDefault();
    else {
      form.setAttribute("aria-busy", "true");
      this.#part("chosen").textContent = "Sending …";
    }
  }
}

customElements.define("nb-pictures", Pictures);

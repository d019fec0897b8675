import { joined, neededWords } from "./more-pictures.js";

/**
 * <nb-more data-most>: the further pictures of a request. Shows them small, each with a way to take
 * it out again, and opens when `nb:wanted` says that the words speak of some (`detail.count`, and
 * `detail.isEnough` where fewer would do) or a [data-more-pictures] is pressed. Fires `nb:more` when the choice has changed.
 */
class More extends HTMLElement {
  #listening = new AbortController();
  #files = [];
  #addresses = [];
  #wanted = { count: 0, isEnough: false };

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#input.addEventListener("change", () => this.#add(this.#input.files), { signal });
    this.#form.addEventListener("nb:wanted", ({ detail }) => this.#want(detail), { signal });
    this.#part("chosen").addEventListener("click", (event) => this.#takeOut(event), { signal });
    document.addEventListener("click", (event) => this.#openFromElsewhere(event), { signal });
    // After a reload some browsers bring the chosen files back into the input.
    if (this.#input.files.length) this.#add(this.#input.files);
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#forgetAddresses();
  }

  get #form() {
    return this.closest("form");
  }

  get #input() {
    return this.querySelector("input[type='file']");
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #add(files) {
    this.#keep(joined(this.#files, files, Number(this.dataset.most)));
    this.#part("fold").open = true;
  }

  #takeOut(event) {
    const button = event.target.closest("[data-at]");
    if (!button) return;
    this.#keep(this.#files.toSpliced(Number(button.dataset.at), 1));
    this.#input.focus();
  }

  #keep(files) {
    this.#files = files;
    const basket = new DataTransfer();
    files.forEach((file) => basket.items.add(file));
    this.#input.files = basket.files;
    this.toggleAttribute("data-chosen", files.length > 0);
    this.#part("count").textContent = files.length ? `(${files.length})` : "";
    this.#show();
    this.#tell();
    this.dispatchEvent(new CustomEvent("nb:more", { bubbles: true }));
  }

  #show() {
    this.#forgetAddresses();
    this.#part("chosen").replaceChildren(...this.#files.map((file, at) => this.#shown(file, at)));
    this.#part("chosen").hidden = !this.#files.length;
  }

  #shown(file, at) {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    this.#addresses.push(image.src);
    // What the browser cannot show, such as TIFF, goes by its name.
    image.addEventListener("error", () => image.replaceWith(file.name), { once: true });
    const button = document.createElement("button");
    button.type = "button";
    button.className = "more-remove";
    button.dataset.at = at;
    button.textContent = "×";
    button.setAttribute("aria-label", `Remove ${file.name}`);
    const item = document.createElement("li");
    item.append(image, button);
    return item;
  }

  /** Opens once when the words begin to need more than there is; a person may close it again. */
  #want(wanted) {
    const isNew = wanted.count > Math.max(this.#wanted.count, this.#files.length);
    this.#wanted = wanted;
    if (isNew) this.#part("fold").open = true;
    this.#tell();
  }

  #tell() {
    this.#part("needed").textContent = neededWords(
      this.#wanted.count,
      this.#files.length,
      this.#wanted.isEnough,
    );
  }

  #openFromElsewhere(event) {
    if (!event.target.closest("[data-more-pictures]")) return;
    event.preventDefault();
    this.#part("fold").open = true;
    this.#input.focus();
  }

  #forgetAddresses() {
    this.#addresses.forEach((address) => URL.revokeObjectURL(address));
    this.#addresses = [];
  }
}

customElements.define("nb-more", More);

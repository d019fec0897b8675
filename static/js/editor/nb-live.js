import { isWorthAsking, linesOf, titleOf } from "./live-words.js";
import { dataUrl, smallCopy, smallFile } from "./small-copies.js";

/** How long a person has stopped typing before the studio is asked, in ms. */
const PAUSE = 450;

/**
 * Shows, while a person types, what the studio would do and a small picture of it. Only a help:
 * where it fails it says nothing, and the button works as ever.
 */
class Live extends HTMLElement {
  #listening = new AbortController();
  #asking = new AbortController();
  #timer;
  #isElsewhere = false;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const name of ["input", "nb:picture", "nb:mask", "nb:more"]) {
      this.#form.addEventListener(name, () => this.#soon(), { signal });
    }
    this.#form.addEventListener("nb:destination", (event) => this.#settle(event.detail), { signal });
    this.#form.addEventListener("submit", () => this.#rest(), { signal });
    // Beside a result of these words there is nothing to foresee, and the page stays as it is.
    if (!document.querySelector("#panel .result")) this.#soon();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#rest();
  }

  get #form() {
    return this.closest("form");
  }

  /** What somebody else will make, the studio does not foresee. */
  #settle({ provider }) {
    this.#isElsewhere = Boolean(provider) && provider !== "studio";
    if (this.#isElsewhere) this.#hide();
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #value(name) {
    const field = this.#form.elements.namedItem(name);
    return field?.value ?? "";
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#asking.abort();
    this.removeAttribute("aria-busy");
  }

  #soon() {
    this.#rest();
    const image = this.#image;
    const wish = {
      prompt: this.#value("prompt"),
      hasPicture: Boolean(image?.getAttribute("src")),
      provider: this.#value("provider"),
      mode: this.#value("mode"),
    };
    if (!isWorthAsking(wish)) this.#hide();
    else this.#timer = setTimeout(() => this.#ask(wish.prompt, image), PAUSE);
  }

  get #image() {
    return this.#form.querySelector("nb-dropzone [data-part='image']");
  }

  async #ask(prompt, image) {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.setAttribute("aria-busy", "true");
    try {
      const others = await Promise.all(this.#others.map(smallFile));
      const body = {
        prompt,
        inputImage: this.#value("input_image") || (await smallCopy(image)),
        mask: await this.#mask(),
        references: others.every(Boolean) ? others : [],
      };
      const answer = await fetch(this.dataset.url, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": this.#value("csrfmiddlewaretoken"),
        },
        body: JSON.stringify(body),
        signal,
      });
      if (answer.ok) this.#show(await answer.json(), others.every(Boolean));
      else this.#hide();
    } catch (error) {
      // Offline, or newer words have taken its place. The button tells of a lost connection.
      if (error.name !== "AbortError") this.#hide();
    } finally {
      if (!signal.aborted) this.removeAttribute("aria-busy");
    }
  }

  get #others() {
    return [...(this.#form.elements.namedItem("references")?.files ?? [])];
  }

  async #mask() {
    const file = this.#form.elements.namedItem("mask")?.files[0];
    return file ? dataUrl(file) : null;
  }

  #show(answer, isAllSeen) {
    const wanted = { count: answer.wantsPictures, isEnough: Boolean(answer.picture) };
    this.dispatchEvent(new CustomEvent("nb:wanted", { bubbles: true, detail: wanted }));
    this.#part("title").textContent = titleOf(answer);
    const lines = linesOf(answer, isAllSeen).map(({ kind, text }) => {
      const item = document.createElement("li");
      item.className = kind === "note" ? "is-note" : "";
      item.textContent = text;
      return item;
    });
    this.#part("lines").replaceChildren(...lines);
    for (const picture of this.#pictures) showIn(picture, answer);
    const suggested = answer.unmatched.length ? answer.suggestions : [];
    this.#part("suggestions").replaceChildren(...suggested.map(chip));
    if (!lines.length || this.#isElsewhere) this.#hide();
    else this.hidden = false;
  }

  /** The one here and, until there is a result, a large one beside the form. */
  get #pictures() {
    return [this.#part("picture"), ...document.querySelectorAll("#panel .empty-preview img")];
  }

  #hide() {
    this.hidden = true;
    for (const picture of this.#pictures) holderOf(picture).hidden = true;
  }
}

function holderOf(picture) {
  return picture.closest("figure") ?? picture;
}

function showIn(picture, answer) {
  holderOf(picture).hidden = !answer.picture;
  if (!answer.picture) return;
  picture.src = answer.picture;
  picture.width = answer.width;
  picture.height = answer.height;
}

function chip(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.dataset.example = text;
  button.textContent = text;
  return button;
}

customElements.define("nb-live", Live);

import { waitingWords } from "../uploads/upload-words.js";

/**
 * <nb-send-later>: keeps a form that is sent while its picture is still being uploaded, says so,
 * and sends it by itself once the picture is there, or gives up at a press on [data-part=stop].
 *
 * Stands in the form, around [data-part=words], too. A refused or removed picture ends the waiting.
 */
class SendLater extends HTMLElement {
  #listening = new AbortController();
  #button = null;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    // Before the form's own listeners, htmx's among them, hear of it.
    document.addEventListener("submit", (event) => this.#judge(event), { signal, capture: true });
    this.#form.addEventListener("nb:upload", ({ detail }) => this.#follow(detail), { signal });
    this.#part("stop").addEventListener("click", () => this.#stop(), { signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  get #form() {
    return this.closest("form");
  }

  get #upload() {
    return this.#form.querySelector("nb-upload");
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #judge(event) {
    if (event.target !== this.#form || !this.#upload?.isUnderWay) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#button = event.submitter;
    this.hidden = false;
    this.#tell(this.#upload.phase);
  }

  #follow({ phase }) {
    if (this.hidden) return;
    this.#tell(phase);
    if (waitingWords(phase)) return;
    this.hidden = true;
    if (phase === "done" || phase === "unable") this.#form.requestSubmit(this.#button);
    // The words beside the picture say why, and they may be out of sight.
    if (phase === "refused") this.#form.querySelector("nb-dropzone").scrollIntoView({ block: "end" });
  }

  #stop() {
    this.hidden = true;
    (this.#button ?? this.#form.querySelector("[type=submit]")).focus();
  }

  #tell(phase) {
    this.#part("words").textContent = waitingWords(phase);
  }
}

customElements.define("nb-send-later", SendLater);

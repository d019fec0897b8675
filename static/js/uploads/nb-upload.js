import { TusUpload } from "./tus.js";
import { isUnderWay, percentOf, uploadWords } from "./upload-words.js";

/**
 * <nb-upload data-endpoint>: sends a file in the background and shows how far it is, around
 * [data-part=bar], [data-part=said] and [data-part=percent], in a form with a CSRF token.
 *
 * Fires `nb:upload` when its `phase` (upload-words.js) has changed: with `detail.fileId` where that
 * is "done", `detail.words` of the server where it is "refused".
 */
class Upload extends HTMLElement {
  #tus;
  #phase = "";

  disconnectedCallback() {
    this.#tus?.stop();
  }

  get phase() {
    return this.#phase;
  }

  get isUnderWay() {
    return isUnderWay(this.#phase);
  }

  /** Sends `file` in place of whatever was under way. */
  begin(file) {
    this.#tus?.abort();
    const token = this.closest("form").elements.namedItem("csrfmiddlewaretoken").value;
    const tus = new TusUpload(
      file,
      { endpoint: this.dataset.endpoint, headers: { "X-CSRFToken": token } },
      {
        onProgress: (sent) => this.#count(sent, file.size),
        onTrouble: (kind) => this.#turn(kind),
        onDone: (fileId) => this.#turn("done", { fileId }),
        onRefused: (words) => this.#turn("refused", { words }),
        onUnable: () => this.#turn("unable"),
      },
    );
    this.#tus = tus;
    this.#count(0, file.size);
    tus.run();
  }

  /** Ends what is under way, and is seen no more. */
  drop() {
    this.#tus?.abort();
    this.#tus = undefined;
    this.#turn("");
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #count(sent, size) {
    const percent = percentOf(sent, size);
    this.#part("bar").value = percent;
    this.#turn(sent < size ? "sending" : "checking");
    this.#part("percent").textContent = uploadWords(this.#phase, percent).percent;
  }

  #turn(phase, detail = {}) {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.dataset.phase = phase;
    const { said } = uploadWords(phase, 0);
    this.hidden = !said;
    // A screen reader says these words, so they change with the phase and not with each percent.
    this.#part("said").textContent = said;
    this.#part("percent").textContent = "";
    this.#part("bar").hidden = phase === "unable";
    if (phase === "done") this.#part("bar").value = 100;
    this.dispatchEvent(new CustomEvent("nb:upload", { bubbles: true, detail: { phase, ...detail } }));
  }
}

customElements.define("nb-upload", Upload);

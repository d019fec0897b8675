import "../uploads/nb-upload.js";
import { isThere, keepPicture, keptPicture } from "./kept-picture.js";
import { HEAD_LENGTH, firstPicture, humanSize, objection } from "./picture-check.js";
import { takePictures } from "./picture-sources.js";

const REFUSED = "The server cannot take this picture. Choose another one.";
/** Stands in data-file-url where a file's id belongs. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

/**
 * The field for a picture: choose, drop anywhere on the page, paste, or take a photo.
 *
 * The picture is uploaded at once, and its id then stands in the form in place of the file. Until
 * then, and where the upload is refused, the file stays in the form's own file input, so that the
 * form can be sent like any other. Fires `nb:picture` with `detail.present` whenever there is
 * another picture or none any more.
 */
class Dropzone extends HTMLElement {
  #listening = new AbortController();
  #file;
  #turn = 0;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const on = (target, name, react) => target.addEventListener(name, react, { signal });
    on(this.#input, "change", () => this.#chosen(this.#input.files));
    on(this.#camera, "change", () => this.#chosen(this.#camera.files));
    on(this.#part("remove"), "click", () => this.#remove());
    on(this.#image, "error", () => this.#miss());
    on(this, "nb:upload", ({ detail }) => this.#follow(detail));
    takePictures(this, (files) => this.#chosen(files), signal);
    // Coming back, some browsers bring along the chosen file, though not yet at this moment.
    on(globalThis, "pageshow", () => this.#restore());
    if (document.readyState === "complete") this.#restore();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#forgetPreview();
  }

  /** After a reload or on the way back: what was chosen is chosen again. */
  async #restore() {
    if (this.hasAttribute("data-filled")) return;
    const turn = this.#turn;
    const key = keptPicture();
    if (this.#input.files.length) this.#chosen(this.#input.files);
    else if (key && (await isThere(this.#addressOf(key))) && turn === this.#turn) {
      this.#stored.value = key;
      this.#showStored();
    }
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  get #input() {
    return this.#part("file");
  }

  get #camera() {
    return this.#part("camera");
  }

  get #stored() {
    return this.#part("stored");
  }

  get #image() {
    return this.#part("image");
  }

  get #upload() {
    return this.#part("upload");
  }

  async #chosen(files) {
    const file = firstPicture(files);
    if (!file) {
      this.#keep(this.#file);
      return;
    }
    this.#turn += 1;
    const turn = this.#turn;
    const problem = await this.#check(file);
    if (turn !== this.#turn) return;
    this.#say(problem);
    if (problem) this.#keep(this.#file);
    else this.#take(file);
  }

  async #check(file) {
    try {
      const head = new Uint8Array(await file.slice(0, HEAD_LENGTH).arrayBuffer());
      const { limit, heic } = this.dataset;
      return objection({ size: file.size, head, limit: Number(limit), isHeicRead: heic === "read" });
    } catch {
      // A folder, or a file that went away between choosing and reading.
      return "This file could not be read. Choose it again, or another one.";
    }
  }

  #keep(file) {
    const basket = new DataTransfer();
    if (file) basket.items.add(file);
    this.#input.files = basket.files;
    this.#camera.value = "";
  }

  #take(file) {
    this.#file = file;
    this.#keep(file);
    this.#show(URL.createObjectURL(file), `Your picture: ${file.name}`);
    this.#part("caption").textContent = `${file.name} · ${humanSize(file.size)}`;
    this.#stored.value = "";
    this.#part("parent").value = "";
    keepPicture("");
    this.#mark(true);
    this.#upload.begin(file);
  }

  #follow({ phase, fileId, words }) {
    if (phase === "refused") this.#say(words || REFUSED);
    if (phase !== "done") return;
    this.#stored.value = fileId;
    keepPicture(fileId);
    this.#file = undefined;
    this.#keep(undefined);
    if (this.hasAttribute("data-unseen")) this.#showStored();
  }

  /** The server's copy, where this browser has none that it could show. */
  #showStored() {
    this.#show(this.#addressOf(this.#stored.value), this.#image.alt || "Your picture");
    this.#part("caption").textContent ||= "Your picture";
    this.#mark(true);
  }

  #addressOf(key) {
    return `${this.dataset.fileUrl.replace(NO_ID, key)}?w=960&format=webp`;
  }

  #show(address, alt) {
    this.#forgetPreview();
    this.removeAttribute("data-unseen");
    this.#image.src = address;
    this.#image.alt = alt;
  }

  /** Of HEIC and TIFF, most browsers show nothing: a tile stands for it until it is uploaded. */
  #miss() {
    if (!this.#image.src.startsWith("blob:")) return;
    this.#forgetPreview();
    this.#image.removeAttribute("src");
    this.setAttribute("data-unseen", "");
    if (this.#stored.value) this.#showStored();
  }

  #remove() {
    this.#turn += 1;
    this.#file = undefined;
    this.#keep(undefined);
    this.#upload.drop();
    this.#forgetPreview();
    this.#image.removeAttribute("src");
    this.#image.alt = "";
    this.removeAttribute("data-unseen");
    this.#part("caption").textContent = "";
    this.#stored.value = "";
    this.#part("parent").value = "";
    keepPicture("");
    this.#say("");
    this.#mark(false);
    this.#input.focus();
  }

  #mark(present) {
    this.toggleAttribute("data-filled", present);
    this.dispatchEvent(new CustomEvent("nb:picture", { bubbles: true, detail: { present } }));
  }

  #say(problem) {
    const line = this.#part("problem");
    line.textContent = problem;
    line.hidden = !problem;
  }

  #forgetPreview() {
    const { src } = this.#image;
    if (src.startsWith("blob:")) URL.revokeObjectURL(src);
  }
}

customElements.define("nb-dropzone", Dropzone);

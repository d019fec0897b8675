import "../uploads/nb-upload.js";
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
    // After a reload some browsers bring back the chosen file, or the id it was uploaded to.
    if (this.#input.files.length) this.#chosen(this.#input.files);
    else if (this.#stored.value && !this.#image.hasAttribute("src")) this.#showStored();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#forgetPreview();
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
    this.#mark(true);
    this.#upload.begin(file);
  }

  #follow({ phase, fileId, words }) {
    if (phase === "refused") this.#say(words || REFUSED);
    if (phase !== "done") return;
    this.#stored.value = fileId;
    this.#file = undefined;
    this.#keep(undefined);
    if (this.hasAttribute("data-unseen")) this.#showStored();
  }

  /** The server's copy, where this browser has none that it could show. */
  #showStored() {
    const { fileUrl } = this.dataset;
    const address = `${fileUrl.replace(NO_ID, this.#stored.value)}?w=960&format=webp`;
    this.#show(address, this.#image.alt || "Your picture");
    this.#part("caption").textContent ||= "Your picture";
    this.#mark(true);
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

import { HEAD_LENGTH, firstPicture, humanSize, objection } from "./picture-check.js";

/**
 * The field for a picture: choose, drop anywhere on the page, paste, or take a photo.
 *
 * The file stays in the form's own file input, so that the form is sent like any other. Fires
 * `nb:picture` with `detail.present` whenever there is a picture or none any more.
 */
class Dropzone extends HTMLElement {
  #listening = new AbortController();
  #file;
  #turn = 0;
  #depth = 0;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#input.addEventListener("change", () => this.#chosen(this.#input.files), { signal });
    this.#camera.addEventListener("change", () => this.#chosen(this.#camera.files), { signal });
    this.#part("remove").addEventListener("click", (event) => this.#remove(event), { signal });
    document.addEventListener("paste", (event) => this.#paste(event), { signal });
    document.addEventListener("dragenter", (event) => this.#drag(event, 1), { signal });
    document.addEventListener("dragleave", (event) => this.#drag(event, -1), { signal });
    document.addEventListener("dragover", (event) => this.#over(event), { signal });
    document.addEventListener("drop", (event) => this.#drop(event), { signal });
    // After a reload some browsers bring the chosen file back into the input.
    if (this.#input.files.length) this.#chosen(this.#input.files);
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

  #paste(event) {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    this.#chosen(files);
  }

  #drag(event, step) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    this.#depth = Math.max(0, this.#depth + step);
    this.toggleAttribute("data-over", this.#depth > 0);
  }

  #over(event) {
    // Else the browser would leave the page and open the file.
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  }

  #drop(event) {
    this.#depth = 0;
    this.removeAttribute("data-over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    this.#chosen(event.dataTransfer.files);
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
    else this.#show(file);
  }

  async #check(file) {
    try {
      const head = new Uint8Array(await file.slice(0, HEAD_LENGTH).arrayBuffer());
      return objection({ size: file.size, head, limit: Number(this.dataset.limit) });
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

  #show(file) {
    this.#file = file;
    this.#keep(file);
    this.#forgetPreview();
    const image = this.#part("image");
    image.src = URL.createObjectURL(file);
    image.alt = `Your picture: ${file.name}`;
    this.#part("caption").textContent = `${file.name} · ${humanSize(file.size)}`;
    this.#part("stored").value = "";
    this.#part("parent").value = "";
    this.#mark(true);
  }

  #remove() {
    this.#turn += 1;
    this.#file = undefined;
    this.#keep(undefined);
    this.#forgetPreview();
    this.#part("image").removeAttribute("src");
    this.#part("caption").textContent = "";
    this.#part("stored").value = "";
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
    const { src } = this.#part("image");
    if (src.startsWith("blob:")) URL.revokeObjectURL(src);
  }
}

customElements.define("nb-dropzone", Dropzone);

import { areAlike, drawGuess } from "./first-guess.js";
import { Strokes, fitted, partOf } from "./mask-strokes.js";

/** The mask that is sent has at most so many pixels a side; the server fits it to the picture. */
const MASK_SIDE = 1536;
const NUDGE = 0.02;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Marks a part of the picture with a brush, by pointer or by keyboard, and keeps the marks as the
 * form's mask file. Fires `nb:mask` when the mask has changed. Without this script the mask is a
 * plain file input.
 */
class Brush extends HTMLElement {
  #listening = new AbortController();
  #strokes = new Strokes();
  #spot = [0.5, 0.5];
  #painting = false;
  #before = [];
  #guess = new Image();

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const on = (target, name, react) => target.addEventListener(name, react, { signal });
    const canvas = this.#part("canvas");
    on(this, "click", (event) => this.#press(event));
    on(this.#form, "nb:picture", () => this.#forget());
    on(document, "click", (event) => this.#openFromElsewhere(event));
    on(this.#part("picture"), "load", () => this.#fit());
    on(globalThis, "resize", () => this.#fit());
    on(canvas, "pointerdown", (event) => this.#begin(event));
    on(canvas, "pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) on(canvas, name, () => this.#lift());
    on(canvas, "keydown", (event) => this.#key(event));
    on(this.#part("dialog"), "cancel", () => this.#strokes.goBackTo(this.#before));
    on(this.#part("dialog"), "close", () => this.#keep());
    on(this.#part("guess-shown"), "change", () => this.#showGuess());
    on(this.#guess, "load", () => this.#showGuess());
    // A mask that the browser brought back after a reload belongs to strokes that are gone.
    this.#part("mask").value = "";
    if (this.hasAttribute("data-open") && this.#source) this.#open(new Image());
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  get #form() {
    return this.closest("form");
  }

  get #source() {
    return this.#form.querySelector("nb-dropzone [data-part='image']")?.getAttribute("src");
  }

  get #kind() {
    return this.querySelector("[name='brush_kind']:checked").value;
  }

  get #size() {
    return Number(this.#part("size").value) / 100;
  }

  #press(event) {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    if (button.dataset.do === "open") this.#open();
    if (button.dataset.do === "forget") this.#forget();
    if (button.dataset.do === "undo") this.#strokes.undo();
    if (button.dataset.do === "clear") this.#strokes.clear();
    if (button.dataset.do === "cancel") this.#strokes.goBackTo(this.#before);
    if (["cancel", "done"].includes(button.dataset.do)) this.#part("dialog").close();
    this.#draw();
  }

  /** "Refine" beside a result opens the brush for the picture it was made from. If that is not the
   * one in the form any more, the link leads to a page where it is. */
  #openFromElsewhere(event) {
    const link = event.target.closest("[data-refine]");
    if (!link || !this.#source || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const inForm = this.#form.elements.namedItem("input_image").value;
    if (inForm && inForm !== link.dataset.image) return;
    event.preventDefault();
    this.#form.elements.namedItem("prompt").value = link.dataset.refine;
    this.#open(link);
  }

  /** `refined`: the link beside a result that is to be refined, which names what came of it. */
  #open(refined) {
    if (!this.#source) return;
    this.#before = this.#strokes.remembered();
    this.#part("dialog").toggleAttribute("data-refining", Boolean(refined));
    this.querySelector(`[name='brush_kind'][value='${refined ? "keep" : "change"}']`).checked = true;
    this.#lookUpGuess(refined);
    const picture = this.#part("picture");
    if (picture.getAttribute("src") !== this.#source) picture.src = this.#source;
    this.#part("dialog").showModal();
    this.#fit();
    this.#part("canvas").focus();
  }

  #lookUpGuess(refined) {
    this.#guess.removeAttribute("src");
    this.#guess.toggleAttribute("data-cut", Boolean(refined?.hasAttribute("data-cut")));
    if (refined?.dataset.guess) this.#guess.src = refined.dataset.guess;
    this.#showGuess();
  }

  #showGuess() {
    const isThere = this.#guess.naturalWidth > 0 && areAlike(this.#guess, this.#part("picture"));
    const isShown = isThere && this.#part("guess-shown").checked;
    const isCut = this.#guess.hasAttribute("data-cut");
    this.#part("guess-choice").hidden = !isThere;
    this.#part("guess").hidden = !isShown;
    this.#part("dialog").toggleAttribute("data-tinted", isShown && isCut);
    if (!isShown) return;
    const layer = this.#part("guess");
    const { width, height } = this.#part("canvas");
    Object.assign(layer, { width, height });
    const colour = getComputedStyle(layer).getPropertyValue("--brush-gone");
    drawGuess(layer.getContext("2d"), this.#guess, { width, height, isCut, colour });
  }

  /** The picture as large as its frame lets it, and the canvas exactly over it. */
  #fit() {
    const picture = this.#part("picture");
    const frame = this.#part("frame");
    if (!picture.naturalWidth || !frame.clientWidth) return;
    const { naturalWidth, naturalHeight } = picture;
    const factor = Math.min(
      frame.clientWidth / naturalWidth,
      frame.clientHeight / naturalHeight,
    );
    const canvas = this.#part("canvas");
    canvas.width = Math.max(1, Math.round(naturalWidth * factor));
    canvas.height = Math.max(1, Math.round(naturalHeight * factor));
    picture.width = canvas.width;
    picture.height = canvas.height;
    this.#showGuess();
    this.#draw();
  }

  #begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const canvas = this.#part("canvas");
    canvas.setPointerCapture(event.pointerId);
    this.#painting = true;
    this.#spot = partOf(canvas.getBoundingClientRect(), event.clientX, event.clientY);
    this.#strokes.begin(this.#kind, this.#size, this.#spot);
    this.#draw();
  }

  #move(event) {
    const box = this.#part("canvas").getBoundingClientRect();
    // The browser gathers the pen's moves between two frames; a quick stroke needs them all.
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) {
      this.#spot = partOf(box, move.clientX, move.clientY);
      if (this.#painting) this.#strokes.extend(this.#spot);
    }
    this.#draw();
  }

  #lift() {
    this.#painting = false;
  }

  #key(event) {
    const step = KEYS[event.key];
    if (step) {
      this.#spot = this.#spot.map((part, at) => Math.min(1, Math.max(0, part + step[at] * NUDGE)));
    } else if (event.key === " " || event.key === "Enter") {
      this.#strokes.begin(this.#kind, this.#size, this.#spot);
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
      this.#strokes.undo();
    } else return;
    event.preventDefault();
    this.#draw();
  }

  #draw() {
    const canvas = this.#part("canvas");
    const { width, height } = canvas;
    const context = canvas.getContext("2d");
    const style = getComputedStyle(canvas);
    const colours = {
      change: style.getPropertyValue("--brush-change"),
      keep: style.getPropertyValue("--brush-keep"),
    };
    this.#strokes.drawOver(context, width, height, colours);
    const [x, y] = [this.#spot[0] * width, this.#spot[1] * height];
    const radius = (this.#size * Math.min(width, height)) / 2;
    for (const [colour, lineWidth] of [["#000", 3], ["#fff", 1.5]]) {
      context.strokeStyle = colour;
      context.lineWidth = lineWidth;
      context.beginPath();
      context.arc(x, y, Math.max(2, radius), 0, 2 * Math.PI);
      context.stroke();
    }
  }

  /** Puts the marks into the form as a picture, white where it may change. */
  async #keep() {
    const basket = new DataTransfer();
    const { naturalWidth, naturalHeight } = this.#part("picture");
    if (!this.#strokes.isEmpty && naturalWidth) {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = fitted(naturalWidth, naturalHeight, MASK_SIDE);
      this.#strokes.drawMask(canvas.getContext("2d"), canvas.width, canvas.height);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
      basket.items.add(new File([blob], "mask.png", { type: "image/png" }));
    }
    this.#part("mask").files = basket.files;
    this.#tell(basket.files.length > 0);
    // From beside the result the way on is not in sight.
    const isRefined = this.#part("dialog").hasAttribute("data-refining") && basket.files.length > 0;
    if (isRefined) this.#form.querySelector("[type='submit']").focus();
  }

  #forget() {
    this.#strokes.clear();
    this.#part("picture").removeAttribute("src");
    this.#part("mask").value = "";
    this.#tell(false);
  }

  get #markedWords() {
    if (this.#strokes.hasKeep) return "What stays is marked.";
    return "A part is marked: only that will change.";
  }

  #tell(isMarked) {
    this.#part("said").textContent = isMarked ? this.#markedWords : "";
    this.#part("forget").hidden = !isMarked;
    this.toggleAttribute("data-marked", isMarked);
    this.dispatchEvent(new CustomEvent("nb:mask", { bubbles: true }));
  }
}

customElements.define("nb-brush", Brush);

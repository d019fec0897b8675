// <nb-viewer>: opens the pictures inside it large, in a dialog, with zoom, pan and keyboard.
//
// Markup: one or more <a href="…full picture"> around an <img>. Without JavaScript the link
// simply leads to the picture.
import { fillOrigin } from "./origin.js";
import { keepInside, zoomAt } from "./zoom.js";

const STEP = 1.4;
const NUDGE = 60;

export class ViewerElement extends HTMLElement {
  #dialog = null;
  #image = null;
  #view = { scale: 1, x: 0, y: 0 };
  #drag = null;

  connectedCallback() {
    this.addEventListener("click", this.#open);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#open);
    this.#dialog?.remove();
    this.#dialog = null;
  }

  #open = (event) => {
    const link = event.target.closest("a[href]");
    const picture = link?.querySelector("img");
    if (!picture || event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute("download")) return;
    event.preventDefault();
    this.#dialog ??= this.#build();
    this.#image.src = link.href;
    this.#image.alt = picture.alt;
    this.#dialog.querySelector("a").href = `${link.href}${link.href.includes("?") ? "&" : "?"}download=1`;
    this.#hideOrigin();
    this.#look({ scale: 1, x: 0, y: 0 });
    this.#dialog.showModal();
  };

  #build() {
    const dialog = document.createElement("dialog");
    dialog.className = "viewer";
    dialog.setAttribute("aria-label", "Picture");
    dialog.innerHTML = `
      <div class="viewer-frame"><img alt=""></div>
      <div class="viewer-origin origin" role="status" hidden></div>
      <div class="viewer-bar">
        <button class="button button-icon" type="button" data-do="out" aria-label="Zoom out">−</button>
        <button class="button button-icon" type="button" data-do="in" aria-label="Zoom in">+</button>
        <button class="button" type="button" data-do="fit">Fit</button>
        <a class="button" download>Download</a>
        <button class="button" type="button" data-do="origin" aria-expanded="false">Origin</button>
        <button class="button" type="button" data-do="close">Close</button>
      </div>`;
    this.#image = dialog.querySelector("img");
    const frame = dialog.querySelector(".viewer-frame");
    dialog.addEventListener("click", this.#press);
    dialog.addEventListener("keydown", this.#key);
    frame.addEventListener("wheel", this.#wheel, { passive: false });
    frame.addEventListener("dblclick", (event) => this.#zoom(this.#view.scale > 1 ? 0.01 : 2.5, event));
    frame.addEventListener("pointerdown", this.#grab);
    frame.addEventListener("pointermove", this.#pull);
    frame.addEventListener("pointerup", this.#drop);
    frame.addEventListener("pointercancel", this.#drop);
    document.body.append(dialog);
    return dialog;
  }

  #press = (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action === "close" || event.target === this.#dialog) this.#dialog.close();
    if (action === "in") this.#zoom(STEP);
    if (action === "out") this.#zoom(1 / STEP);
    if (action === "fit") this.#look({ scale: 1, x: 0, y: 0 });
    if (action === "origin") this.#turnOrigin();
  };

  get #origin() {
    return this.#dialog.querySelector(".viewer-origin");
  }

  #turnOrigin() {
    if (!this.#origin.hidden) return this.#hideOrigin();
    this.#origin.hidden = false;
    this.#dialog.querySelector("[data-do=origin]").setAttribute("aria-expanded", "true");
    fillOrigin(this.#origin, new URL(this.#image.src));
  }

  #hideOrigin() {
    this.#origin.hidden = true;
    this.#dialog.querySelector("[data-do=origin]").setAttribute("aria-expanded", "false");
  }

  #key = (event) => {
    const pan = { ArrowLeft: [NUDGE, 0], ArrowRight: [-NUDGE, 0], ArrowUp: [0, NUDGE], ArrowDown: [0, -NUDGE] };
    if (event.key === "+" || event.key === "=") this.#zoom(STEP);
    else if (event.key === "-") this.#zoom(1 / STEP);
    else if (event.key === "0") this.#look({ scale: 1, x: 0, y: 0 });
    else if (pan[event.key]) this.#move(...pan[event.key]);
    else return;
    event.preventDefault();
  };

  #wheel = (event) => {
    event.preventDefault();
    this.#zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event);
  };

  #grab = (event) => {
    this.#drag = { x: event.clientX, y: event.clientY };
    event.currentTarget.setPointerCapture(event.pointerId);
  };

  #pull = (event) => {
    if (!this.#drag) return;
    this.#move(event.clientX - this.#drag.x, event.clientY - this.#drag.y);
    this.#drag = { x: event.clientX, y: event.clientY };
  };

  #drop = () => {
    this.#drag = null;
  };

  #zoom(factor, event) {
    const frame = this.#image.parentElement.getBoundingClientRect();
    const x = event ? event.clientX - frame.left - frame.width / 2 : 0;
    const y = event ? event.clientY - frame.top - frame.height / 2 : 0;
    this.#look(zoomAt(this.#view, factor, x, y));
  }

  #move(x, y) {
    this.#look({ ...this.#view, x: this.#view.x + x, y: this.#view.y + y });
  }

  #look(view) {
    const frame = this.#image.parentElement.getBoundingClientRect();
    const size = { width: this.#image.offsetWidth, height: this.#image.offsetHeight };
    this.#view = keepInside(view, frame, size);
    const { scale, x, y } = this.#view;
    this.#image.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  }
}

customElements.define("nb-viewer", ViewerElement);

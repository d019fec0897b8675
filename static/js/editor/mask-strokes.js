/** Brush strokes over a picture, in parts of its size; what they mark, drawn on any canvas. */

/** What a mask says: white changes, black stays, gray leaves it to the studio. */
const MASK = { change: "#fff", keep: "#000" };
const UNDECIDED = "#808080";

export class Strokes {
  #list = [];

  get isEmpty() {
    return this.#list.every((stroke) => stroke.kind === "rub");
  }

  get hasKeep() {
    return this.#list.some((stroke) => stroke.kind === "keep");
  }

  /** `size` is the brush's diameter as a part of the picture's shorter side. */
  begin(kind, size, point) {
    this.#list.push({ kind, size, points: [point] });
  }

  extend(point) {
    this.#list.at(-1)?.points.push(point);
  }

  undo() {
    this.#list.pop();
  }

  clear() {
    this.#list = [];
  }

  /** What is painted so far, to `goBackTo` later. */
  remembered() {
    return structuredClone(this.#list);
  }

  goBackTo(remembered) {
    this.#list = remembered;
  }

  /** The strokes as a person sees them: coloured, and nothing where they were rubbed out. */
  drawOver(context, width, height, colours) {
    context.globalCompositeOperation = "source-over";
    context.clearRect(0, 0, width, height);
    for (const stroke of this.#list) {
      context.globalCompositeOperation = stroke.kind === "rub" ? "destination-out" : "source-over";
      drawStroke(context, stroke, width, height, colours[stroke.kind] ?? "#000");
    }
    context.globalCompositeOperation = "source-over";
  }

  /** The strokes as the mask that is sent. */
  drawMask(context, width, height) {
    const ground = this.hasKeep ? UNDECIDED : MASK.keep;
    context.globalCompositeOperation = "source-over";
    context.fillStyle = ground;
    context.fillRect(0, 0, width, height);
    for (const stroke of this.#list) {
      drawStroke(context, stroke, width, height, MASK[stroke.kind] ?? ground);
    }
  }
}

function drawStroke(context, { size, points }, width, height, colour) {
  const diameter = Math.max(1, size * Math.min(width, height));
  const [first, ...rest] = points.map(([x, y]) => [x * width, y * height]);
  context.fillStyle = colour;
  context.beginPath();
  context.arc(first[0], first[1], diameter / 2, 0, 2 * Math.PI);
  context.fill();
  if (!rest.length) return;
  context.strokeStyle = colour;
  context.lineWidth = diameter;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.beginPath();
  context.moveTo(...first);
  for (const point of rest) context.lineTo(...point);
  context.stroke();
}

/** Width and height that fit into `longest` without a change of shape. */
export function fitted(width, height, longest) {
  const factor = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor))];
}

/** Where a pointer is on a box, in parts of its size. */
export function partOf(box, x, y) {
  const inside = (value) => Math.min(1, Math.max(0, value));
  return [inside((x - box.left) / box.width), inside((y - box.top) / box.height)];
}

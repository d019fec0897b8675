/** What the studio made of a picture at first, drawn over it. */

const SAME_SHAPE = 0.02;

/**
 * Draws `guess` over the picture: the result itself or, with `isCut`, a tint of `colour` where the
 * result can be seen through. No pixel is read, so that it may come from another host.
 */
export function drawGuess(context, guess, { width, height, isCut, colour }) {
  context.globalCompositeOperation = "source-over";
  context.clearRect(0, 0, width, height);
  if (isCut) {
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = "destination-out";
  }
  context.drawImage(guess, 0, 0, width, height);
  context.globalCompositeOperation = "source-over";
}

/** Whether two pictures have one shape: a result that was cropped, too, lies over no photo. */
export function areAlike(one, other) {
  const shapes = [one, other].map(({ naturalWidth, naturalHeight }) => naturalWidth / naturalHeight);
  return Math.abs(shapes[0] / shapes[1] - 1) < SAME_SHAPE;
}

// The arithmetic of zooming and panning a picture, without a page.

export const LEAST = 1;
export const MOST = 8;

/** Zoom by `factor` so that the point (x, y), measured from the frame's centre, stays put. */
export function zoomAt(view, factor, x, y) {
  const scale = Math.min(MOST, Math.max(LEAST, view.scale * factor));
  const change = scale / view.scale;
  if (scale === LEAST) return { scale, x: 0, y: 0 };
  return { scale, x: x - (x - view.x) * change, y: y - (y - view.y) * change };
}

/** Keep the picture's edges from leaving the frame; sizes in pixels at scale 1. */
export function keepInside(view, frame, picture) {
  const roomX = Math.max(0, (picture.width * view.scale - frame.width) / 2);
  const roomY = Math.max(0, (picture.height * view.scale - frame.height) / 2);
  const between = (value, room) => Math.min(room, Math.max(-room, value));
  return { scale: view.scale, x: between(view.x, roomX), y: between(view.y, roomY) };
}

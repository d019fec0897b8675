/**
 * Pictures that are pasted anywhere or dropped anywhere on the page go to `take(files)`;
 * `host` has the attribute data-over while something is held over the page. Until `signal`.
 */
export function takePictures(host, take, signal) {
  let depth = 0;
  const listen = (name, react) => document.addEventListener(name, react, { signal });
  const drag = (event, step) => {
    if (!holdsFiles(event)) return;
    depth = Math.max(0, depth + step);
    host.toggleAttribute("data-over", depth > 0);
  };
  const keep = (event, files) => {
    if (!files?.length) return;
    event.preventDefault();
    take(files);
  };
  listen("paste", (event) => keep(event, event.clipboardData?.files));
  listen("dragenter", (event) => drag(event, 1));
  listen("dragleave", (event) => drag(event, -1));
  listen("dragover", (event) => {
    // Else the browser would leave the page and open the file.
    if (holdsFiles(event)) event.preventDefault();
  });
  listen("drop", (event) => {
    depth = 0;
    host.removeAttribute("data-over");
    keep(event, event.dataTransfer?.files);
  });
}

function holdsFiles(event) {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

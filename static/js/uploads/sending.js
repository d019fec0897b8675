/** A request that has neither sent nor received for so long is given up, in ms. */
const SILENCE = 45_000;

/**
 * Sends one request: by XMLHttpRequest, because fetch does not tell how much has gone out.
 *
 * Resolves to `{status, header(name), text}` and never rejects: status is 0 where no answer came,
 * whether the network failed, nothing moved for too long, or `signal` ended it. `onSent(bytes)` is
 * called as bytes of the body go out.
 */
export function send({ method, url, headers, body = null, onSent = () => {}, signal }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let timer;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), SILENCE);
    };
    const cancel = () => request.abort();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded }) => {
      alive();
      onSent(loaded);
    });
    request.addEventListener("progress", alive);
    request.addEventListener("loadend", () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      resolve({
        status: request.status,
        header: (name) => request.getResponseHeader(name),
        text: request.responseText,
      });
    });
    signal?.addEventListener("abort", cancel);
    alive();
    request.send(body);
  });
}

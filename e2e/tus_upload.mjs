// Uploads one file with tus-js-client; prints where it went and which file it became.
//
//   node tus_upload.mjs '{"endpoint": …, "file": …, "as": "file" | "buffer" | "pipe", "options": {…}}'

import { createReadStream, readFileSync } from "node:fs";
import { PassThrough } from "node:stream";

import { Upload } from "tus-js-client";

const { endpoint, file, as, options } = JSON.parse(process.argv[2]);
const sources = {
  file: () => createReadStream(file),
  buffer: () => readFileSync(file),
  pipe: () => createReadStream(file).pipe(new PassThrough()),
};
let retries = 0;

const upload = new Upload(sources[as](), {
  endpoint,
  retryDelays: Array(200).fill(100),
  metadata: { filename: "from-node.png", filetype: "image/png" },
  ...options,
  onShouldRetry() {
    retries += 1;
    return true;
  },
  onError(error) {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess({ lastResponse }) {
    const fileId = lastResponse.getHeader("X-File-Id") ?? null;
    console.log(JSON.stringify({ url: upload.url, fileId, retries }));
  },
});
upload.start();

// Uploads one file with tus-js-client; prints where it went and which file it became.
//
//   node tus_upload.mjs '{"endpoint": …, "file": …, "as": "stream" | "buffer", "options": {…}}'

import { createReadStream, readFileSync } from "node:fs";

import { Upload } from "tus-js-client";

const { endpoint, file, as, options } = JSON.parse(process.argv[2]);
const source = as === "buffer" ? readFileSync(file) : createReadStream(file);
let retries = 0;

const upload = new Upload(source, {
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

// Asks an OpenAI-compatible server by OpenAI's own package; prints what came as JSON.
//
//   node openai_images.mjs '{"base": …, "key": …, "file": …}'

import { createReadStream } from "node:fs";

import OpenAI, { NotFoundError } from "openai";

const { base, key, file } = JSON.parse(process.argv[2]);
const client = new OpenAI({ baseURL: base, apiKey: key });

const bytes = (b64) => Buffer.from(b64, "base64").length;
const found = {};

const made = await client.images.generate({ model: "mock", prompt: "a lake", n: 2 });
found.made = made.data.map((each) => bytes(each.b64_json));

const edited = await client.images.edit({
  model: "studio",
  prompt: "make it black and white",
  image: createReadStream(file),
});
found.edited = bytes(edited.data[0].b64_json);

const stream = await client.images.generate({ model: "mock", prompt: "a lake", stream: true });
found.events = [];
for await (const event of stream) found.events.push(event.type);

try {
  await client.images.generate({ model: "dall-e-2", prompt: "a lake" });
} catch (error) {
  found.refused = error instanceof NotFoundError && error.code;
}
console.log(JSON.stringify(found));

// Speaks to an MCP server by the protocol's own package for TypeScript, which many assistants are
// made with; prints what came as JSON.
//
//   node mcp_client.mjs '{"url": …, "key": …}'

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { DEFAULT_REQUEST_TIMEOUT_MSEC } from "@modelcontextprotocol/sdk/shared/protocol.js";

const { url, key } = JSON.parse(process.argv[2]);
const found = { patience: DEFAULT_REQUEST_TIMEOUT_MSEC, errors: [], asked: [] };

// Each request on the wire as [method, status], so that nothing goes wrong unseen.
async function watched(address, init) {
  const answer = await fetch(address, init);
  found.asked.push([init.method, answer.status]);
  return answer;
}

async function connected(token) {
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: watched,
    requestInit: { headers: { Authorization: `Bearer ${token}` } },
  });
  const client = new Client({ name: "e2e", version: "1.0.0" });
  await client.connect(transport);
  client.onerror = (error) => found.errors.push(String(error));
  found.protocol = transport.protocolVersion;
  found.session = transport.sessionId ?? null;
  return client;
}

const client = await connected(key);
let isClosed = false;
client.onclose = () => {
  isClosed = true;
};
found.server = client.getServerVersion();
found.instructions = client.getInstructions();

// From here on the package holds each result to the shape that its tool was listed with.
const { tools } = await client.listTools();
found.tools = Object.fromEntries(tools.map((each) => [each.name, Boolean(each.outputSchema)]));

const call = (name, args, options) =>
  client.callTool({ name, arguments: args }, undefined, options);

found.progress = [];
found.made = await call(
  "generate_image",
  { prompt: "a bowl of bananas" },
  { onprogress: (told) => found.progress.push(told.progress) },
);
const made = found.made.structuredContent;
found.edited = await call("edit_image", { prompt: "make it black and white", image: made.id });
found.looked = await call("get_image", { id: made.images[0].id, size: "small" });
found.history = await call("list_history", { limit: 2 });
found.refused = await call("edit_image", { prompt: "warmer", image: "cat.jpg" });
found.misspelt = await call("generate_image", { prompt: "a lake", count: 9 });

// The person stops the assistant; the work goes on, and looking at it waits for its end. What is
// still told of the stopped call the package reports as of no call that it knows.
client.onerror = undefined;
const stop = new AbortController();
const told = { signal: stop.signal, onprogress: () => stop.abort("never mind") };
found.stopped = await call("generate_image", { prompt: "a quiet lake" }, told).catch(String);
const [left] = (await call("list_history", { limit: 1 })).structuredContent.generations;
found.left = (await call("get_image", { id: left.id })).structuredContent.generation;

await client.close();
found.isClosed = isClosed;
found.unknown = await connected("nb_00000000_no").then(
  () => "let in",
  (error) => error instanceof StreamableHTTPError && error.code,
);
console.log(JSON.stringify(found));

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Connect, Plugin } from "vite";

import { pretendApi } from "./pretend-api.ts";

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const method = incoming.method ?? "GET";
  return new Request(new URL(incoming.url ?? "/", "http://pretend"), {
    method,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body: method === "GET" || method === "HEAD" || chunks.length === 0 ? undefined : Buffer.concat(chunks),
  });
}

/** `vite --mode pretend`: the pages with a pretend hub behind them, and a new order every ten seconds. */
export function pretendServer(): Plugin {
  const hub = pretendApi({ signedIn: false });
  setInterval(hub.arrive, 10_000).unref();

  const stream = (response: ServerResponse) => {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
    const stop = hub.listen((topics) => response.write(`event: change\ndata: ${JSON.stringify(topics)}\n\n`));
    response.on("close", stop);
  };
  const serve: Connect.NextHandleFunction = (request, response, next) => {
    if (!request.url?.startsWith("/api/v1/")) return next();
    if (request.url === "/api/v1/events") return stream(response);
    void (async () => {
      const answer = await hub.handle(await toRequest(request));
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch(next);
  };
  return {
    name: "pretend-api",
    configureServer: (server) => void server.middlewares.use(serve),
    configurePreviewServer: (server) => void server.middlewares.use(serve),
  };
}

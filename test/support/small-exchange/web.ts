import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';

/** What a route is given, and the two ways to answer. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly method: string;
  readonly body: () => Promise<Buffer>;
}

export interface Web {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** One server on a free port of 127.0.0.1. A handler that throws answers 500 with the reason. */
export async function serve(handle: (visit: Visit) => Promise<void>): Promise<Web> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    let read: Promise<Buffer> | undefined;
    const body = (): Promise<Buffer> => {
      read ??= readBody(request);
      return read;
    };
    const visit = { request, response, url, method: request.method ?? 'GET', body };
    handle(visit).catch((error) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

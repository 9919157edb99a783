import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type WebHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface WebListener {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Serves every path that begins with `prefix` (`/mail`, `/api/abc`); the longest prefix wins. */
  readonly mount: (prefix: string, handler: WebHandler) => void;
  readonly unmount: (prefix: string) => void;
  readonly close: () => Promise<void>;
}

export interface WebListenerProps {
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** @default 0, any free port */
  readonly port?: number;
  readonly report: (line: string) => void;
}

/** The web side of a rehearsal: pages, identity providers and HTTP APIs on one origin. */
export async function createWebListener({ host = '127.0.0.1', port = 0, report }: WebListenerProps): Promise<WebListener> {
  const mounted = new Map<string, WebHandler>();
  const server = createServer(
    { maxHeaderSize: 65_536, headersTimeout: 20_000, requestTimeout: 120_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      const handler = handlerFor(mounted, path);
      Promise.resolve(handler ? handler(request, response) : sendText(response, 404, 'Not found')).catch((error: unknown) => {
        report(`web: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        if (response.headersSent) response.destroy();
        else sendText(response, 500, 'Internal error');
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the web listener has no port');
  return {
    origin: `http://${host}:${address.port}`,
    mount: (prefix, handler) => void mounted.set(prefix, handler),
    unmount: (prefix) => void mounted.delete(prefix),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Headers of every page of a rehearsal: no script, no frame, nothing from elsewhere. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

export function sendPage(response: ServerResponse, html: string): void {
  send(response, 200, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' }, html);
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, { ...pageHeaders, 'content-type': 'text/plain; charset=utf-8' }, text);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, { ...pageHeaders, 'content-type': 'application/json' }, JSON.stringify(value));
}

export function sendSeeOther(response: ServerResponse, location: string): void {
  send(response, 303, { ...pageHeaders, location }, '');
}

export function sendStyle(response: ServerResponse, css: string): void {
  send(response, 200, { ...pageHeaders, 'content-type': 'text/css; charset=utf-8' }, css);
}

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body: string): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function handlerFor(mounted: ReadonlyMap<string, WebHandler>, path: string): WebHandler | undefined {
  const fits = [...mounted.keys()].filter((prefix) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`));
  const [longest] = fits.sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : mounted.get(longest);
}

import { createServer, type Server } from 'node:http';
import { Failure } from '../../client/failure.ts';
import type { Authorize } from './authorize.ts';

export interface BrowserSignIn {
  /** Tells the person where to go. */
  readonly note: (line: string) => void;
  readonly openBrowser: (url: string) => void;
  readonly waitSeconds: number;
}

/** Signs in with the person's own browser: listens on the loopback redirect address (RFC 8252) until the provider sends them back. */
export function byBrowser(how: BrowserSignIn): Authorize {
  return async (authorizationUrl, redirectUri) => {
    const { server, callback } = await listen(new URL(redirectUri));
    const timer = setTimeout(
      () => server.emit('error', new Failure('SignInFailed', `nobody signed in within ${how.waitSeconds} s`)),
      how.waitSeconds * 1000,
    );
    try {
      how.note(`Sign in at ${authorizationUrl.href}`);
      how.openBrowser(authorizationUrl.href);
      return await callback;
    } finally {
      clearTimeout(timer);
      server.close();
      server.closeAllConnections();
    }
  };
}

const page =
  '<!doctype html><meta charset="utf-8"><title>liaison-exchange</title><p>You may close this window. &middot; Vous pouvez fermer cette fenêtre. &middot; <span dir="rtl">يمكنك إغلاق هذه النافذة.</span>';

async function listen(wanted: URL): Promise<{ readonly server: Server; readonly callback: Promise<URL> }> {
  const server = createServer();
  const callback = new Promise<URL>((resolve, reject) => {
    server.on('error', (cause) =>
      reject(cause instanceof Failure ? cause : new Failure('SignInFailed', `${wanted.host} cannot be listened on`, { cause })),
    );
    server.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', wanted);
      const isCallback = request.method === 'GET' && url.pathname === wanted.pathname && request.headers.host === wanted.host;
      response.writeHead(isCallback ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(isCallback ? page : '', () => isCallback && resolve(url));
    });
  });
  const listening = new Promise<void>((resolve) => server.listen(Number(wanted.port), wanted.hostname, resolve));
  await Promise.race([listening, callback]);
  return { server, callback };
}

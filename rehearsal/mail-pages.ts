import type { IncomingMessage, ServerResponse } from 'node:http';
import { escaped } from './html.ts';
import type { Mail } from './mailbox.ts';
import { pageHeaders, sendJson, sendPage, sendStyle, sendText, type WebListener } from './web-listener.ts';

/** Every mail that the desks and the alarms sent: a list, each mail as its reader would see it, and all of them as JSON at `/mail.json`. */
export function mailPages(web: WebListener, mails: () => Promise<readonly Mail[]>): void {
  web.mount('/mail', async (request: IncomingMessage, response: ServerResponse) => {
    const [, , id, part] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
    const all = await mails();
    if (!id) return sendPage(response, list(all));
    const mail = all.find((one) => one.id === id);
    if (!mail) return sendText(response, 404, 'No such mail');
    if (part === 'body.html') return sendBody(response, mail);
    return sendPage(response, single(mail));
  });
  web.mount('/mail.json', async (_request: IncomingMessage, response: ServerResponse) => sendJson(response, 200, await mails()));
  web.mount('/mail.css', (_request: IncomingMessage, response: ServerResponse) => sendStyle(response, style));
}

function list(mails: readonly Mail[]): string {
  const items = mails.map(
    (mail) =>
      `<li><a href="/mail/${escaped(mail.id)}"><bdi>${escaped(mail.subject)}</bdi></a><br><span class="meta"><time>${escaped(mail.at)}</time> · <bdi>${escaped(mail.to.join(', '))}</bdi></span></li>`,
  );
  const empty =
    '<p>No mail yet. One comes when all documents of a dispatch have arrived, and when a key, a box, a function, a right or the trail is touched.</p>';
  return page(
    'Mails',
    `<h1>Mails of this rehearsal</h1>${items.length > 0 ? `<ul>${items.join('')}</ul>` : empty}<p><a href="/rehearsal">Back</a> · <a href="/audit">Audit log</a></p>`,
  );
}

function single(mail: Mail): string {
  const headers = [
    ['From', mail.from],
    ['To', mail.to.join(', ')],
    ['Date', mail.at],
    ...mail.headers.map(({ name, value }) => [name, value]),
  ];
  const rows = headers.map(
    ([name, value]) => `<tr><th scope="row">${escaped(name ?? '')}</th><td><bdi>${escaped(value ?? '')}</bdi></td></tr>`,
  );
  const html =
    mail.html === undefined
      ? ''
      : `<h2>As a mail program shows it</h2><iframe sandbox title="Mail" src="/mail/${escaped(mail.id)}/body.html"></iframe>`;
  const text = mail.text === undefined ? '' : `<h2>Plain text</h2><pre dir="auto">${escaped(mail.text)}</pre>`;
  return page(
    mail.subject,
    `<h1><bdi>${escaped(mail.subject)}</bdi></h1><table>${rows.join('')}</table>${html}${text}<p><a href="/mail">All mails</a> · <a href="/audit">Audit log</a></p>`,
  );
}

/** The mail's own HTML, in a sandboxed frame, without script, style sheets or pictures from anywhere. */
function sendBody(response: ServerResponse, mail: Mail): void {
  const html = mail.html ?? '';
  response.writeHead(200, {
    ...pageHeaders,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
  });
  response.end(html);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="/mail.css">
</head>
<body><main>${body}</main></body>
</html>
`;
}

const style = `:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; margin: 0; }
main { max-width: 50rem; margin-inline: auto; padding: 1.5rem; }
ul { padding: 0; list-style: none; }
li { padding-block: .7rem; border-block-end: 1px solid; }
.meta { opacity: .75; }
th { text-align: start; padding-inline-end: 1rem; vertical-align: top; }
iframe { inline-size: 100%; block-size: 26rem; border: 1px solid; background: white; }
pre { white-space: pre-wrap; border: 1px solid; padding: 1rem; }
`;

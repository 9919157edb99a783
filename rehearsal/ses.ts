import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type AwsCall, AwsError, type Cloud, type EmbeddedService } from './cloud.ts';
import { mailPages } from './mail-pages.ts';
import { writePrivateJson } from './private-file.ts';
import type { WebListener } from './web-listener.ts';
import { parseInput, readJson } from './wire/json.ts';

const content = z.strictObject({ Data: z.string().max(10_000_000), Charset: z.string().optional() });
/** A header value never holds a line break: what comes after one would be a header of its own. */
const oneLine = z
  .string()
  .max(998)
  .regex(/^[^\r\n]*$/, 'a single line');
const address = oneLine.regex(/^[^\s@<>]+@[^\s@<>]+$|^[^<>]*<[^\s@<>]+@[^\s@<>]+>$/, 'a mail address');
const sendEmailInput = z.strictObject({
  FromEmailAddress: address,
  Destination: z.strictObject({ ToAddresses: z.array(address).min(1).max(50) }),
  ReplyToAddresses: z.array(address).optional(),
  Content: z.strictObject({
    Simple: z.strictObject({
      Subject: z.strictObject({ Data: oneLine, Charset: z.string().optional() }),
      Body: z.strictObject({ Text: content.optional(), Html: content.optional() }),
      Headers: z.array(z.strictObject({ Name: z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/), Value: oneLine })).optional(),
    }),
  }),
});

const mailSchema = z.object({
  id: z.string(),
  at: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  text: z.string().optional(),
  html: z.string().optional(),
});
/** A mail that was sent, as the mail page and `/mail.json` show it. */
export type Mail = z.infer<typeof mailSchema>;

export interface SesProps {
  readonly cloud: Cloud;
  readonly web: WebListener;
}

/** SES v2: mails go to disk and to the mail page, nowhere else. Every sender counts as verified. */
export function createSes({ cloud, web }: SesProps): EmbeddedService {
  const folder = join(cloud.stateDir, 'mail');
  const all = async (): Promise<readonly Mail[]> => {
    const names = (await readdir(folder))
      .filter((name) => name.endsWith('.json'))
      .sort()
      .reverse();
    return Promise.all(names.map(async (name) => mailSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))));
  };
  mailPages(web, all);
  return {
    scopes: ['ses'],
    handle: (call) => sendEmail({ cloud, folder }, call),
    resourceTypes: {},
    open: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    close: async () => {},
  };
}

/** docs: SES API v2, SendEmail. */
async function sendEmail({ cloud, folder }: { readonly cloud: Cloud; readonly folder: string }, call: AwsCall): Promise<void> {
  if (call.request.method !== 'POST' || call.url.pathname !== '/v2/email/outbound-emails') {
    throw new AwsError('NotImplemented', 501, 'Only SendEmail is rehearsed.');
  }
  const { FromEmailAddress, Destination, Content } = parseInput(sendEmailInput, await readJson(call, 40 * 1024 * 1024));
  const sender = /<([^>]+)>$/.exec(FromEmailAddress)?.[1] ?? FromEmailAddress;
  cloud.access.require({
    caller: call.caller,
    action: 'ses:SendEmail',
    resource: `arn:aws:ses:${cloud.region}:${cloud.accountId}:identity/${sender.split('@')[1]}`,
    context: { 'ses:FromAddress': sender, 'ses:Recipients': Destination.ToAddresses, 'ses:ApiVersion': '2' },
  });
  const { Subject, Body, Headers = [] } = Content.Simple;
  const at = cloud.now().toISOString();
  const id = `${at.replace(/[-:.TZ]/g, '')}-${randomUUID()}`;
  const mail: Mail = {
    id,
    at,
    from: FromEmailAddress,
    to: Destination.ToAddresses,
    subject: Subject.Data,
    headers: Headers.map(({ Name, Value }) => ({ name: Name, value: Value })),
    ...(Body.Text && { text: Body.Text.Data }),
    ...(Body.Html && { html: Body.Html.Data }),
  };
  await writePrivateJson(join(folder, `${id}.json`), mail);
  call.response.writeHead(200, { 'content-type': 'application/json' });
  call.response.end(JSON.stringify({ MessageId: id }));
}

import * as z from 'zod';
import { type AwsCall, AwsError, type Cloud, type EmbeddedService } from './cloud.ts';
import { mailPages } from './mail-pages.ts';
import type { Mailbox } from './mailbox.ts';
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

export interface SesProps {
  readonly cloud: Cloud;
  readonly web: WebListener;
  readonly mailbox: Mailbox;
}

/** SES v2: mails go to the mailbox of the rehearsal, nowhere else. Every sender counts as verified. */
export function createSes({ cloud, web, mailbox }: SesProps): EmbeddedService {
  mailPages(web, mailbox.all);
  return {
    scopes: ['ses'],
    handle: (call) => sendEmail({ cloud, mailbox }, call),
    resourceTypes: {},
    open: mailbox.open,
    close: async () => {},
  };
}

/** docs: SES API v2, SendEmail. */
async function sendEmail({ cloud, mailbox }: Omit<SesProps, 'web'>, call: AwsCall): Promise<void> {
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
  const id = await mailbox.put({
    from: FromEmailAddress,
    to: Destination.ToAddresses,
    subject: Subject.Data,
    headers: Headers.map(({ Name, Value }) => ({ name: Name, value: Value })),
    ...(Body.Text && { text: Body.Text.Data }),
    ...(Body.Html && { html: Body.Html.Data }),
  });
  call.response.writeHead(200, { 'content-type': 'application/json' });
  call.response.end(JSON.stringify({ MessageId: id }));
}

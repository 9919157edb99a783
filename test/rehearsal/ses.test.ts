import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { createMailbox } from '../../rehearsal/mailbox.ts';
import { createSes } from '../../rehearsal/ses.ts';
import { createWebListener, type WebListener } from '../../rehearsal/web-listener.ts';
import { type ComputeCloud, newComputeState, openComputeCloud, removeComputeState } from '../support/compute-cloud.ts';

let web: WebListener;
let cloud: ComputeCloud;
let client: SESv2Client;
let stateDir: string;

beforeAll(async () => {
  web = await createWebListener({ report: () => {} });
  stateDir = await newComputeState();
  cloud = await openComputeCloud(stateDir, {
    more: ({ cloud: parts }) => [createSes({ cloud: parts, web, mailbox: createMailbox(parts) })],
  });
  const credentials = await cloud.issue('notifier', {
    Effect: 'Allow',
    Action: 'ses:SendEmail',
    Resource: '*',
    Condition: { StringEquals: { 'ses:FromAddress': 'notices@liaison.example' } },
  });
  client = new SESv2Client(cloud.clientConfig(credentials));
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
  await web.close();
  await removeComputeState(stateDir);
});

interface Mail {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly header?: { readonly Name: string; readonly Value: string };
}

function send({ from = 'notices@liaison.example', to = 'duty@liaison.example', subject = 'Notice', text = 'text', html, header }: Mail) {
  const input: SendEmailCommandInput = {
    FromEmailAddress: from,
    Destination: { ToAddresses: [to] },
    Content: {
      Simple: {
        Subject: { Data: subject },
        Body: { Text: { Data: text }, ...(html && { Html: { Data: html } }) },
        ...(header && { Headers: [header] }),
      },
    },
  };
  return client.send(new SendEmailCommand(input));
}

const shown = async (path: string) => (await fetch(web.origin + path)).text();

test.each<readonly [string, Mail]>([
  ['a line break in the subject', { subject: 'Notice\r\nBcc: spy@elsewhere.example' }],
  ['a bare line feed in the subject', { subject: 'Notice\nBcc: spy@elsewhere.example' }],
  ['a line break in an address', { to: 'duty@liaison.example\r\nBcc: spy@elsewhere.example' }],
  ['a line break in a header', { header: { Name: 'X-Kind', Value: 'notice\r\nBcc: spy@elsewhere.example' } }],
  ['a header name with a colon', { header: { Name: 'Bcc: spy@elsewhere.example, X', Value: 'x' } }],
  ['two addresses in one', { to: 'duty@liaison.example, spy@elsewhere.example' }],
])('refuses %s, and no mail is kept', async (_what, mail) => {
  await expect(send(mail)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  expect(await shown('/mail.json')).not.toContain('spy@');
});

test('refuses another sender than the one that the role may use', async () => {
  await expect(send({ from: 'minister@liaison.example' })).rejects.toMatchObject({ name: expect.stringMatching(/AccessDenied/) });
  await expect(send({ from: 'notices@liaison.example <minister@liaison.example>' })).rejects.toMatchObject({
    $metadata: { httpStatusCode: expect.any(Number) },
  });
});

test('keeps and shows a mail in any script, and nothing of it as a page of ours', async () => {
  const { MessageId } = await send({
    subject: 'إشعار <script>alert(1)</script>',
    text: '<img src=x onerror=alert(1)>',
    html: '<p>نص</p><script>alert(1)</script>',
  });
  expect(MessageId).toBeTruthy();
  const pages = [await shown('/mail'), await shown(`/mail/${MessageId}`)];
  for (const page of pages) {
    expect(page).toContain('إشعار');
    expect(page).not.toMatch(/<script|<img/);
  }
  const body = await fetch(`${web.origin}/mail/${MessageId}/body.html`);
  expect(body.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
});

test('answers 404 for a mail that is not there, and never reads a path', async () => {
  for (const path of ['/mail/none', '/mail/..%2f..%2fiam%2fcredentials', '/mail/%00'])
    expect((await fetch(web.origin + path)).status).toBe(404);
});

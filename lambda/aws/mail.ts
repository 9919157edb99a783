import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { fromAws } from './aws-refusal.ts';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type SendMail = (mail: Mail) => Promise<void>;

/** Sends through Amazon SES. `Auto-Submitted` keeps out-of-office answers from coming back (RFC 3834 section 5). */
export function mailer(client: SESv2Client = new SESv2Client({})): SendMail {
  return async ({ from, to, subject, text, html }) => {
    const part = (Data: string) => ({ Data, Charset: 'UTF-8' });
    const Simple = {
      Subject: part(subject),
      Body: { Text: part(text), Html: part(html) },
      Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }],
    };
    await fromAws(() =>
      client.send(new SendEmailCommand({ FromEmailAddress: from, Destination: { ToAddresses: [...to] }, Content: { Simple } })),
    );
  };
}

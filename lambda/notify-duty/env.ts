import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const notifyDutyEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  MAIL_FROM: variables.MAIL_FROM,
  DUTY_MAILBOXES: variables.DUTY_MAILBOXES,
  ESCALATION_MAILBOXES: variables.ESCALATION_MAILBOXES,
  PORTAL_URL: variables.PORTAL_URL,
  EVENT_SOURCE: variables.EVENT_SOURCE,
});

/** What lib/ sets. The function's role needs: register: GetItem, PutItem; mail: SendEmail. */
export type NotifyDutyEnvironment = Readonly<z.input<typeof notifyDutyEnvironment>>;

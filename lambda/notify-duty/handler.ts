import { dynamoStore } from '../aws/dynamo-store.ts';
import { mailer } from '../aws/mail.ts';
import { readEnvironment } from '../env.ts';
import { world } from '../world.ts';
import { notifyDutyEnvironment } from './env.ts';
import { notifyDuty } from './notify-duty.ts';

const env = readEnvironment(notifyDutyEnvironment);
const store = dynamoStore({ register: env.REGISTER_TABLE });
const mail = {
  from: env.MAIL_FROM,
  mailboxes: env.DUTY_MAILBOXES,
  escalation: env.ESCALATION_MAILBOXES,
  portalUrl: env.PORTAL_URL,
  sendMail: mailer(),
};
const desk = { country: env.COUNTRY, store, world, eventSource: env.EVENT_SOURCE, ...mail };

export const handler = (event: unknown): Promise<void> => notifyDuty(desk, event);

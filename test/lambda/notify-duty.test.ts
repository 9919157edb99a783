import { reminders } from '../../domain/clock.ts';
import type { Mail } from '../../lambda/aws/mail.ts';
import { writeNotice } from '../../lambda/notify-duty/notice.ts';
import { notifyDuty } from '../../lambda/notify-duty/notify-duty.ts';
import { wholeDocument } from '../support/desk/statements.ts';
import { accepted, available, twoDesks } from '../support/desk/two-desks.ts';

const escalation = ['chief@justice.ma.example'];
const mailboxes = ['duty@justice.ma.example', 'night@justice.ma.example'];

async function duty(isAvailable = true) {
  const desks = await twoDesks();
  const documents = [wholeDocument(1, { name: 'secret-name.pdf' })];
  const { dispatchId } = await (isAvailable ? available(desks, documents) : accepted(desks, documents));
  const sent: Mail[] = [];
  const failing = { times: 0 };
  const { country, store, world, clock, log } = desks.ma;
  const notifying = {
    country,
    store,
    world,
    eventSource: 'exchange.MA',
    from: 'exchange@justice.ma.example',
    mailboxes,
    escalation,
    portalUrl: 'https://portal.example',
    sendMail: async (mail: Mail) => {
      if (failing.times-- > 0) throw new Error('mail is away');
      sent.push(mail);
    },
  };
  const event = { source: 'exchange.MA', 'detail-type': 'ContentConsignment', detail: { dispatchId, urgency: 'urgent' } };
  return { notify: (changed = {}) => notifyDuty(notifying, { ...event, ...changed }), sent, failing, clock, log, dispatchId };
}

describe('no mail is sent', () => {
  test.each([
    ['for an event of another source', { source: 'exchange.EG' }],
    ['for an event of another kind', { 'detail-type': 'ContentHandover' }],
    ['for a dispatch that nobody sent', { detail: { dispatchId: '0'.repeat(26), urgency: 'urgent' } }],
    ['for an id that is none', { detail: { dispatchId: 'x@y\r\nBcc: z', urgency: 'urgent' } }],
    ['for nothing', { detail: null }],
  ])('%s', async (_what, changed) => {
    const { notify, sent } = await duty();
    await notify(changed);
    expect(sent).toEqual([]);
  });

  test('before everything has arrived, whatever the event says', async () => {
    const { notify, sent } = await duty(false);
    await notify();
    expect(sent).toEqual([]);
  });
});

test('one mail goes out for one dispatch, however often the event comes', async () => {
  const { notify, sent } = await duty();
  await notify();
  await notify();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ to: mailboxes, from: 'exchange@justice.ma.example' });
});

test('of two at once one sends, and the other comes back later', async () => {
  const { notify, sent } = await duty();
  const outcomes = await Promise.allSettled([notify(), notify()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(sent).toHaveLength(1);
});

test('a mail that failed is sent when the event comes again after a while', async () => {
  const { notify, sent, failing, clock } = await duty();
  failing.times = 1;
  await expect(notify()).rejects.toThrow('mail is away');
  await expect(notify()).rejects.toThrow(expect.objectContaining({ code: 'Busy' }));
  clock.now = new Date(clock.now.getTime() + 120_000);
  await notify();
  expect(sent).toHaveLength(1);
});

test('a mail holds no case data: only the id, the urgency and the portal’s address, in three languages', async () => {
  const { notify, sent, dispatchId, log } = await duty();
  await notify();
  const [mail] = sent;
  const all = JSON.stringify(mail);
  expect(all).not.toMatch(/EG-2026|secret-name|judge|Egypt|Égypte|مصر|riyadh/);
  expect(mail?.subject).toBe('إشعار – Avis – Notice');
  for (const content of [mail?.text ?? '', mail?.html ?? '']) {
    expect(content).toContain(dispatchId);
    expect(content).toContain('https://portal.example');
    for (const word of ['عاجلة', 'Priorité : urgent', 'Priority: urgent']) expect(content).toContain(word);
  }
  expect(mail?.html).toMatch(/<section lang="ar" dir="rtl">.*<section lang="fr" dir="ltr">.*<section lang="en" dir="ltr">/s);
  expect(JSON.stringify(log)).not.toMatch(/@|secret-name/);
});

describe('a reminder', () => {
  const about = (dispatchId: string, what: string) => ({ 'detail-type': 'DeadlineReminder', detail: { dispatchId, about: what } });

  test('goes once to the duty, an escalation once to both rosters, without case data', async () => {
    const { notify, sent, dispatchId } = await duty();
    for (const what of ['remind', 'remind', 'escalate', 'escalate']) await notify(about(dispatchId, what));
    expect(sent.map(({ to }) => to)).toEqual([mailboxes, mailboxes, escalation]);
    expect(JSON.stringify(sent)).not.toMatch(/EG-2026|secret-name|judge|Egypt|Égypte|مصر|riyadh/);
  });

  test.each(['miss', 'chase'])('of %s that the register does not bear out is no mail', async (what) => {
    const { notify, sent, dispatchId } = await duty();
    await notify(about(dispatchId, what));
    expect(sent).toEqual([]);
  });

  test.each(['anything', undefined, 7])('of %p is none', async (what) => {
    const { notify, sent, dispatchId } = await duty();
    await notify({ 'detail-type': 'DeadlineReminder', detail: { dispatchId, about: what } });
    expect(sent).toEqual([]);
  });
});

test('every urgency and every occasion has its words in every language, and markup cannot come in', () => {
  const urgencies = ['routine', 'urgent', 'detention-pending'] as const;
  const occasions = ['arrival', ...reminders] as const;
  const written = urgencies.flatMap((urgency) =>
    occasions.map((about) => writeNotice({ dispatchId: '<b>', urgency, about, portalUrl: 'https://portal.example/?a=1&b="2"' })),
  );
  expect(new Set(written.map(({ text }) => text)).size).toBe(15);
  expect(written[0]?.html).not.toContain('<b>');
  expect(written[0]?.html).not.toContain('"2"');
});

import { calendarExceptions } from '../../domain/calendar.ts';
import { directoryStatement } from '../../domain/directory-statement.ts';
import { peekStatement, signStatement } from '../../domain/statement.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import { memoryStates } from '../support/desk/standings.ts';
import { directoryOf, entryFor, profile, wholeDocument } from '../support/desk/statements.ts';
import { accepted, available, cairo, objectCreatedEvent, rabat, readEvent, type TwoDesks, twoDesks } from '../support/desk/two-desks.ts';

const hourMs = 3_600_000;

/** Tests begin at noon in UTC, 13:00 in Rabat: of the six working hours of an urgent dispatch two are left that day. */
function later(desk: TwoDesks['ma'], hours: number): void {
  desk.clock.now = new Date(desk.clock.now.getTime() + hours * hourMs);
}

const remindersTo = (desk: TwoDesks['ma']) =>
  desk.announced
    .map((event) => Object(event))
    .filter(({ detailType }) => detailType === 'DeadlineReminder')
    .map(({ detail }) => detail.about);
const booksOf = (desk: TwoDesks['ma']) => JSON.stringify([desk.store.items(), desk.store.ledger()]);

async function receiptsAt(desk: TwoDesks['ma'], dispatchId: string) {
  const { body } = await desk.ask('showDispatch', { person: rabat, path: { dispatchId } });
  const jws: readonly string[] = body.receipts;
  return { due: body.due, state: body.state, jws, receipts: jws.map((one) => peekStatement(receiptStatement, one)) };
}

test('what nobody opens is reminded of, escalated, and expires with a signed receipt, each once', async () => {
  const desks = await twoDesks();
  const { ma } = desks;
  const { dispatchId } = await available(desks);
  const steps: readonly (readonly [number, readonly string[], string])[] = [
    [1.9, [], 'available'],
    [0.1, ['remind'], 'available'],
    [20, ['remind', 'escalate'], 'available'],
    [2.4, ['remind', 'escalate'], 'available'],
    [0.1, ['remind', 'escalate'], 'expired'],
    [0, ['remind', 'escalate', 'miss'], 'expired'],
    [500, ['remind', 'escalate', 'miss'], 'expired'],
  ];
  for (const [hours, told, state] of steps) {
    later(ma, hours);
    await ma.keep();
    expect([remindersTo(ma), memoryStates([ma], dispatchId)]).toEqual([told, [state]]);
  }
  const before = booksOf(ma);
  await ma.keep();
  expect(booksOf(ma)).toBe(before);
  expect(ma.kinds().filter((kind) => kind === 'ContentHandoverFailure')).toHaveLength(1);
  expect(ma.chainBreak()).toBeUndefined();
});

test('the sender learns of it when it next looks, and an opening that follows overrules it at both desks', async () => {
  const desks = await twoDesks();
  const { eg, ma } = desks;
  const { dispatchId, assert } = await available(desks);
  later(ma, 72);
  await ma.keep();
  later(eg, 72);
  const shown = await ma.ask('showDeposit', { assertion: await assert(), path: { dispatchId } });
  for (const receipt of shown.body.receipts) await eg.ask('storeReceipt', { person: cairo, path: { dispatchId }, body: { receipt } });
  expect(memoryStates([eg, ma], dispatchId)).toEqual(['expired', 'expired']);
  await ma.read(readEvent(ma, `${dispatchId}/1`));
  const { jws, receipts, due } = await receiptsAt(ma, dispatchId);
  expect(receipts.at(-1)).toMatchObject({ event: 'ContentHandover', acknowledgeBy: '2026-11-24T12:00:05.000Z' });
  expect(due).toEqual({ what: 'acknowledgement', by: '2026-11-24T12:00:05.000Z' });
  for (const receipt of [...jws].reverse()) await eg.ask('storeReceipt', { person: cairo, path: { dispatchId }, body: { receipt } });
  expect(memoryStates([eg, ma], dispatchId)).toEqual(['opened', 'opened']);
  await ma.keep();
  expect(remindersTo(ma)).toEqual(['chase']);
});

test('documents that do not come in time fail with their number, and still may come', async () => {
  const desks = await twoDesks();
  const { ma } = desks;
  const { dispatchId } = await accepted(desks, [wholeDocument(1), wholeDocument(2), wholeDocument(3)]);
  await ma.arrive(objectCreatedEvent(ma, `${dispatchId}/2`, 1002));
  later(ma, 168.4);
  await ma.keep();
  expect(memoryStates([ma], dispatchId)).toEqual(['accepted']);
  later(ma, 0.1);
  await ma.keep();
  await ma.keep();
  const { receipts } = await receiptsAt(ma, dispatchId);
  expect(receipts.at(-1)).toMatchObject({ event: 'ContentConsignmentFailure', missing: 2 });
  expect(receipts).toHaveLength(2);
  for (const number of [1, 3]) await ma.arrive(objectCreatedEvent(ma, `${dispatchId}/${number}`, 1000 + number));
  expect(memoryStates([ma], dispatchId)).toEqual(['available']);
});

test('a holiday that is announced after a deadline was set does not move it', async () => {
  const desks = await twoDesks();
  const { ma, keys } = desks;
  const { dispatchId } = await available(desks);
  const exceptions = calendarExceptions.parse({ holidays: [{ from: '2026-11-24', to: '2026-11-30' }] });
  const members = [entryFor('EG', keys.EG.key), { ...entryFor('MA', keys.MA.key), profile: { ...profile, exceptions } }];
  const directory = await signStatement(directoryStatement, directoryOf(members, 2), keys.directory.signer);
  expect((await ma.ask('acceptDirectory', { body: { directory } })).status).toBe(200);
  const second = await available(desks);
  later(ma, 25);
  await ma.keep();
  expect(memoryStates([ma], dispatchId)).toEqual(['expired']);
  expect(memoryStates([ma], second.dispatchId)).toEqual(['available']);
});

test('a withdrawal stops the clock', async () => {
  const desks = await twoDesks();
  const { eg, ma } = desks;
  const { dispatchId, assert, receipt } = await available(desks);
  await eg.ask('storeReceipt', { person: cairo, path: { dispatchId }, body: { receipt } });
  const withdrawn = await eg.ask('performAct', { person: cairo, path: { dispatchId }, body: { act: 'withdraw' } });
  await ma.ask('takeReceipt', { assertion: await assert(), path: { dispatchId }, body: withdrawn.body });
  later(ma, 500);
  await ma.keep();
  expect([remindersTo(ma), memoryStates([ma], dispatchId)]).toEqual([[], ['withdrawn']]);
});

test('two runs at once, and an opening in between, leave one receipt of each kind and the later state', async () => {
  const desks = await twoDesks();
  const { ma } = desks;
  const { dispatchId } = await available(desks);
  later(ma, 25);
  await Promise.all([ma.keep(), ma.read(readEvent(ma, `${dispatchId}/1`)), ma.keep()]);
  expect(memoryStates([ma], dispatchId)).toEqual(['opened']);
  const { receipts } = await receiptsAt(ma, dispatchId);
  expect(new Set(receipts.map(({ event }) => event)).size).toBe(receipts.length);
  expect(ma.chainBreak()).toBeUndefined();
});

test('one dispatch that fails does not keep the others waiting, and is tried again', async () => {
  const desks = await twoDesks();
  const { ma } = desks;
  const first = await available(desks);
  const second = await available(desks);
  later(ma, 25);
  ma.store.beforeCommit = (changes) => {
    if (JSON.stringify(changes).includes(first.dispatchId)) throw new Error('the line broke');
  };
  await expect(ma.keep()).rejects.toThrow('1 deadlines');
  expect(memoryStates([ma], second.dispatchId)).toEqual(['expired']);
  ma.store.beforeCommit = () => undefined;
  await ma.keep();
  expect(memoryStates([ma], first.dispatchId)).toEqual(['expired']);
});

describe('the list of what is due', () => {
  test('begins with what is due first, goes on from a place that has left it meanwhile, and leaves out what waits for nothing', async () => {
    const desks = await twoDesks();
    const { ma } = desks;
    const first = await available(desks);
    const second = await available(desks);
    const third = await accepted(desks);
    const list = (query: Readonly<Record<string, string>>) =>
      ma.ask('listDispatches', { person: rabat, query: { box: 'in', order: 'due', ...query } });
    const page = await list({ limit: '1' });
    const [shown] = page.body.dispatches;
    expect(shown.due.what).toBe('reading');
    await ma.read(readEvent(ma, `${shown.dispatchId}/1`));
    await ma.ask('acknowledgeDispatch', { person: rabat, path: { dispatchId: shown.dispatchId }, body: {} });
    const next = await list({ cursor: page.body.cursor });
    const other = [first, second].map(({ dispatchId }) => dispatchId).find((id) => id !== shown.dispatchId);
    expect(next.body.dispatches.map(({ dispatchId }: { dispatchId: string }) => dispatchId)).toEqual([other, third.dispatchId]);
    expect((await list({})).body.dispatches).toHaveLength(2);
  });

  test.each(['x', 'eA', Buffer.from('2026-11-24T12:00:00Z#0123456789abcdefghjkmnpqrs').toString('base64url')])(
    'refuses the place %s',
    async (cursor) => {
      const { ma } = await twoDesks();
      const answer = await ma.ask('listDispatches', { person: rabat, query: { box: 'in', order: 'due', cursor } });
      expect([answer.status, answer.body.code]).toEqual([400, 'InvalidInput']);
    },
  );
});

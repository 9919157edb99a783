import fc from 'fast-check';
import type { ActName } from '../../domain/acts.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { peekStatement, signStatement, verifyStatement } from '../../domain/statement.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import { memoryStates } from '../support/desk/standings.ts';
import type { TestDesk } from '../support/desk/test-desk.ts';
import { accepted, available, cairo, draftOf, rabat, readEvent, type TwoDesks, twoDesks } from '../support/desk/two-desks.ts';

/** A dispatch that Morocco has acknowledged. */
async function acknowledged(desks?: TwoDesks) {
  const two = desks ?? (await twoDesks());
  const { dispatchId, assert } = await available(two);
  await two.ma.read(readEvent(two.ma, `${dispatchId}/1`));
  await two.ma.ask('acknowledgeDispatch', { person: rabat, path: { dispatchId }, body: {} });
  const path = { dispatchId };
  const act = (
    desk: TestDesk,
    name: ActName,
    more: Readonly<Record<string, unknown>> = {},
    person = desk.country === 'EG' ? cairo : rabat,
  ) => desk.ask('performAct', { person, path, body: { act: name, ...more } });
  const receiptsAt = async (desk: TestDesk): Promise<readonly string[]> =>
    (await desk.ask('showDispatch', { person: desk.country === 'EG' ? cairo : rabat, path })).body.receipts;
  const toEgypt = async (receipt: string) => two.eg.ask('storeReceipt', { person: cairo, path, body: { receipt } });
  const toMorocco = async (receipt: string) => two.ma.ask('takeReceipt', { assertion: await assert(), path, body: { receipt } });
  const meet = async (): Promise<void> => {
    const [here, there] = [await receiptsAt(two.eg), await receiptsAt(two.ma)];
    for (const jws of there.filter((one) => !here.includes(one))) await toEgypt(jws);
    for (const jws of here.filter((one) => !there.includes(one) && issuerOf(one) === 'EG')) await toMorocco(jws);
  };
  return { ...two, dispatchId, path, assert, act, receiptsAt, toEgypt, toMorocco, meet };
}

const issuerOf = (jws: string): string => peekStatement(receiptStatement, jws).issuer;
const why = { grounds: 'For good reasons.' };
const someGrounds: ReadonlySet<ActName> = new Set(['refuse', 'accept-partly', 'postpone', 'ask-clarification', 'suspend', 'supplement']);

describe('an act is refused, and noted', () => {
  test.each([
    ['without reasons', 'refuse', {}, 422, 'GroundsMissing'],
    ['by the wrong country', 'withdraw', {}, 403, 'WrongSide'],
    ['out of order', 'execute', {}, 409, 'OutOfOrder'],
  ] as const)('%s', async (_why, name, more, status, code) => {
    const { ma, act } = await acknowledged();
    const answer = await act(ma, name, more);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(ma.kinds()).toContain(`Refusal ${code}`);
    expect(ma.chainBreak()).toBeUndefined();
  });

  test.each([
    { act: 'forget' },
    { act: 'refuse', grounds: 'no' },
    { act: 'refuse', grounds: 'turned \u202e round' },
    { act: 'refuse', ...why, extra: 1 },
    { act: 'assign', assignee: '../etc' },
    {},
    [],
  ])('in another form: %j', async (body) => {
    const { ma, path } = await acknowledged();
    const answer = await ma.ask('performAct', { person: rabat, path, body });
    expect([answer.status, answer.body.code]).toEqual([400, 'InvalidInput']);
  });

  test('about a dispatch that this country never had, as about one that was rejected', async () => {
    const desks = await twoDesks();
    const missing = await desks.ma.ask('performAct', { person: rabat, path: { dispatchId: '0'.repeat(26) }, body: { act: 'accept' } });
    expect([missing.status, missing.body.code]).toEqual([404, 'NotFound']);
  });

  test('without a token', async () => {
    const { ma, path } = await acknowledged();
    expect((await ma.ask('performAct', { path, body: { act: 'accept' } })).body.code).toBe('NotSignedIn');
  });

  test.each([['[clerk]'], ['[other clerk]'], [['clerk']]])('to a clerk, whom the token names as %j', async (groups) => {
    const { ma, path } = await acknowledged();
    const claims = { sub: 'opaque', username: 'clerk.rabat', 'cognito:groups': groups };
    expect((await ma.ask('performAct', { claims, path, body: { act: 'accept' } })).body.code).toBe('NotYourRole');
    expect((await ma.ask('performAct', { claims, path, body: { act: 'hand-over', assignee: rabat } })).status).toBe(201);
  });

  test('twice, also of two at once, and after the case was closed', async () => {
    const { ma, act, meet, eg } = await acknowledged();
    const answers = await Promise.all([act(ma, 'refuse', why), act(ma, 'refuse', why, 'judge.fes')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await act(ma, 'refuse', why)).body.code).toBe('AlreadyDone');
    await meet();
    expect((await act(eg, 'close')).status).toBe(201);
    await meet();
    expect((await act(ma, 'accept')).body.code).toBe('CaseClosed');
    expect(ma.kinds().filter((kind) => kind === 'RequestRefusal')).toHaveLength(1);
  });

  test('to a colleague who does not have it in hand', async () => {
    const { ma, act } = await acknowledged();
    expect((await act(ma, 'assign', { assignee: 'judge.fes' })).status).toBe(201);
    expect((await act(ma, 'accept')).body.code).toBe('HeldByAnother');
    expect((await act(ma, 'accept', {}, 'judge.fes')).status).toBe(201);
  });

  test('where the key is switched off; then nothing is written', async () => {
    const { ma, act } = await acknowledged();
    const before = ma.store.items().length;
    ma.keyState.refusal = new Error('KMSInvalidStateException');
    expect((await act(ma, 'accept')).status).toBe(500);
    expect(ma.store.items()).toHaveLength(before);
  });
});

describe('results', () => {
  test.each([
    ['that exist nowhere', async () => '1'.repeat(26)],
    [
      'that answer another dispatch',
      async ({ ma }: TwoDesks) => (await ma.ask('signManifest', { person: rabat, body: { ...draftOf(), to: 'EG' } })).body.dispatchId,
    ],
  ] as const)('%s are no answer', async (_which, other) => {
    const desks = await acknowledged();
    await desks.act(desks.ma, 'accept');
    await desks.act(desks.ma, 'execute');
    const refused = await desks.act(desks.ma, 'return-results', { answer: await other(desks) });
    expect([refused.status, refused.body.code]).toEqual([404, 'NotFound']);
  });

  test('are returned in a dispatch that answers the request and has arrived, acknowledged, and the case closed', async () => {
    const desks = await acknowledged();
    const { eg, ma, dispatchId, act, meet } = desks;
    await act(ma, 'accept');
    await act(ma, 'execute');
    const reply = await ma.ask('signManifest', { person: rabat, body: { ...draftOf(), to: 'EG', inReplyTo: dispatchId } });
    const answer = reply.body.dispatchId;
    expect((await act(ma, 'return-results', { answer })).body.code).toBe('NotYetAvailable');
    await eg.ask('acceptDispatch', { body: { manifest: reply.body.manifest } });
    const consigned = await consignedBy(desks, answer, reply.body.manifest);
    expect((await ma.ask('storeReceipt', { person: rabat, path: { dispatchId: answer }, body: { receipt: consigned } })).status).toBe(200);
    expect((await act(ma, 'return-results', { answer })).status).toBe(201);
    await meet();
    expect((await act(eg, 'acknowledge-results')).status).toBe(201);
    expect((await act(eg, 'close')).status).toBe(201);
    await meet();
    expect(memoryStates([eg, ma], dispatchId)).toEqual(['closed', 'closed']);
  });
});

/** Egypt's receipt that Morocco's reply has arrived. */
async function consignedBy({ keys }: TwoDesks, dispatchId: string, manifest: string): Promise<string> {
  const { createHash } = await import('node:crypto');
  const payload: Receipt = {
    version: 1,
    dispatchId,
    from: 'MA',
    to: 'EG',
    issuer: 'EG',
    issuedAt: '2026-11-23T12:00:00.000Z',
    manifestSha256: createHash('sha256').update(manifest).digest('hex'),
    event: 'ContentConsignment',
    documents: [{ number: 1, sizeBytes: 1, sha256: 'a'.repeat(64), versionId: 'v' }],
  };
  return signStatement(receiptStatement, payload, keys.EG.signer);
}

describe('a receipt that the sender brings is refused', () => {
  test('without an assertion, and about another dispatch', async () => {
    const { ma, eg, path, act, assert, meet } = await acknowledged();
    await meet();
    const { receipt } = (await act(eg, 'withdraw')).body;
    expect((await ma.ask('takeReceipt', { path, body: { receipt } })).body.code).toBe('NotSignedIn');
    const other = await accepted({ eg, ma });
    expect(
      (await ma.ask('takeReceipt', { assertion: await assert(), path: { dispatchId: other.dispatchId }, body: { receipt } })).body.code,
    ).toBe('NotFound');
    expect(
      (await ma.ask('takeReceipt', { assertion: await other.assert(), path: { dispatchId: other.dispatchId }, body: { receipt } })).body
        .code,
    ).toBe('InvalidInput');
  });

  test('where it is a step that is not the sender’s', async () => {
    const { toMorocco, keys, act, eg, meet } = await acknowledged();
    await meet();
    const genuine = peekStatement(receiptStatement, (await act(eg, 'withdraw')).body.receipt);
    for (const forged of [
      { ...genuine, event: 'RequestAcceptance' },
      { ...genuine, event: 'ResultsReturn', answer: '1'.repeat(26) },
    ]) {
      const jws = await signStatement(receiptStatement, receiptStatement.schema.parse(forged), keys.EG.signer);
      expect((await toMorocco(jws)).body.code).toBe('WrongSide');
    }
    const byMorocco = await signStatement(receiptStatement, { ...genuine, issuer: 'MA' }, keys.MA.signer);
    expect((await toMorocco(byMorocco)).body.code).toBe('SignerUnknown');
  });

  test('with one byte changed', async () => {
    const { toMorocco, act, eg, meet } = await acknowledged();
    await meet();
    const { receipt } = (await act(eg, 'withdraw')).body;
    const flipped = `${receipt.slice(0, -2)}${receipt.at(-2) === 'A' ? 'B' : 'A'}${receipt.at(-1)}`;
    expect((await toMorocco(flipped)).body.code).toBe('SignatureInvalid');
  });
});

test('an act leaves a signed receipt and a line of the ledger, which holds no reasons', async () => {
  const { ma, act, keys } = await acknowledged();
  const { body } = await act(ma, 'refuse', { grounds: 'The facts are no offence here.' });
  const { payload } = await verifyStatement(receiptStatement, body.receipt, [keys.MA.key]);
  expect(payload).toMatchObject({ event: 'RequestRefusal', step: 1, by: rabat, issuer: 'MA', grounds: 'The facts are no offence here.' });
  expect(ma.store.ledger().at(-1)).toMatchObject({ kind: 'RequestRefusal', person: rabat });
  expect(JSON.stringify([ma.store.ledger(), ma.log])).not.toContain('offence');
});

test('an acknowledgement is refused once the request is withdrawn, and documents that come late change nothing', async () => {
  const two = await twoDesks();
  const { dispatchId, assert } = await accepted(two);
  const path = { dispatchId };
  const shown = await two.ma.ask('showDeposit', { assertion: await assert(), path });
  for (const receipt of shown.body.receipts) await two.eg.ask('storeReceipt', { person: cairo, path, body: { receipt } });
  const { receipt } = (await two.eg.ask('performAct', { person: cairo, path, body: { act: 'withdraw' } })).body;
  await two.ma.ask('takeReceipt', { assertion: await assert(), path, body: { receipt } });
  expect((await two.ma.ask('signUpload', { assertion: await assert(), path: { ...path, documentNumber: '1' }, body: {} })).body.code).toBe(
    'RequestWithdrawn',
  );
  expect((await two.ma.ask('acknowledgeDispatch', { person: rabat, path, body: {} })).body.code).toBe('RequestWithdrawn');
  expect(memoryStates([two.eg, two.ma], dispatchId)).toEqual(['withdrawn', 'withdrawn']);
});

test('whatever both desks do at once, both registers and ledgers end in agreement', async () => {
  const moves = fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          desk: fc.constantFrom('eg' as const, 'ma' as const),
          name: fc.constantFrom<ActName>(
            'ask-clarification',
            'supplement',
            'accept',
            'postpone',
            'refuse',
            'execute',
            'suspend',
            'withdraw',
            'close',
            'assign',
          ),
        }),
      },
      { weight: 2, arbitrary: fc.constant('meet' as const) },
    ),
    { minLength: 3, maxLength: 14 },
  );
  await fc.assert(
    fc.asyncProperty(moves, async (some) => {
      const desks = await acknowledged();
      await desks.meet();
      for (const one of some) {
        if (one === 'meet') await desks.meet();
        else
          await desks.act(desks[one.desk], one.name, {
            ...(someGrounds.has(one.name) && why),
            ...(one.name === 'assign' && { assignee: one.desk === 'eg' ? cairo : rabat }),
          });
      }
      await desks.meet();
      const [here, there] = memoryStates([desks.eg, desks.ma], desks.dispatchId);
      expect(here).toBe(there);
      expect([...(await desks.receiptsAt(desks.eg))].sort()).toEqual([...(await desks.receiptsAt(desks.ma))].sort());
      expect([desks.eg.chainBreak(), desks.ma.chainBreak()]).toEqual([undefined, undefined]);
    }),
    { numRuns: 25 },
  );
});

import { randomBytes } from 'node:crypto';
import type { Assertion } from '../../domain/assertion.ts';
import { newDispatchId } from '../../domain/identifiers.ts';
import { assertionStatement, manifestStatement } from '../../domain/statement-kinds.ts';
import { manifestOf, noon } from '../support/desk/statements.ts';
import { accepted, cairo, twoDesks } from '../support/desk/two-desks.ts';

const seconds = (count: number): string => new Date(noon.getTime() + count * 1000).toISOString();
const missing = newDispatchId(randomBytes);

function assertionOf(dispatchId: string, changed: Partial<Assertion> = {}): Assertion {
  return { version: 1, issuer: 'EG', audience: 'MA', person: cairo, dispatchId, issuedAt: seconds(0), expiresAt: seconds(300), ...changed };
}

describe('every question about a deposit', () => {
  const questions = [
    ['showDeposit', {}],
    ['signUpload', { parts: [] }],
    ['listParts', undefined],
    ['completeUpload', {}],
  ] as const;

  describe.each(questions)('%s', (route, body) => {
    const ask = async (statement: (id: string) => Partial<Assertion>, signer: 'EG' | 'MA' | 'TN' = 'EG') => {
      const desks = await twoDesks();
      const { dispatchId } = await accepted(desks);
      const assertion = await desks.keys[signer].sign(assertionStatement, assertionOf(dispatchId, statement(dispatchId)));
      const { status, body: answer } = await desks.ma.ask(route, { path: { dispatchId, documentNumber: '1' }, body, assertion });
      return [status, answer.code];
    };

    test('wants an assertion', async () => {
      const desks = await twoDesks();
      const { dispatchId } = await accepted(desks);
      const answers = await Promise.all(
        [undefined, '', 'a.b', 'Bearer x'].map((assertion) =>
          desks.ma.ask(route, { path: { dispatchId, documentNumber: '1' }, body, assertion }),
        ),
      );
      expect(answers.map((answer) => [answer.status, answer.body.code])).toEqual(Array(4).fill([401, 'NotSignedIn']));
    });

    test('refuses one that another country’s key signed', async () => {
      expect(await ask(() => ({}), 'TN')).toEqual([403, 'SignerUnknown']);
    });

    test('refuses one for another desk', async () => {
      expect(await ask(() => ({ audience: 'TN' }))).toEqual([403, 'WrongAddressee']);
    });

    test.each([
      ['expired', { issuedAt: seconds(-100), expiresAt: seconds(0) }],
      ['from the future', { issuedAt: seconds(61), expiresAt: seconds(300) }],
      ['good for longer than a desk may give', { issuedAt: seconds(-361), expiresAt: seconds(300) }],
    ])('refuses one that is %s', async (_what, changed) => {
      expect(await ask(() => changed)).toEqual([403, 'Stale']);
    });

    test('answers another dispatch, another country’s and a missing one alike', async () => {
      const desks = await twoDesks();
      const { dispatchId } = await accepted(desks);
      const tunisian = newDispatchId(randomBytes);
      const manifest = await desks.keys.TN.sign(manifestStatement, manifestOf({ from: 'TN', dispatchId: tunisian }));
      await desks.ma.ask('acceptDispatch', { body: { manifest } });
      const about = (path: string, asserted: string) => ({ path, asserted });
      const cases = [
        about(missing, missing),
        about(tunisian, tunisian),
        about(missing, dispatchId),
        about('../etc', dispatchId),
        about('', dispatchId),
      ];
      const answers = await Promise.all(
        cases.map(async ({ path, asserted }) => {
          const assertion = await desks.keys.EG.sign(assertionStatement, assertionOf(asserted));
          return desks.ma.ask(route, { path: { dispatchId: path, documentNumber: '1' }, body, assertion });
        }),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify(answers[0])]));
      expect([answers[0]?.status, answers[0]?.body.code]).toEqual([404, 'NotFound']);
    });
  });
});

test('a manifest is no assertion', async () => {
  const desks = await twoDesks();
  const { dispatchId, manifest } = await accepted(desks);
  const { body } = await desks.ma.ask('showDeposit', { path: { dispatchId }, assertion: manifest });
  expect(body.code).toBe('SignatureInvalid');
});

test('refusals of a verified signer are in the ledger, once a day for the same assertion; those of strangers are not', async () => {
  const desks = await twoDesks();
  const { dispatchId } = await accepted(desks);
  const before = desks.ma.store.ledger().length;
  const foreign = await desks.keys.TN.sign(assertionStatement, assertionOf(dispatchId, { issuer: 'TN' }));
  const forged = await desks.keys.TN.sign(assertionStatement, assertionOf(dispatchId));
  for (let again = 0; again < 5; again += 1) {
    await desks.ma.ask('showDeposit', { path: { dispatchId }, assertion: foreign });
    await desks.ma.ask('showDeposit', { path: { dispatchId }, assertion: forged });
    await desks.ma.ask('showDeposit', { path: { dispatchId }, assertion: 'junk' });
  }
  expect(desks.ma.store.ledger().slice(before)).toMatchObject([{ kind: 'Refusal', remark: 'NotFound', person: `TN.${cairo}`, dispatchId }]);
  desks.ma.clock.now = new Date(noon.getTime() + 25 * 3600 * 1000);
  await desks.ma.ask('showDeposit', { path: { dispatchId }, assertion: foreign });
  expect(desks.ma.store.ledger().slice(before)).toMatchObject([{ remark: 'NotFound' }, { remark: 'Stale' }]);
  expect(desks.ma.chainBreak()).toBeUndefined();
});

test('the sender’s magistrate sees where the dispatch stands', async () => {
  const desks = await twoDesks();
  const { dispatchId, receipt, assert } = await accepted(desks);
  const { status, body } = await desks.ma.ask('showDeposit', { path: { dispatchId }, assertion: await assert() });
  expect([status, body]).toEqual([200, { state: 'accepted', arrived: [], receipts: [receipt] }]);
});

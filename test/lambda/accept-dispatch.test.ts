import { randomBytes } from 'node:crypto';
import { directoryStatement } from '../../domain/directory-statement.ts';
import { newDispatchId } from '../../domain/identifiers.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import { signStatement, verifyStatement } from '../../domain/statement.ts';
import { assertionStatement, manifestStatement, receiptStatement } from '../../domain/statement-kinds.ts';
import { sha256Hex } from '../../lambda/hash.ts';
import { localKey } from '../support/desk/local-key.ts';
import { entryFor, manifestOf, noon, wholeDocument } from '../support/desk/statements.ts';
import { testDesk } from '../support/desk/test-desk.ts';
import { accepted, cairo, draftOf, twoDesks } from '../support/desk/two-desks.ts';

const fresh = (changed: Partial<Manifest> = {}): Manifest => manifestOf({ dispatchId: newDispatchId(randomBytes), ...changed });
const seconds = (count: number): Date => new Date(noon.getTime() + count * 1000);

describe('a dispatch is refused', () => {
  test('when no member’s key signed it, and leaves no trace in the ledger', async () => {
    const { ma, keys } = await twoDesks();
    const before = ma.kinds();
    const stranger = await localKey();
    const unsigned = await stranger.sign(manifestStatement, fresh());
    expect((await ma.ask('acceptDispatch', { body: { manifest: unsigned } })).body.code).toBe('SignerUnknown');
    const forged = unsigned.replace(/^[^.]+/, (await keys.EG.sign(manifestStatement, fresh())).split('.')[0] ?? '');
    expect((await ma.ask('acceptDispatch', { body: { manifest: forged } })).body.code).toBe('SignatureInvalid');
    expect(ma.kinds()).toEqual(before);
  });

  test('when another member signed it', async () => {
    const { ma, keys } = await twoDesks();
    const manifest = await keys.TN.sign(manifestStatement, fresh({ from: 'EG' }));
    expect((await ma.ask('acceptDispatch', { body: { manifest } })).body.code).toBe('SignerUnknown');
  });

  test('when it names a country that is no member', async () => {
    const { ma, keys } = await twoDesks();
    const manifest = await keys.EG.sign(manifestStatement, fresh({ from: 'XX' }));
    expect((await ma.ask('acceptDispatch', { body: { manifest } })).body.code).toBe('SignerUnknown');
  });

  test.each([
    ['is addressed to another country', { to: 'TN' }, 'WrongAddressee'],
    ['is older than a manifest may be', { issuedAt: seconds(-661).toISOString() }, 'Stale'],
    ['is dated in the future', { issuedAt: seconds(61).toISOString() }, 'Stale'],
  ])('when it %s', async (_what, changed, code) => {
    const { ma, keys } = await twoDesks();
    const manifest = await keys.EG.sign(manifestStatement, fresh(changed));
    const { status, body } = await ma.ask('acceptDispatch', { body: { manifest } });
    expect([status, body.code]).toEqual([403, code]);
    expect(ma.kinds().at(-1)).toBe(`Refusal ${code}`);
    expect(ma.store.items().some((item) => item.sk === 'DISPATCH')).toBe(false);
  });

  test('when it is from this very country', async () => {
    const { ma, keys } = await twoDesks();
    const manifest = await keys.MA.sign(manifestStatement, fresh({ from: 'MA' }));
    expect((await ma.ask('acceptDispatch', { body: { manifest } })).body.code).toBe('AddressedToOneself');
  });

  test.each([
    ['the key had expired when it signed', { notAfter: seconds(-1).toISOString() }],
    ['the key has expired since', { notAfter: seconds(1).toISOString() }],
    ['the key was not valid yet', { notBefore: seconds(1).toISOString() }],
  ])('when %s', async (_what, validity) => {
    const { ma, keys, directory } = await twoDesks();
    const members = directory.members.map((member) => (member.country === 'EG' ? entryFor('EG', { ...keys.EG.key, ...validity }) : member));
    const next = await signStatement(directoryStatement, { ...directory, sequence: 2, members }, keys.directory.signer);
    expect((await ma.ask('acceptDirectory', { body: { directory: next } })).status).toBe(200);
    const manifest = await keys.EG.sign(manifestStatement, fresh());
    ma.clock.now = seconds(2);
    expect((await ma.ask('acceptDispatch', { body: { manifest } })).body.code).toBe('SignerUnknown');
  });

  test('before the desk has a directory', async () => {
    const { eg, ma } = await twoDesks();
    const { body } = await eg.ask('signManifest', { person: cairo, body: draftOf() });
    const newcomer = testDesk('MA', await localKey());
    const answer = await newcomer.ask('acceptDispatch', { body: { manifest: body.manifest } });
    expect([answer.status, answer.body.code]).toEqual([503, 'DirectoryMissing']);
    expect(ma.kinds()).toEqual(['DirectoryAccepted']);
  });

  test('the second time, whatever its age by then, with one line in the ledger', async () => {
    const desks = await twoDesks();
    const { manifest } = await accepted(desks);
    desks.ma.clock.now = seconds(3000);
    for (let again = 0; again < 3; again += 1) {
      const { status, body } = await desks.ma.ask('acceptDispatch', { body: { manifest } });
      expect([status, body.code]).toEqual([409, 'Replayed']);
    }
    expect(desks.ma.kinds().filter((kind) => kind === 'Refusal Replayed')).toHaveLength(1);
  });

  test('under the id of another dispatch, which stays as it was', async () => {
    const desks = await twoDesks();
    const { dispatchId } = await accepted(desks);
    const before = desks.ma.store.items().filter((item) => item.sk === 'DISPATCH');
    const manifest = await desks.keys.TN.sign(manifestStatement, fresh({ from: 'TN', dispatchId }));
    expect((await desks.ma.ask('acceptDispatch', { body: { manifest } })).body.code).toBe('Replayed');
    expect(desks.ma.store.items().filter((item) => item.sk === 'DISPATCH')).toEqual(before);
  });

  test.each([
    ['a manifest one byte too long', { manifest: `${'a'.repeat(999_997)}.b.c` }, 413, 'BodyTooLarge'],
    ['a body that is too long before it is parsed', { manifest: 'x'.repeat(1_700_000) }, 413, 'BodyTooLarge'],
    ['an unknown field', { manifest: 'a.b.c', note: 1 }, 400, 'InvalidInput'],
    ['no manifest', {}, 400, 'InvalidInput'],
  ])('with %s', async (_what, body, status, code) => {
    const { ma } = await twoDesks();
    const answer = await ma.ask('acceptDispatch', { body });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('while this country’s key is disabled, with nothing written', async () => {
    const { eg, ma } = await twoDesks();
    const { body } = await eg.ask('signManifest', { person: cairo, body: draftOf() });
    ma.keyState.refusal = new Refusal('KeyUnavailable');
    const answer = await ma.ask('acceptDispatch', { body: { manifest: body.manifest } });
    expect([answer.status, answer.body.code]).toEqual([503, 'KeyUnavailable']);
    expect(ma.kinds()).toEqual(['DirectoryAccepted']);
    ma.keyState.refusal = undefined;
    expect((await ma.ask('acceptDispatch', { body: { manifest: body.manifest } })).status).toBe(201);
  });
});

describe('a manifest that verifies but breaks the limits', () => {
  test('gets a signed rejection, the same one however often it is sent', async () => {
    const { ma, keys } = await twoDesks({ maxDocuments: 1 });
    const manifest = await keys.EG.sign(manifestStatement, fresh({ documents: [wholeDocument(1), wholeDocument(2)] }));
    const first = await ma.ask('acceptDispatch', { body: { manifest } });
    const second = await ma.ask('acceptDispatch', { body: { manifest } });
    expect([first.status, first.body.code]).toEqual([422, 'TooManyDocuments']);
    expect(second).toEqual(first);
    const { payload } = await verifyStatement(receiptStatement, first.body.receipt, [keys.MA.key]);
    expect(payload).toMatchObject({ event: 'SubmissionRejection', reason: 'TooManyDocuments', manifestSha256: sha256Hex(manifest) });
    expect(ma.kinds().filter((kind) => kind === 'SubmissionRejection')).toHaveLength(1);
  });

  test('shows in no inbox, takes no documents, and tells its sender why', async () => {
    const strict = await twoDesks({ maxDocuments: 1 });
    const lenient = await twoDesks();
    const documents = [wholeDocument(1), wholeDocument(2)];
    const manifest = await strict.keys.EG.sign(manifestStatement, fresh({ documents, dispatchId: '0123456789abcdefghjkmnpqrs' }));
    const { body: refused } = await strict.ma.ask('acceptDispatch', { body: { manifest } });
    expect((await strict.ma.ask('listDispatches', { person: 'judge.rabat', query: { box: 'in' } })).body.dispatches).toEqual([]);
    const path = { dispatchId: '0123456789abcdefghjkmnpqrs' };
    expect((await strict.ma.ask('showDispatch', { person: 'judge.rabat', path })).body.code).toBe('NotFound');
    const assertion = await strict.keys.EG.sign(assertionStatement, {
      version: 1,
      issuer: 'EG',
      audience: 'MA',
      person: cairo,
      ...path,
      issuedAt: noon.toISOString(),
      expiresAt: seconds(300).toISOString(),
    });
    const shown = await strict.ma.ask('showDeposit', { path, assertion });
    expect(shown.body).toEqual({ state: 'rejected', arrived: [], receipts: [refused.receipt] });
    const upload = await strict.ma.ask('signUpload', { path: { ...path, documentNumber: '1' }, assertion, body: {} });
    expect(upload.body.code).toBe('NotFound');
    expect(lenient.ma.kinds()).toEqual(['DirectoryAccepted']);
  });
});

describe('a dispatch is accepted', () => {
  test('with a receipt that verifies, a line in the ledger and a place in the inbox', async () => {
    const desks = await twoDesks();
    const { dispatchId, manifest, receipt } = await accepted(desks);
    const { payload } = await verifyStatement(receiptStatement, receipt, [desks.keys.MA.key]);
    expect(payload).toMatchObject({
      event: 'SubmissionAcceptance',
      dispatchId,
      from: 'EG',
      to: 'MA',
      issuer: 'MA',
      manifestSha256: sha256Hex(manifest),
    });
    expect(desks.ma.store.ledger().at(-1)).toMatchObject({ kind: 'SubmissionAcceptance', dispatchId, statementSha256: sha256Hex(receipt) });
    const inbox = await desks.ma.ask('listDispatches', { person: 'judge.rabat', query: { box: 'in' } });
    expect(inbox.body.dispatches).toMatchObject([{ dispatchId, box: 'in', state: 'accepted', from: 'EG' }]);
    expect(desks.ma.chainBreak()).toBeUndefined();
  });

  test('with links for the first sixteen documents that go in one PUT, signed in one session for this dispatch', async () => {
    const desks = await twoDesks();
    const mebibyte = 1024 * 1024;
    const large = {
      ...wholeDocument(2, { sizeBytes: 20 * mebibyte }),
      parts: { partSizeBytes: 8 * mebibyte, count: 3, compositeSha256: 'c'.repeat(64) },
    };
    const documents = [wholeDocument(1), large, ...Array.from({ length: 17 }, (_, index) => wholeDocument(index + 3))];
    const { dispatchId, links } = await accepted(desks, documents);
    expect(links.map((link: { documentNumber: number }) => link.documentNumber)).toEqual([
      1,
      ...Array.from({ length: 15 }, (_, index) => index + 3),
    ]);
    expect(desks.ma.sessions).toMatchObject([{ roleArn: expect.stringContaining('depositor'), person: 'EG.judge.cairo' }]);
    expect(JSON.stringify(desks.ma.sessions[0]?.policy)).toContain(`dropbox-ma/${dispatchId}/*`);
  });

  test('once, of two that come at the same moment', async () => {
    const { eg, ma } = await twoDesks();
    const { body } = await eg.ask('signManifest', { person: cairo, body: draftOf() });
    const answers = await Promise.all([1, 2, 3].map(() => ma.ask('acceptDispatch', { body: { manifest: body.manifest } })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
    expect(ma.kinds().filter((kind) => kind === 'SubmissionAcceptance')).toHaveLength(1);
    expect(ma.chainBreak()).toBeUndefined();
  });
});

test('a reply to a dispatch that is not there, or is another country’s, is rejected with the same signed answer; one to their own is taken', async () => {
  const desks = await twoDesks();
  const { ma, keys } = desks;
  const own = await accepted(desks);
  const tunisian = fresh({ from: 'TN', sentBy: 'judge.tunis' });
  await ma.ask('acceptDispatch', { body: { manifest: await keys.TN.sign(manifestStatement, tunisian) } });
  const reply = async (inReplyTo: string) => {
    const manifest = await keys.EG.sign(manifestStatement, fresh({ inReplyTo }));
    return ma.ask('acceptDispatch', { body: { manifest } });
  };
  for (const inReplyTo of [newDispatchId(randomBytes), tunisian.dispatchId]) {
    const { status, body } = await reply(inReplyTo);
    expect([status, body.code, typeof body.receipt]).toEqual([404, 'NotFound', 'string']);
    const { payload } = await verifyStatement(receiptStatement, body.receipt, [keys.MA.key]);
    expect(payload).toMatchObject({ event: 'SubmissionRejection', reason: 'NotFound' });
  }
  expect((await reply(own.dispatchId)).status).toBe(201);
});

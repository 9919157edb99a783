import { randomBytes } from 'node:crypto';
import { newDispatchId } from '../../domain/identifiers.ts';
import { firstBreak, type LedgerEntry } from '../../domain/ledger.ts';
import { Refusal } from '../../domain/refusal.ts';
import { peekStatement, verifyStatement } from '../../domain/statement.ts';
import { manifestStatement, receiptStatement } from '../../domain/statement-kinds.ts';
import { sha256Hex } from '../../lambda/hash.ts';
import { wholeDocument } from '../support/desk/statements.ts';
import { accepted, available, cairo, draftOf, rabat, twoDesks } from '../support/desk/two-desks.ts';

describe('a manifest is not signed', () => {
  test.each([
    ['for oneself', { to: 'EG' }, [422, 'AddressedToOneself']],
    ['for a country that is no member', { to: 'XX' }, [422, 'UnknownAddressee']],
    ['beyond the limits', { documents: Array.from({ length: 21 }, (_, index) => wholeDocument(index + 1)) }, [422, 'TooManyDocuments']],
    ['with unknown fields', { note: 'x' }, [400, 'InvalidInput']],
    ['in another person’s name', { sentBy: 'somebody.else' }, [400, 'InvalidInput']],
    ['with a path for a name', { documents: [wholeDocument(1, { name: '../a.pdf' })] }, [422, 'DocumentNameRefused']],
    ['with a control character in a name', { documents: [wholeDocument(1, { name: 'a\u0007.pdf' })] }, [422, 'DocumentNameRefused']],
    ['with a hidden direction in a name', { documents: [wholeDocument(1, { name: 'a\u202efdp.exe' })] }, [422, 'DocumentNameRefused']],
    ['in reply to what this country never had', { inReplyTo: '0'.repeat(26) }, [404, 'NotFound']],
  ])('%s', async (_what, changed, expected) => {
    const { eg } = await twoDesks();
    const { status, body } = await eg.ask('signManifest', { person: cairo, body: { ...draftOf(), ...changed } });
    expect([status, body.code]).toEqual(expected);
    expect(eg.kinds()).not.toContain('ManifestSigned');
  });

  test.each([
    ['without a token', undefined],
    ['for a token that names nobody', {}],
    ['for a person whom CloudTrail could not carry', { sub: 'x', username: 'يوسف' }],
    ['for a person with a name too long', { username: 'a'.repeat(65) }],
    ['for a person who is none', { username: 7 }],
  ])('%s', async (_what, claims) => {
    const { eg } = await twoDesks();
    const { status, body } = await eg.ask('signManifest', { claims, body: draftOf() });
    expect([status, body.code]).toEqual([401, 'NotSignedIn']);
  });

  test('while the key is disabled, and nothing is written', async () => {
    const { eg } = await twoDesks();
    eg.keyState.refusal = new Refusal('KeyUnavailable');
    expect((await eg.ask('signManifest', { person: cairo, body: draftOf() })).body.code).toBe('KeyUnavailable');
    expect(eg.kinds()).toEqual(['DirectoryAccepted']);
  });
});

test('a signed manifest says what the magistrate said, and stands in register and ledger', async () => {
  const { eg, keys } = await twoDesks();
  const { status, body } = await eg.ask('signManifest', { person: cairo, body: draftOf() });
  const { payload } = await verifyStatement(manifestStatement, body.manifest, [keys.EG.key]);
  expect(status).toBe(201);
  expect(payload).toMatchObject({
    ...draftOf(),
    from: 'EG',
    sentBy: cairo,
    dispatchId: body.dispatchId,
    issuedAt: eg.clock.now.toISOString(),
  });
  expect(eg.store.ledger().at(-1)).toMatchObject({ kind: 'ManifestSigned', person: cairo, statementSha256: sha256Hex(body.manifest) });
  const shown = await eg.ask('showDispatch', { person: cairo, path: { dispatchId: body.dispatchId } });
  expect(shown.body).toMatchObject({ box: 'out', state: 'signed', manifest: body.manifest, receipts: [], arrived: [] });
});

test('a person without a username is known by the subject', async () => {
  const { eg } = await twoDesks();
  const { body } = await eg.ask('signManifest', { claims: { sub: '0d1f8a52-0c2d-4a6e-9f2b-6f1f6a3a1c11' }, body: draftOf() });
  expect((await eg.ask('showDispatch', { person: cairo, path: { dispatchId: body.dispatchId } })).body.sentBy).toBe(
    '0d1f8a52-0c2d-4a6e-9f2b-6f1f6a3a1c11',
  );
});

test('a manifest larger than one item of the register comes back whole', async () => {
  const { eg } = await twoDesks({ maxDocuments: 1000 });
  const documents = Array.from({ length: 1000 }, (_, index) =>
    wholeDocument(index + 1, { name: `${String(index).padStart(4, '0')}${'ب'.repeat(120)}` }),
  );
  const { body } = await eg.ask('signManifest', { person: cairo, body: draftOf(documents) });
  expect(body.manifest.length).toBeGreaterThan(400_000);
  expect((await eg.ask('showDispatch', { person: cairo, path: { dispatchId: body.dispatchId } })).body.manifest).toBe(body.manifest);
});

test('an answer names the dispatch that it answers', async () => {
  const desks = await twoDesks();
  const { dispatchId } = await accepted(desks);
  const { status, body } = await desks.ma.ask('signManifest', { person: rabat, body: { ...draftOf(), to: 'EG', inReplyTo: dispatchId } });
  expect(status).toBe(201);
  const wrong = await desks.ma.ask('signManifest', { person: rabat, body: { ...draftOf(), to: 'TN', inReplyTo: dispatchId } });
  expect(wrong.body.code).toBe('NotFound');
  expect((await desks.ma.ask('showDispatch', { person: rabat, path: { dispatchId: body.dispatchId } })).body.inReplyTo).toBe(dispatchId);
});

describe('an assertion is not signed', () => {
  test('for a dispatch that is not there', async () => {
    const desks = await twoDesks();
    const missing = await desks.ma.ask('signAssertion', { person: rabat, path: { dispatchId: newDispatchId(randomBytes) }, body: {} });
    const malformed = await desks.ma.ask('signAssertion', { person: rabat, path: { dispatchId: 'x' }, body: {} });
    expect([missing.status, missing.body.code]).toEqual([404, 'NotFound']);
    expect(malformed).toEqual(missing);
  });

  test('with an audience of the asker’s choice', async () => {
    const desks = await twoDesks();
    const { dispatchId } = await accepted(desks);
    expect((await desks.eg.ask('signAssertion', { person: cairo, path: { dispatchId }, body: { audience: 'TN' } })).body.code).toBe(
      'InvalidInput',
    );
  });
});

describe('a list', () => {
  async function outbox(count: number) {
    const { eg } = await twoDesks();
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      eg.clock.now = new Date(eg.clock.now.getTime() + 1000);
      ids.unshift((await eg.ask('signManifest', { person: cairo, body: draftOf() })).body.dispatchId);
    }
    const list = (query: Record<string, string>) => eg.ask('listDispatches', { person: cairo, query });
    return { eg, ids, list };
  }

  test.each([
    ['no box', {}],
    ['a box that is none', { box: 'spam' }],
    ['nothing at all on a page', { box: 'out', limit: '0' }],
    ['101 on a page', { box: 'out', limit: '101' }],
    ['an unknown field', { box: 'out', from: 'EG' }],
    ['a cursor of its own', { box: 'out', cursor: 'AAAA' }],
    ['a cursor that is no base64url', { box: 'out', cursor: '../..' }],
    ['a cursor that names no dispatch', { box: 'out', cursor: Buffer.from('0'.repeat(26)).toString('base64url') }],
  ])('refuses %s', async (_what, query) => {
    const { list } = await outbox(1);
    const { status, body } = await list({ ...query });
    expect([status, body.code]).toEqual([400, 'InvalidInput']);
  });

  test('refuses a cursor with any one character changed, and one of the other box', async () => {
    const { list } = await outbox(3);
    const { cursor } = (await list({ box: 'out', limit: '2' })).body;
    for (let at = 0; at < cursor.length; at += 5) {
      const tampered = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1);
      expect((await list({ box: 'out', cursor: tampered })).body.code).toBe('InvalidInput');
    }
    expect((await list({ box: 'in', cursor })).body.code).toBe('InvalidInput');
  });

  test('goes through everything once, newest first, page by page', async () => {
    const { ids, list } = await outbox(5);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list({ box: 'out', limit: '2', ...(cursor && { cursor }) });
      found.push(...body.dispatches.map((one: { dispatchId: string }) => one.dispatchId));
      cursor = body.cursor;
    } while (cursor);
    expect(found).toEqual(ids);
  });

  test('ends without a cursor where the last page is full', async () => {
    const { list } = await outbox(2);
    expect((await list({ box: 'out', limit: '2' })).body.cursor).toBeUndefined();
  });

  test('wants to know who asks', async () => {
    const { eg } = await outbox(1);
    expect((await eg.ask('listDispatches', { query: { box: 'out' } })).status).toBe(401);
  });
});

describe('the ledger', () => {
  test('is handed out whole, page by page, and its chain holds', async () => {
    const { eg } = await twoDesks();
    for (let count = 0; count < 4; count += 1) await eg.ask('signManifest', { person: cairo, body: draftOf() });
    const lines: LedgerEntry[] = [];
    let more = true;
    while (more) {
      const { status, body } = await eg.ask('showLedger', { person: cairo, query: { after: String(lines.length), limit: '2' } });
      expect([status, body.lines.length]).toEqual([200, Math.min(2, 5 - lines.length)]);
      lines.push(...body.lines);
      more = body.more;
    }
    expect(lines).toEqual(eg.store.ledger());
    expect(lines).toHaveLength(5);
    expect(firstBreak(lines, sha256Hex)).toBeUndefined();
  });

  test.each([
    ['without a token', { query: {} }, [401, 'NotSignedIn']],
    ['to a clerk', { claims: { username: 'greffe.eg', 'cognito:groups': '[clerk]' } }, [403, 'NotYourRole']],
    ['1001 lines at once', { person: cairo, query: { limit: '1001' } }, [400, 'InvalidInput']],
    ['from before the first line', { person: cairo, query: { after: '-1' } }, [400, 'InvalidInput']],
    ['of another country', { person: cairo, query: { country: 'MA' } }, [400, 'InvalidInput']],
  ])('is not handed out %s', async (_what, asked, expected) => {
    const { eg } = await twoDesks();
    const { status, body } = await eg.ask('showLedger', asked);
    expect([status, body.code]).toEqual(expected);
  });
});

describe('a receipt is not stored', () => {
  test('that the addressee did not sign, that is of another dispatch, or about another manifest', async () => {
    const desks = await twoDesks();
    const first = await accepted(desks);
    const second = await accepted(desks);
    const store = (dispatchId: string, receipt: string) =>
      desks.eg.ask('storeReceipt', { person: cairo, path: { dispatchId }, body: { receipt } });
    const said = peekStatement(receiptStatement, first.receipt);
    const byTunisia = await desks.keys.TN.sign(receiptStatement, said);
    const byEgypt = await desks.keys.EG.sign(receiptStatement, said);
    const otherManifest = await desks.keys.MA.sign(receiptStatement, { ...said, manifestSha256: '0'.repeat(64) });
    const otherIssuer = await desks.keys.MA.sign(receiptStatement, { ...said, issuer: 'TN' });
    expect((await store(first.dispatchId, byTunisia)).body.code).toBe('SignerUnknown');
    expect((await store(first.dispatchId, byEgypt)).body.code).toBe('SignerUnknown');
    expect((await store(first.dispatchId, second.receipt)).body.code).toBe('InvalidInput');
    expect((await store(first.dispatchId, otherManifest)).body.code).toBe('InvalidInput');
    expect((await store(first.dispatchId, otherIssuer)).body.code).toBe('InvalidInput');
    expect((await store(first.dispatchId, first.manifest)).body.code).toBe('SignatureInvalid');
    expect((await store('0'.repeat(26), first.receipt)).body.code).toBe('NotFound');
    const shown = await desks.eg.ask('showDispatch', { person: cairo, path: { dispatchId: first.dispatchId } });
    expect(shown.body).toMatchObject({ state: 'signed', receipts: [] });
  });
});

test('receipts are stored in any order, each once, and the state only moves forward', async () => {
  const desks = await twoDesks();
  const { dispatchId, assert } = await available(desks);
  const { body } = await desks.ma.ask('showDeposit', { path: { dispatchId }, assertion: await assert() });
  const [acceptance, consignment] = body.receipts;
  const store = async (receipt: string) =>
    (await desks.eg.ask('storeReceipt', { person: cairo, path: { dispatchId }, body: { receipt } })).body.state;
  expect(await store(consignment)).toBe('available');
  expect(await store(acceptance)).toBe('available');
  expect(await store(acceptance)).toBe('available');
  const shown = await desks.eg.ask('showDispatch', { person: cairo, path: { dispatchId } });
  expect(shown.body).toMatchObject({ state: 'available', receipts: [acceptance, consignment] });
  expect(desks.eg.kinds().filter((kind) => kind.endsWith('Received'))).toEqual([
    'ContentConsignmentReceived',
    'SubmissionAcceptanceReceived',
  ]);
  expect(desks.eg.chainBreak()).toBeUndefined();
});

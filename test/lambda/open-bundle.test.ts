import { base64url } from 'jose';
import { newContentKey, sealEnvelope } from '../../client/sealed-envelope.ts';
import { bundleFreshDays } from '../../domain/bundle.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import { signStatement, verifyStatement } from '../../domain/statement.ts';
import { manifestStatement, receiptStatement } from '../../domain/statement-kinds.ts';
import { sha256Hex } from '../../lambda/hash.ts';
import { entryFor, manifestOf, noon, wholeDocument } from '../support/desk/statements.ts';
import type { TestDesk } from '../support/desk/test-desk.ts';
import { available, cairo, draftOf, objectCreatedEvent, rabat, type TwoDesks, twoDesks } from '../support/desk/two-desks.ts';

const days = (count: number): Date => new Date(noon.getTime() + count * 86_400_000);

async function sealedTo(desk: TestDesk, manifest: string, contentKey = newContentKey()): Promise<string> {
  const sealingKey = await desk.sealing.sealingKey();
  return sealEnvelope({ manifest, receipts: [], contentKey }, { ...entryFor(desk.country), sealingKey });
}

/** What Egypt's desk signed, which no line brought to Morocco. */
async function signed({ eg }: Pick<TwoDesks, 'eg'>): Promise<{ readonly dispatchId: string; readonly manifest: string }> {
  const { body } = await eg.ask('signManifest', { person: cairo, body: draftOf([wholeDocument(1), wholeDocument(2)]) });
  return body;
}

const open = (desk: TestDesk, envelope: string, person: string | undefined = rabat) =>
  desk.ask('openBundle', { body: { envelope }, ...(person && { person }) });
const take = (desk: TestDesk, manifest: string, person: string | undefined = rabat) =>
  desk.ask('acceptBundle', { body: { manifest }, ...(person && { person }) });

/** Signed with the key of the desk that the manifest names, whatever it says. */
const forged = (desks: TwoDesks, signer: 'EG' | 'MA' | 'TN', changed: Partial<Manifest>) =>
  signStatement(manifestStatement, manifestOf(changed), desks.keys[signer].signer);

describe('the envelope of a sealed bundle', () => {
  test('is opened for a person of the addressee, whom the ledger names before the key is out', async () => {
    const desks = await twoDesks();
    const { dispatchId, manifest } = await signed(desks);
    const contentKey = newContentKey();
    const { status, body } = await open(desks.ma, await sealedTo(desks.ma, manifest, contentKey));
    expect([status, body]).toEqual([200, { manifest, receipts: [], contentKey }]);
    const line = { kind: 'BundleOpened', person: rabat, dispatchId, statementSha256: sha256Hex(manifest) };
    expect(desks.ma.store.ledger().at(-1)).toMatchObject(line);
    expect(JSON.stringify([desks.ma.store.ledger(), desks.ma.log])).not.toContain(contentKey);
    expect(desks.ma.chainBreak()).toBeUndefined();
  });

  test('is not sealed to a key that is not the one whose fingerprint was compared, nor where there is none', async () => {
    const { ma, eg } = await twoDesks();
    const [own, other] = await Promise.all([ma.sealing.sealingKey(), eg.sealing.sealingKey()]);
    const contents = { manifest: 'a.b.c', receipts: [], contentKey: newContentKey() };
    const swapped = { ...entryFor('MA'), sealingKey: { kid: own.kid, jwk: other.jwk } };
    await expect(sealEnvelope(contents, swapped)).rejects.toMatchObject({ code: 'DirectoryRefused' });
    await expect(sealEnvelope(contents, entryFor('MA'))).rejects.toMatchObject({ code: 'NoSealingKey' });
  });

  test('is opened for nobody without a token', async () => {
    const desks = await twoDesks();
    const { manifest } = await signed(desks);
    expect((await open(desks.ma, await sealedTo(desks.ma, manifest), '')).body.code).toBe('NotSignedIn');
  });

  test('is opened by no other desk, nor where the manifest is for another', async () => {
    const desks = await twoDesks();
    const { manifest } = await signed(desks);
    expect((await open(desks.eg, await sealedTo(desks.ma, manifest), cairo)).body.code).toBe('WrongAddressee');
    const lifted = await forged(desks, 'EG', { to: 'TN' });
    expect((await open(desks.ma, await sealedTo(desks.ma, lifted))).body.code).toBe('WrongAddressee');
    expect(desks.ma.kinds()).toEqual(['DirectoryAccepted', 'Refusal WrongAddressee']);
  });

  test.each([
    ['another country’s key', 'TN' as const, {}, 'SignerUnknown'],
    ['a country that is no member', 'EG' as const, { from: 'XX' }, 'SignerUnknown'],
  ])('is not opened over a manifest signed by %s', async (_what, signer, changed, code) => {
    const desks = await twoDesks();
    const { body } = await open(desks.ma, await sealedTo(desks.ma, await forged(desks, signer, changed)));
    expect(body.code).toBe(code);
    expect(body.contentKey).toBeUndefined();
  });

  test('is not opened where one character differs, in any part of it, nor where a header asks for more', async () => {
    const desks = await twoDesks();
    const { manifest } = await signed(desks);
    const envelope = await sealedTo(desks.ma, manifest);
    const parts = envelope.split('.');
    const places = parts.flatMap((part, index) => {
      const begin = parts.slice(0, index).join('.').length + (index > 0 ? 1 : 0);
      return part === '' ? [] : [begin, begin + Math.floor(part.length / 2), begin + part.length - 1];
    });
    for (const place of places) {
      const changed = `${envelope.slice(0, place)}${envelope[place] === 'A' ? 'B' : 'A'}${envelope.slice(place + 1)}`;
      expect((await open(desks.ma, changed)).body.code).toMatch(/^(?:BundleDamaged|WrongAddressee)$/);
    }
    const [header = ''] = parts;
    const said = JSON.parse(new TextDecoder().decode(base64url.decode(header)));
    for (const more of [{ zip: 'DEF' }, { apu: 'QQ' }, { enc: 'A128GCM' }, { alg: 'ECDH-ES+A256KW' }, { typ: 'JWT' }]) {
      const other = [base64url.encode(JSON.stringify({ ...said, ...more })), ...parts.slice(1)].join('.');
      expect((await open(desks.ma, other)).body.code).toBe('BundleDamaged');
    }
    expect(desks.ma.kinds()).not.toContain('BundleOpened');
  });

  test('is not opened once the withdrawal is known', async () => {
    const desks = await twoDesks();
    const { dispatchId, manifest, assert } = await available(desks);
    for (const receipt of (await desks.ma.ask('showDispatch', { person: rabat, path: { dispatchId } })).body.receipts)
      await desks.eg.ask('storeReceipt', { person: cairo, path: { dispatchId }, body: { receipt } });
    const { body } = await desks.eg.ask('performAct', { person: cairo, path: { dispatchId }, body: { act: 'withdraw' } });
    await desks.ma.ask('takeReceipt', { path: { dispatchId }, body: { receipt: body.receipt }, assertion: await assert() });
    expect((await open(desks.ma, await sealedTo(desks.ma, manifest))).body.code).toBe('RequestWithdrawn');
  });

  test('stays closed while the sealing key is disabled, and nothing is written', async () => {
    const desks = await twoDesks();
    const { manifest } = await signed(desks);
    const envelope = await sealedTo(desks.ma, manifest);
    Object.assign(desks.ma.sealing, { agree: () => Promise.reject(new Refusal('KeyUnavailable')) });
    expect((await open(desks.ma, envelope)).body.code).toBe('KeyUnavailable');
    expect(desks.ma.kinds()).toEqual(['DirectoryAccepted']);
  });
});

describe('a dispatch from a sealed bundle', () => {
  test('is accepted with the same receipt as one that came by the line, arrives the same, and both registers end alike', async () => {
    const desks = await twoDesks();
    const { eg, ma } = desks;
    const { dispatchId, manifest } = await signed(desks);
    eg.clock.now = ma.clock.now = days(20);
    const { status, body } = await take(ma, manifest);
    const { payload } = await verifyStatement(receiptStatement, body.receipt, [desks.keys.MA.key]);
    expect([status, payload.event, payload.manifestSha256]).toEqual([201, 'SubmissionAcceptance', sha256Hex(manifest)]);
    expect(ma.store.ledger().at(-1)).toMatchObject({ kind: 'SubmissionAcceptance', person: `MA.${rabat}` });
    expect(ma.sessions.at(-1)).toMatchObject({ person: `MA.${rabat}` });
    for (const number of [1, 2]) await ma.arrive(objectCreatedEvent(ma, `${dispatchId}/${number}`, 1000 + number));
    const detail = (await ma.ask('showDispatch', { person: rabat, path: { dispatchId } })).body;
    expect(detail.state).toBe('available');
    for (const receipt of detail.receipts) await eg.ask('storeReceipt', { person: cairo, path: { dispatchId }, body: { receipt } });
    const there = (await eg.ask('showDispatch', { person: cairo, path: { dispatchId } })).body;
    expect([there.state, there.receipts]).toEqual(['available', detail.receipts]);
    expect([eg.chainBreak(), ma.chainBreak()]).toEqual([undefined, undefined]);
  });

  test('comes once: again, and by the line as well, it is the same dispatch', async () => {
    const desks = await twoDesks();
    const { manifest } = await signed(desks);
    expect((await take(desks.ma, manifest)).status).toBe(201);
    expect((await take(desks.ma, manifest)).body.code).toBe('Replayed');
    expect((await desks.ma.ask('acceptDispatch', { body: { manifest } })).body.code).toBe('Replayed');
    const { body } = await desks.ma.ask('listDispatches', { person: rabat, query: { box: 'in' } });
    expect(body.dispatches).toHaveLength(1);
  });

  test.each([
    [bundleFreshDays, 201],
    [bundleFreshDays + 1, 403],
  ])('is %i days old: %i', async (age, status) => {
    const desks = await twoDesks();
    const { manifest } = await signed(desks);
    desks.ma.clock.now = days(age);
    expect((await take(desks.ma, manifest)).status).toBe(status);
  });

  test('is for this country, from another, and brought by somebody who is signed in', async () => {
    const desks = await twoDesks();
    const { manifest } = await signed(desks);
    expect((await take(desks.ma, manifest, '')).body.code).toBe('NotSignedIn');
    expect((await take(desks.eg, manifest, cairo)).body.code).toBe('WrongAddressee');
    expect((await take(desks.ma, await forged(desks, 'MA', { from: 'MA' }))).body.code).toBe('AddressedToOneself');
    expect((await take(desks.ma, await forged(desks, 'TN', {}))).body.code).toBe('SignerUnknown');
  });

  test('that breaks the limits is rejected with a receipt, the same however often it is brought', async () => {
    const desks = await twoDesks();
    const many = Array.from({ length: 21 }, (_, index) => wholeDocument(index + 1));
    const manifest = await forged(desks, 'EG', { documents: many });
    const [first, second] = [await take(desks.ma, manifest), await take(desks.ma, manifest)];
    expect([first.body.code, second.body.receipt]).toEqual(['TooManyDocuments', first.body.receipt]);
  });

  test('has its documents brought by the addressee’s own people, with a word of their own desk, and by no third country', async () => {
    const desks = await twoDesks();
    const { ma } = desks;
    const { dispatchId, manifest } = await signed(desks);
    await take(ma, manifest);
    const asserted = await ma.ask('signAssertion', { person: rabat, path: { dispatchId }, body: {} });
    expect([asserted.status, asserted.body.audience]).toEqual([201, 'MA']);
    const path = { dispatchId, documentNumber: '2' };
    const { assertion } = asserted.body;
    const { status, body } = await ma.ask('signUpload', { path, body: { parts: [] }, assertion });
    expect([status, body.links[0].headers['x-amz-checksum-sha256']]).toEqual([200, Buffer.from('2'.repeat(64), 'hex').toString('base64')]);
    expect(ma.sessions.at(-1)).toMatchObject({ person: `MA.${rabat}` });
    expect((await ma.ask('showDeposit', { path, assertion })).body.state).toBe('accepted');
    expect((await desks.eg.ask('showDeposit', { path, assertion })).body.code).toBe('WrongAddressee');
  });
});

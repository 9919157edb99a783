import { proveProof } from '../../client/evidence.ts';
import { proofStatement } from '../../domain/statement-kinds.ts';
import { cairo, twoDesks } from '../support/desk/two-desks.ts';

const digest = 'a'.repeat(64);
const outcome = {
  holds: true,
  countries: ['EG', 'MA'],
  templates: [{ stack: 'EG-Vault', sha256: digest }],
  sentences: [{ id: 'OnlyTheReaderReads', holds: true }],
  reportSha256: digest,
};

test('a magistrate has the desk sign what he brings: in his name, at that time, with the country’s key, and the ledger says so', async () => {
  const { eg, directory } = await twoDesks();
  const { status, body } = await eg.ask('signProof', { person: cairo, body: outcome });
  expect(status).toBe(201);
  const { payload, signer } = await proveProof(body.proof, directory);
  expect({ signer, payload }).toMatchObject({ signer: 'EG', payload: { ...outcome, issuer: 'EG', by: cairo } });
  expect(eg.kinds().at(-1)).toBe('ProofSigned');
  expect(eg.chainBreak()).toBeUndefined();
});

test('a broken proof is signed as a broken one', async () => {
  const { eg, directory } = await twoDesks();
  const broken = { ...outcome, holds: false, sentences: [{ id: 'OnlyTheReaderReads', holds: false }] };
  const { body } = await eg.ask('signProof', { person: cairo, body: broken });
  expect((await proveProof(body.proof, directory)).payload.holds).toBe(false);
});

test.each<readonly [string, object]>([
  ['that holds while a sentence does not', { ...outcome, sentences: [{ id: 'OnlyTheReaderReads', holds: false }] }],
  ['that does not hold while every sentence does', { ...outcome, holds: false }],
  ['about nothing', { ...outcome, templates: [] }],
  ['with a word of its own', { ...outcome, note: 'all is well' }],
  ['in another country’s name', { ...outcome, issuer: 'MA' }],
  ['in another’s name', { ...outcome, by: 'judge.rabat' }],
  ['with a sentence that is text', { ...outcome, sentences: [{ id: 'Signed by the court', holds: true }] }],
  ['with a digest that is none', { ...outcome, reportSha256: 'x' }],
])('no outcome is signed %s', async (_what, body) => {
  const { eg } = await twoDesks();
  const answer = await eg.ask('signProof', { person: cairo, body });
  expect([answer.status, answer.body.code]).toEqual([400, 'InvalidInput']);
  expect(eg.kinds()).not.toContain('ProofSigned');
});

test('nobody else has it signed, and another country’s signature under it is refused', async () => {
  const { eg, keys, directory } = await twoDesks();
  expect((await eg.ask('signProof', { body: outcome })).body.code).toBe('NotSignedIn');
  const forged = await keys.MA.sign(proofStatement, { version: 1, issuer: 'EG', by: cairo, issuedAt: '2026-01-01T00:00:00Z', ...outcome });
  await expect(proveProof(forged, directory)).rejects.toMatchObject({ code: 'SignerUnknown' });
});

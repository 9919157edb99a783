import { createHmac, createPublicKey } from 'node:crypto';
import { base64url } from 'jose';
import { directoryKeyOf, directoryStatement } from '../../domain/directory-statement.ts';
import { peekStatement, requireKeyValidAt, signStatement, statementTyp, verifyStatement } from '../../domain/statement.ts';
import { manifestStatement, receiptStatement } from '../../domain/statement-kinds.ts';
import { localKey } from '../support/desk/local-key.ts';
import { refusalOf, refusalOfAsync } from '../support/desk/refusals.ts';
import { directoryOf, manifestOf } from '../support/desk/statements.ts';

const egypt = await localKey();
const other = await localKey();
const jws = await signStatement(manifestStatement, manifestOf({}), egypt.signer);
const [header = '', payload = '', signature = ''] = jws.split('.');
const encode = (value: unknown): string => base64url.encode(JSON.stringify(value));
const headerOf = (changed: Readonly<Record<string, unknown>>) =>
  encode({ alg: 'ES256', typ: manifestStatement.typ, kid: egypt.key.kid, ...changed });
const codeOf = async (statement: string, keys = [egypt.key]) =>
  (await refusalOfAsync(verifyStatement(manifestStatement, statement, keys)))?.code;

describe('a statement is refused', () => {
  test('when nobody in the directory has its key', async () => {
    expect(await codeOf(jws, [other.key])).toBe('SignerUnknown');
  });

  test('when another key signed under this key’s name', async () => {
    const forged = await signStatement(manifestStatement, manifestOf({}), { ...other.signer, key: egypt.key });
    expect(await codeOf(forged)).toBe('SignatureInvalid');
  });

  test('when it is of another kind', async () => {
    expect((await refusalOfAsync(verifyStatement(receiptStatement, jws, [egypt.key])))?.code).toBe('SignatureInvalid');
  });

  test.each([
    ['alg none', `${headerOf({ alg: 'none' })}.${payload}.${signature}`],
    ['an empty signature under alg none', `${headerOf({ alg: 'none' })}.${payload}.`],
    ['another algorithm', `${headerOf({ alg: 'ES384' })}.${payload}.${signature}`],
    ['RS256', `${headerOf({ alg: 'RS256' })}.${payload}.${signature}`],
    ['an unknown header', `${headerOf({ jku: 'https://keys.example' })}.${payload}.${signature}`],
    ['a critical extension', `${headerOf({ crit: ['b64'], b64: false })}.${payload}.${signature}`],
    ['a typ that is none', `${headerOf({ typ: undefined })}.${payload}.${signature}`],
    ['the typ of a token', `${headerOf({ typ: 'JWT' })}.${payload}.${signature}`],
    ['a key of its own beside the kid', `${headerOf({ jwk: other.key.jwk })}.${payload}.${signature}`],
    ['another payload', `${header}.${encode(manifestOf({ to: 'TN' }))}.${signature}`],
    ['a signature cut short', `${header}.${payload}.${signature.slice(0, -4)}`],
    ['a signature of zeros', `${header}.${payload}.${base64url.encode(new Uint8Array(64))}`],
    ['a DER signature', `${header}.${payload}.${base64url.encode(new Uint8Array(70).fill(0x30))}`],
  ])('with %s', async (_what, statement) => {
    expect(await codeOf(statement)).toBe('SignatureInvalid');
  });

  test('with an HMAC under the public key (HS256)', async () => {
    const pem = createPublicKey({ key: { ...egypt.key.jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const input = `${headerOf({ alg: 'HS256' })}.${payload}`;
    const forged = `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
    expect(await codeOf(forged)).toBe('SignatureInvalid');
  });

  test.each([
    ['one character', 'x'],
    ['two parts', 'a.b'],
    ['a header that is no JSON', `${base64url.encode('{')}.${payload}.${signature}`],
  ])('where it is none: %s', async (_what, statement) => {
    expect(await codeOf(statement)).toBe('InvalidInput');
  });

  const signedRaw = async (content: string): Promise<string> => {
    const input = `${header}.${base64url.encode(content)}`;
    return `${input}.${base64url.encode(await egypt.signer.sign(new TextEncoder().encode(input)))}`;
  };

  test.each([
    ['unknown fields', JSON.stringify({ ...manifestOf({}), note: 'x' })],
    ['no JSON', 'hello'],
    ['another version', JSON.stringify({ ...manifestOf({}), version: 2 })],
  ])('with %s, although signed', async (_what, content) => {
    expect(await codeOf(await signedRaw(content))).toBe('InvalidInput');
  });

  test.each(['../x.pdf', 'a\u202efdp.exe', 'a\u0000.pdf'])('with the document name %j, although signed', async (name) => {
    const [first] = manifestOf({}).documents;
    expect(await codeOf(await signedRaw(JSON.stringify({ ...manifestOf({}), documents: [{ ...first, name }] })))).toBe(
      'DocumentNameRefused',
    );
  });

  test('where its key was not yet or no longer valid', () => {
    const key = { ...egypt.key, notBefore: '2026-01-01T00:00:00Z', notAfter: '2026-06-01T00:00:00Z' };
    expect(refusalOf(() => requireKeyValidAt(key, '2025-12-31T23:59:59Z'))?.code).toBe('SignerUnknown');
    expect(refusalOf(() => requireKeyValidAt(key, '2026-06-01T00:00:00Z'))?.code).toBe('SignerUnknown');
    expect(refusalOf(() => requireKeyValidAt(key, '2026-01-01T00:00:00Z'))).toBeUndefined();
    expect(refusalOf(() => requireKeyValidAt(key, '2026-05-31T23:59:59Z'))).toBeUndefined();
  });
});

test('a refusal quotes nothing of what was sent', async () => {
  const forged = `${header}.${encode({ ...manifestOf({ case: 'EG-SECRET-7' }), note: 'SECRET' })}.${signature}`;
  expect(refusalOf(() => peekStatement(manifestStatement, forged))?.message).not.toMatch(/SECRET|note/);
});

test('what this desk signs verifies, with the key that did it', async () => {
  const verified = await verifyStatement(manifestStatement, jws, [other.key, egypt.key]);
  expect(verified.payload).toEqual(manifestOf({}));
  expect(verified.key).toEqual(egypt.key);
  expect(statementTyp(jws)).toBe('liaison-manifest+jws');
});

test('what does not fit its schema is never signed', async () => {
  const wrong = { ...manifestOf({}), sentBy: 'a b' };
  await expect(signStatement(manifestStatement, wrong, egypt.signer)).rejects.toThrow();
});

test('a directory names its own key, any other statement does not', async () => {
  const signed = await signStatement(directoryStatement, directoryOf([]), egypt.signer);
  expect(directoryKeyOf(signed)).toEqual({ kid: egypt.key.kid, jwk: egypt.key.jwk });
  expect(refusalOf(() => directoryKeyOf(jws))?.code).toBe('SignatureInvalid');
});

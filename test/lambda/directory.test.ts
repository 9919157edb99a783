import { createServer } from 'node:http';
import * as z from 'zod';
import { proveReceipt } from '../../client/evidence.ts';
import { type DirectoryEntry, maxSigningKeys } from '../../domain/directory.ts';
import { directoryStatement } from '../../domain/directory-statement.ts';
import { Refusal } from '../../domain/refusal.ts';
import { peekStatement, verifyStatement } from '../../domain/statement.ts';
import { entryStatement, receiptStatement } from '../../domain/statement-kinds.ts';
import type { DirectoryStore, PublishedDirectory } from '../../lambda/aws/directory-store.ts';
import { deskLists } from '../../lambda/publish-directory/desk-lists.ts';
import { type Desks, desks, verifiedEntry } from '../../lambda/publish-directory/desks.ts';
import { withFormerKeys } from '../../lambda/publish-directory/former-keys.ts';
import { publishDirectory, restoreDirectory } from '../../lambda/publish-directory/publish-directory.ts';
import { directoryServer } from '../../lambda/serve-directory/serve-directory.ts';
import { entryShower } from '../../lambda/show-entry/show-entry.ts';
import { localKey } from '../support/desk/local-key.ts';
import { directoryOf, entryFor, limitsOf, noon, profile } from '../support/desk/statements.ts';
import { testDesk } from '../support/desk/test-desk.ts';
import { deliveryReceipt } from '../support/receipts.ts';

const key = await localKey();
const stranger = await localKey();

async function desk() {
  const own = testDesk('MA', key);
  const offer = (directory: string) => own.ask('acceptDirectory', { body: { directory } });
  const signed = (sequence: number, members: readonly DirectoryEntry[] = []) =>
    key.sign(directoryStatement, directoryOf(members, sequence));
  return { ...own, offer, signed };
}

describe('a directory is refused', () => {
  test('that another key signed, that was changed, or that is none, and the ledger does not grow', async () => {
    const { offer, signed, kinds } = await desk();
    const good = await signed(1);
    const other = await stranger.sign(directoryStatement, directoryOf([]));
    const entry = await key.sign(entryStatement, entryFor('MA', key.key));
    const changed = good.replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify(directoryOf([], 9))).toString('base64url')}.`);
    for (const directory of [other, entry, changed, 'a.b.c']) {
      const { status, body } = await offer(directory);
      expect([status, body.code]).toEqual([403, 'DirectoryRefused']);
    }
    expect(kinds()).toEqual([]);
  });

  test('that is older than the one held, or another one of the same number', async () => {
    const { offer, signed, ask } = await desk();
    const second = await signed(2);
    expect((await offer(second)).body).toEqual({ sequence: 2 });
    expect((await offer(await signed(1))).body.code).toBe('DirectoryRefused');
    expect((await offer(await signed(2, [entryFor('XX', key.key)]))).body.code).toBe('DirectoryRefused');
    expect((await ask('showDirectory')).body).toEqual({ directory: second });
  });
});

test('a desk without a directory says so', async () => {
  const { ask } = await desk();
  const { status, body } = await ask('showDirectory');
  expect([status, body.code]).toEqual([503, 'DirectoryMissing']);
});

test('the same directory again is fine and written once; a newer one takes its place', async () => {
  const { offer, signed, kinds, ask } = await desk();
  const first = await signed(1);
  expect([await offer(first), await offer(first)].map(({ status }) => status)).toEqual([200, 200]);
  const next = await signed(5);
  expect((await offer(next)).status).toBe(200);
  expect(kinds()).toEqual(['DirectoryAccepted', 'DirectoryAccepted']);
  expect((await ask('showDirectory')).body.directory).toBe(next);
});

test('a directory larger than one item comes back whole, also after a larger one', async () => {
  const { offer, signed, ask } = await desk();
  const many = Array.from({ length: 250 }, (_, index) => {
    const country = String.fromCharCode(65 + Math.floor(index / 26)) + String.fromCharCode(65 + (index % 26));
    return entryFor(country, ...Array.from({ length: 3 }, () => key.key));
  });
  const large = await signed(1, many);
  expect(large.length).toBeGreaterThan(350_000);
  expect((await offer(large)).status).toBe(200);
  expect((await ask('showDirectory')).body.directory).toBe(large);
  const small = await signed(2);
  await offer(small);
  expect((await ask('showDirectory')).body.directory).toBe(small);
});

test('an entry is signed by the country’s own key, and once for all who ask within minutes', async () => {
  const { world, clock } = await desk();
  let signatures = 0;
  const show = entryShower({
    country: 'MA',
    profile,
    desk: 'https://desk.ma.example',
    signIn: { issuer: 'https://identity.ma.example', clientId: 'portal', scope: 'openid desk/act' },
    sign: (kind, payload) => {
      signatures += 1;
      return key.sign(kind, payload);
    },
    publicKey: async () => ({ kid: key.key.kid, jwk: key.key.jwk }),
    sealingKey: async () => ({ kid: key.key.kid, jwk: key.key.jwk }),
    keyCreatedAt: async () => new Date('2026-01-01T00:00:00Z'),
    world,
  });
  const [first, second] = [await show(), await show()];
  expect(second).toEqual(first);
  const entry = await verifiedEntry('MA', 'https://desk.ma.example', Object(first.body).entry);
  expect(entry.signingKeys).toEqual([{ ...key.key, notBefore: '2026-01-01T00:00:00.000Z' }]);
  clock.now = new Date(noon.getTime() + 5 * 60 * 1000);
  await show();
  expect(signatures).toBe(2);
});

test('an entry names a key that will sign and one that did, and goes without one that is switched off', async () => {
  const { world } = testDesk('MA', key);
  const further = (of: typeof key, more: object = {}) => ({
    publicKey: async () => ({ kid: of.key.kid, jwk: of.key.jwk }),
    createdAt: async () => new Date('2026-02-01T00:00:00Z'),
    ...more,
  });
  const off = further(stranger, { publicKey: () => Promise.reject(new Refusal('KeyUnavailable')) });
  const busy = further(stranger, { publicKey: () => Promise.reject(new Refusal('Busy')) });
  const shown = async (...others: readonly ReturnType<typeof further>[]) => {
    const show = entryShower({
      country: 'MA',
      profile,
      desk: 'https://desk.ma.example',
      signIn: { issuer: 'https://identity.ma.example', clientId: 'portal', scope: 'openid desk/act' },
      sign: key.sign,
      sealingKey: async () => ({ kid: key.key.kid, jwk: key.key.jwk }),
      publicKey: async () => ({ kid: key.key.kid, jwk: key.key.jwk }),
      keyCreatedAt: async () => new Date('2026-01-01T00:00:00Z'),
      further: others,
      world,
    });
    return (await verifiedEntry('MA', 'https://desk.ma.example', Object((await show()).body).entry)).signingKeys;
  };
  const until = '2027-01-31T00:00:00.000Z';
  const named = { kid: stranger.key.kid, jwk: stranger.key.jwk, notBefore: '2026-02-01T00:00:00.000Z' };
  expect((await shown(further(stranger))).slice(1)).toEqual([named]);
  expect((await shown(further(stranger, { until }))).slice(1)).toEqual([{ ...named, notAfter: until }]);
  expect(await shown(off)).toHaveLength(1);
  await expect(shown(busy)).rejects.toMatchObject({ code: 'Busy' });
});

describe('an entry is not taken', () => {
  test.each([
    ['of another country', 'TN', 'https://desk.ma.example'],
    ['that names another address', 'MA', 'https://desk.example'],
  ])('%s', async (_what, country, address) => {
    const jws = await key.sign(entryStatement, entryFor('MA', key.key));
    await expect(verifiedEntry(country, address, jws)).rejects.toThrow();
  });

  test('that the key it names did not sign', async () => {
    const forged = await stranger.sign(entryStatement, entryFor('MA', key.key));
    await expect(verifiedEntry('MA', 'https://desk.ma.example', forged)).rejects.toThrow(Refusal);
  });
});

function publisher(entries: Readonly<Record<string, DirectoryEntry | undefined>>) {
  const bucket: { published?: PublishedDirectory } = {};
  const put: string[] = [];
  const published: DirectoryStore = {
    get: async () => bucket.published,
    put: async (jws, instead) => {
      if (bucket.published?.etag !== instead?.etag) throw new Refusal('Busy');
      bucket.published = { jws, etag: `"${jws.length} ${put.length}"` };
    },
  };
  const current = { ...entries };
  const answering: Desks = {
    entryOf: async (country) => {
      const entry = current[country];
      if (!entry) throw new Error('away');
      return entry;
    },
    put: async (address, jws) => {
      put.push(`${address} ${peekStatement(directoryStatement, jws).sequence}`);
      if (address.includes('.tn.')) return 'DirectoryRefused';
      if (address.includes('.eg.')) throw new Error('away');
      return 'accepted';
    },
  };
  const { world, clock } = testDesk('XX', key);
  const addresses: Record<string, string> = Object.fromEntries(
    Object.keys(entries).map((country) => [country, `https://desk.${country.toLowerCase()}.example`]),
  );
  const settings = { exchange: 'liaison-exchange', stage: 'pilot' as const, limits: limitsOf(), addresses: async () => addresses };
  const publicKey = async () => ({ kid: key.key.kid, jwk: key.key.jwk });
  const run = () => publishDirectory({ ...settings, desks: answering, published, sign: key.sign, publicKey, world });
  const restore = (jws: string) => restoreDirectory({ ...settings, desks: answering, published, sign: key.sign, publicKey, world }, jws);
  const latest = () => peekStatement(directoryStatement, bucket.published?.jws ?? '');
  return { run, restore, current, addresses, put, bucket, clock, latest };
}

describe('a publication', () => {
  test('names every member that answered and reports on each desk', async () => {
    const { run, bucket, put } = publisher({
      EG: entryFor('EG', key.key),
      MA: entryFor('MA', key.key),
      TN: entryFor('TN', key.key),
      LY: undefined,
    });
    const report = await run();
    expect(report).toEqual({
      sequence: 1,
      changed: true,
      desks: [
        { country: 'EG', entry: 'fresh', delivery: 'unreachable' },
        { country: 'LY', entry: 'missing', delivery: 'accepted' },
        { country: 'MA', entry: 'fresh', delivery: 'accepted' },
        { country: 'TN', entry: 'fresh', delivery: 'DirectoryRefused' },
      ],
    });
    const { payload } = await verifyStatement(directoryStatement, bucket.published?.jws ?? '', [key.key]);
    expect(payload.members.map(({ country }) => country)).toEqual(['EG', 'MA', 'TN']);
    expect(put).toHaveLength(4);
  });

  test('gets no new number where nothing but the date changed, and is put to every desk all the same', async () => {
    const { run, current, put, bucket } = publisher({ MA: entryFor('MA', key.key) });
    await run();
    const before = bucket.published;
    current.MA = { ...entryFor('MA', key.key), issuedAt: '2026-11-23T11:00:00Z' };
    expect(await run()).toMatchObject({ sequence: 1, changed: false });
    expect(bucket.published).toBe(before);
    expect(put).toEqual(['https://desk.ma.example 1', 'https://desk.ma.example 1']);
  });

  test('goes back to a former content under a higher number, and to no directory of another key or exchange', async () => {
    const { run, restore, current, bucket, latest, put } = publisher({ MA: entryFor('MA', key.key), TN: entryFor('TN', key.key) });
    await run();
    const former = bucket.published?.jws ?? '';
    current.TN = { ...entryFor('TN', key.key), desk: 'https://wrong.tn.example' };
    await run();
    expect(await restore(former)).toMatchObject({ sequence: 3, changed: true });
    expect(latest().sequence).toBe(3);
    expect(latest().members).toEqual(peekStatement(directoryStatement, former).members);
    expect(put.slice(-2)).toEqual(['https://desk.ma.example 3', 'https://desk.tn.example 3']);
    const foreign = await stranger.sign(directoryStatement, directoryOf([], 9));
    await expect(restore(foreign)).rejects.toMatchObject({ code: 'DirectoryRefused', detail: 'signed by another key' });
    const other = await key.sign(directoryStatement, { ...directoryOf([], 9), exchange: 'another' });
    await expect(restore(other)).rejects.toMatchObject({ code: 'DirectoryRefused' });
    expect(latest().sequence).toBe(3);
  });

  test('keeps the entry of a desk that is away', async () => {
    const { run, current, bucket } = publisher({ MA: entryFor('MA', key.key), TN: entryFor('TN', key.key) });
    await run();
    current.MA = undefined;
    expect(await run()).toMatchObject({
      changed: false,
      desks: [
        { country: 'MA', entry: 'kept' },
        { country: 'TN', entry: 'fresh' },
      ],
    });
    expect(peekStatement(directoryStatement, bucket.published?.jws ?? '').members).toHaveLength(2);
  });

  test('gets a new number for a new key', async () => {
    const { run, current } = publisher({ MA: entryFor('MA', key.key) });
    await run();
    current.MA = entryFor('MA', stranger.key);
    expect(await run()).toMatchObject({ sequence: 2, changed: true });
  });

  test('keeps a key that was replaced, with its end, so that what it signed verifies with the newest directory', async () => {
    const { run, current, latest, clock } = publisher({ MA: entryFor('MA', key.key), TN: entryFor('TN', key.key) });
    await run();
    const receipt = deliveryReceipt('SubmissionAcceptance', { from: 'EG', to: 'MA', issuer: 'MA', issuedAt: noon.toISOString() });
    const signedBefore = await key.sign(receiptStatement, receipt);
    current.MA = entryFor('MA', stranger.key);
    await run();
    const [now, former, ...others] = latest().members[0]?.signingKeys ?? [];
    expect([now, former, others]).toEqual([stranger.key, { ...key.key, notAfter: '2026-11-23T13:00:00.000Z' }, []]);
    expect((await proveReceipt(signedBefore, latest())).kid).toBe(key.key.kid);

    const late = await key.sign(receiptStatement, { ...receipt, issuedAt: '2026-11-23T13:00:00Z' });
    await expect(proveReceipt(late, latest())).rejects.toMatchObject({ code: 'SignerUnknown' });
    // nothing new, and the end of the former key does not move
    clock.now = new Date(noon.getTime() + 86_400_000);
    expect(await run()).toMatchObject({ sequence: 2, changed: false });
  });

  test('keeps a country that left, with an end to its keys; it is no member, what it signed verifies, and it may come back', async () => {
    const { run, restore, current, addresses, bucket, latest, clock } = publisher({
      MA: entryFor('MA', key.key),
      TN: entryFor('TN', stranger.key),
    });
    await run();
    const first = bucket.published?.jws ?? '';
    const receipt = deliveryReceipt('SubmissionAcceptance', { from: 'EG', to: 'TN', issuer: 'TN', issuedAt: noon.toISOString() });
    const signedBefore = await stranger.sign(receiptStatement, receipt);
    const address = addresses.TN;
    delete addresses.TN;
    expect(await run()).toMatchObject({ sequence: 2, changed: true, desks: [{ country: 'MA' }] });
    const end = '2026-11-23T13:00:00.000Z';
    const left = {
      country: 'TN',
      names: entryFor('TN', key.key).profile.names,
      signingKeys: [{ ...stranger.key, notAfter: end }],
      until: noon.toISOString(),
    };
    expect(latest().former).toEqual([left]);
    expect(latest().members.map(({ country }) => country)).toEqual(['MA']);
    expect((await proveReceipt(signedBefore, latest())).kid).toBe(stranger.key.kid);
    const late = await stranger.sign(receiptStatement, { ...receipt, issuedAt: end });
    await expect(proveReceipt(late, latest())).rejects.toMatchObject({ code: 'SignerUnknown' });
    clock.now = new Date(noon.getTime() + 86_400_000);
    expect(await run()).toMatchObject({ sequence: 2, changed: false });
    // a rollback to a time when it was a member, and a rollback that leaves it out again
    const without = bucket.published?.jws ?? '';
    await restore(first);
    expect(latest()).toMatchObject({ members: [{ country: 'MA' }, { country: 'TN' }] });
    expect(latest().former).toBeUndefined();
    await restore(without);
    expect(latest().former).toMatchObject([{ country: 'TN' }]);
    if (address) addresses.TN = address;
    current.TN = entryFor('TN', key.key);
    await run();
    expect(latest().former).toBeUndefined();
    expect(latest().members[1]?.signingKeys.map(({ kid }) => kid)).toEqual([key.key.kid, stranger.key.kid]);
  });

  test('takes a country’s own word on its former keys, and lets the oldest of too many fall away', () => {
    const numbered = (number: number) => ({ ...key.key, kid: String(number).padStart(43, '0') });
    const ended = { ...numbered(1), notAfter: '2026-01-01T00:00:00Z' };
    expect(withFormerKeys(entryFor('MA', numbered(2), ended), entryFor('MA', numbered(1)), noon).signingKeys).toEqual([numbered(2), ended]);
    const many = entryFor('MA', ...Array.from({ length: maxSigningKeys }, (_, index) => numbered(index)));
    const kept = withFormerKeys(entryFor('MA', stranger.key), many, noon).signingKeys;
    expect(kept.map(({ kid }) => kid)).toEqual([stranger.key.kid, ...many.signingKeys.slice(0, -1).map(({ kid }) => kid)]);
  });

  test('stops where what lies in the bucket was not signed by the directory’s key', async () => {
    const { run, bucket } = publisher({ MA: entryFor('MA', key.key) });
    bucket.published = { jws: await stranger.sign(directoryStatement, directoryOf([])), etag: '"x"' };
    await expect(run()).rejects.toThrow(Refusal);
  });
});

test('desks are asked over HTTP, and what they answer is believed only in its form', async () => {
  const entry = await key.sign(entryStatement, { ...entryFor('MA', key.key), desk: 'http://127.0.0.1:1' });
  const answers: Readonly<Record<string, string>> = {
    'GET /good/entry': JSON.stringify({ entry }),
    'GET /huge/entry': 'x'.repeat(200_000),
    'GET /html/entry': '<html>',
    'PUT /good/directory': JSON.stringify({ sequence: 1 }),
    'PUT /refusing/directory': JSON.stringify(new Refusal('DirectoryRefused').toBody()),
    'PUT /odd/directory': JSON.stringify({ code: 'a b <script>' }),
  };
  const server = createServer((request, response) => response.end(answers[`${request.method} ${request.url}`] ?? '{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.int() }).parse(server.address());
  try {
    const at = (name: string) => `http://127.0.0.1:${port}/${name}`;
    await expect(desks.entryOf('MA', at('good'))).rejects.toThrow('another address');
    await expect(desks.entryOf('MA', at('huge'))).rejects.toThrow('more than');
    await expect(desks.entryOf('MA', at('html'))).rejects.toThrow();
    await expect(desks.entryOf('MA', 'http://127.0.0.1:1')).rejects.toThrow();
    const directory = await key.sign(directoryStatement, directoryOf([]));
    expect(await desks.put(at('good'), directory)).toBe('accepted');
    expect(await desks.put(at('refusing'), directory)).toBe('DirectoryRefused');
    await expect(desks.put(at('odd'), directory)).rejects.toThrow();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('the lists of the desks', () => {
  const lists = (values: readonly string[], missing: readonly string[] = []) =>
    deskLists(['/x/desks-1', '/x/desks-2'], {
      send: async () => ({ Parameters: values.map((Value) => ({ Value })), InvalidParameters: [...missing] }),
    });

  test('are put together', async () => {
    expect(await lists(['{"EG":"https://eg.example"}', '{"MA":"https://ma.example"}'])()).toEqual({
      EG: 'https://eg.example',
      MA: 'https://ma.example',
    });
  });

  test.each([
    ['one that is missing', ['{}'], ['/x/desks-2'], 'no list of desks in /x/desks-2'],
    ['one that is malformed', ['{"EG":"nowhere"}'], [], 'EG'],
    ['a country that stands in two', ['{"EG":"https://eg.example"}', '{"EG":"https://other.example"}'], [], 'two lists'],
  ])('stop a publication with %s', async (_what, values, missing, said) => {
    await expect(lists(values, missing)()).rejects.toThrow(said);
  });
});

describe('the directory is served', () => {
  test('as it was signed, read from the bucket once for all who ask within seconds', async () => {
    const { world, clock } = await desk();
    let reads = 0;
    const published = { get: async () => ({ jws: `directory.${++reads}.x`, etag: '"1"' }), put: async () => undefined };
    const serve = directoryServer(published, world);
    expect(await serve()).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/jose' }, body: 'directory.1.x' });
    expect((await serve()).body).toBe('directory.1.x');
    clock.now = new Date(noon.getTime() + 30_000);
    expect((await serve()).body).toBe('directory.2.x');
  });

  test('not before it was published', async () => {
    const { world } = await desk();
    const answer = await directoryServer({ get: async () => undefined, put: async () => undefined }, world)();
    expect([answer.statusCode, JSON.parse(answer.body).code]).toEqual([503, 'DirectoryMissing']);
  });

  test('not while the bucket is away, without a word on why', async () => {
    const { world, log } = await desk();
    const get = () => Promise.reject(new Error('secret bucket'));
    const answer = await directoryServer({ get, put: async () => undefined }, world)();
    expect([answer.statusCode, answer.body]).toEqual([500, '{"code":"Internal"}']);
    expect(JSON.stringify(log)).not.toContain('secret bucket');
  });
});

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSigningKeys } from '../../cli/config-entry.ts';
import { generationsOf, type SigningKeysConfig } from '../../lib/config/signing-keys.ts';
import { nextStep, type RotationFacts } from '../../operations/keys/rotation.ts';
import { root } from '../lib/templates.ts';

const now = new Date('2026-12-05T00:00:00Z');
const [first, second] = ['2026-01-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'];
const until = '2026-12-04T00:00:00.000Z';
const jwk = { kty: 'EC' as const, crv: 'P-256' as const, x: 'x'.repeat(43), y: 'y'.repeat(43) };
const named = (notBefore: string, notAfter?: string) => ({ kid: 'k'.repeat(43), jwk, notBefore, ...(notAfter && { notAfter }) });
const enabled = (createdAt: string) => ({ state: 'Enabled', createdAt });

function facts(signingKeys: SigningKeysConfig | undefined, changes: Partial<RotationFacts> = {}): RotationFacts {
  return {
    country: 'EG',
    exchange: 'liaison-exchange',
    generations: generationsOf({ ...(signingKeys && { signingKeys }) }),
    deployed: new Map([
      [1, enabled(first)],
      [2, enabled(second)],
    ]),
    published: [named(first), named(second)],
    deskSignsWith: first,
    desksBehind: [],
    now,
    overlapDays: 7,
    ...changes,
  };
}

const announced = { made: 2, signing: 1 };
const overlapping = { made: 2, signing: 2, formerUntil: until };
const bothNamed = [named(second), named(first, until)];
const over = { deskSignsWith: second, published: bothNamed };
const oneOff = new Map([
  [1, { state: 'Disabled', createdAt: first }],
  [2, enabled(second)],
]);

test.each<readonly [string, RotationFacts, object]>([
  ['the first renewal begins with a key', facts(undefined), { kind: 'act', id: 'MakeKey', configured: announced }],
  ['a key that is not deployed', facts(announced, { deployed: new Map([[1, enabled(first)]]) }), { kind: 'wait', id: 'Deploy' }],
  ['a new key that is off', facts(announced, { deployed: new Map([[2, { state: 'Disabled' }]]) }), { kind: 'wait', id: 'Deploy' }],
  ['a key that the directory does not name', facts(announced, { published: [named(first)] }), { kind: 'wait', id: 'Publish' }],
  ['a desk that missed the directory', facts(announced, { desksBehind: ['MA'] }), { kind: 'wait', id: 'Delivery' }],
  [
    'a key that everybody knows',
    facts(announced),
    { kind: 'act', id: 'SwitchKeys', configured: { made: 2, signing: 2, formerUntil: '2026-12-12T00:00:00.000Z' } },
  ],
  ['a desk that signs with the former key', facts(overlapping), { kind: 'wait', id: 'Deploy' }],
  ['an end that is not published', facts(overlapping, { deskSignsWith: second }), { kind: 'wait', id: 'Publish' }],
  [
    'an end that is published later than it is',
    facts(overlapping, { ...over, published: [named(second), named(first, '2027-01-01T00:00:00Z')] }),
    { kind: 'wait', id: 'Publish' },
  ],
  ['an overlap that lasts', facts(overlapping, { ...over, now: new Date('2026-12-03T23:59:59Z') }), { kind: 'wait', id: 'Overlap' }],
  [
    'an overlap that is over',
    facts(overlapping, { ...over, now: new Date(until) }),
    { kind: 'act', id: 'RetireKey', configured: { made: 2, signing: 2 }, disables: 1 },
  ],
  [
    'a retired key that still is on',
    facts({ made: 2, signing: 2 }, over),
    { kind: 'act', id: 'DisableKey', disables: 1, what: 'switch the retired key 1 off' },
  ],
  [
    'the next renewal',
    facts({ made: 2, signing: 2 }, { ...over, deployed: oneOff }),
    { kind: 'act', id: 'MakeKey', configured: { made: 3, signing: 2 } },
  ],
])('%s', (_title, given, step) => expect(nextStep(given)).toMatchObject(step));

describe('the configuration file', () => {
  let folder: string;
  let file: string;
  let text: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    file = join(folder, 'exchange.json');
    await cp(join(root, 'config', 'exchange.json'), file);
    text = await readFile(file, 'utf8');
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('gets one line, which the next step replaces, and keeps every other character', async () => {
    await writeSigningKeys(file, 'MA', announced);
    await writeSigningKeys(file, 'MA', overlapping);
    const after = await readFile(file, 'utf8');
    const line = `      "signingKeys": { "made": 2, "signing": 2, "formerUntil": "${until}" },\n`;
    expect(after.split(line)).toHaveLength(2);
    expect(after.replace(line, '')).toBe(text);
    expect(after.indexOf(line)).toBe(text.indexOf('"code": "MA",\n') + '"code": "MA",\n'.length);
  });

  test.each([
    ['in another form', (old: string) => JSON.stringify(JSON.parse(old))],
    ['without the country', (old: string) => old.replace('"code": "MA"', '"code": "DZ"')],
    [
      'with the keys elsewhere in the entry',
      (old: string) => old.replace('"locale": "ar-MA",', '"locale": "ar-MA",\n      "signingKeys": { "made": 2, "signing": 1 },'),
    ],
  ])('%s is left alone, and the line is said', async (_title, change) => {
    const other = change(text);
    await writeFile(file, other);
    const writing = writeSigningKeys(file, 'MA', overlapping);
    await expect(writing).rejects.toMatchObject({ code: 'ConfigurationRefused', detail: expect.stringContaining('"signingKeys": {') });
    expect(await readFile(file, 'utf8')).toBe(other);
  });
});

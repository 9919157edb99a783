import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, loadConfig, parseConfig } from '../../lib/config/load.ts';
import { root, sample } from './templates.ts';

const text = readFileSync(join(root, 'config', 'exchange.json'), 'utf8');

/** The mistakes of the sample after these changes: path, and the value put there (`undefined` takes it out). */
function mistakesAfter(...changes: readonly (readonly [string, unknown])[]): readonly string[] {
  const changed = changes.reduce<unknown>((json, [path, value]) => withValue(json, path.split('.'), value), JSON.parse(text));
  try {
    parseConfig('here.json', JSON.stringify(changed));
    return [];
  } catch (cause) {
    if (cause instanceof ConfigurationError) return cause.mistakes;
    throw cause;
  }
}

function withValue(json: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  const put = (old: unknown) => (rest.length === 0 ? value : withValue(old, rest, value));
  if (Array.isArray(json)) return json.map((item, index) => (String(index) === key ? put(item) : item));
  const old: Readonly<Record<string, unknown>> = Object(json);
  return { ...old, [key]: put(old[key]) };
}

const ownKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1b2c3d4e-5f60-4718-8a9b-0c1d2e3f4a5b';

test.each([
  ['exchange.stage', 'test', 'exchange.stage: got "test"; wanted one of "pilot", "production"'],
  ['exchange.name', 'Ab', 'exchange.name: got "Ab"; wanted 3 to 20 lower-case letters, digits and dashes'],
  ['audit.account', '12345678901', 'audit.account: got "12345678901"; wanted an account number of 12 digits'],
  ['audit.account', '1234567890123', 'audit.account: got "1234567890123"; wanted an account number of 12 digits'],
  ['audit.account', 123456789012, 'audit.account: got 123456789012; wanted string'],
  ['directory.region', 'Frankfurt', 'directory.region: got "Frankfurt"; wanted a Region such as eu-central-1'],
  ['directory.region', 'cn-north-1', 'directory.region: got "cn-north-1"; wanted a Region of the partition aws'],
  ['countries.1.region', 'us-gov-west-1', 'countries.1.region: got "us-gov-west-1"; wanted a Region of the partition aws'],
  [
    'countries.1.alarmTopicArn',
    'arn:aws:sns:us-east-1:123456789012:alarms',
    'countries.1.alarmTopicArn: got "arn:aws:sns:us-east-1:123456789012:alarms"; wanted a topic in Region eu-central-1: CloudWatch takes no other',
  ],
  [
    'portal.certificateArn',
    'arn:aws:acm:us-east-1:111122223333:certificate/1b2c3d4e-5f60-4718-8a9b-0c1d2e3f4a5b',
    'portal.certificateArn: got "arn:aws:acm:us-east-1:111122223333:certificate/1b2c3d4e-5f60-4718-8a9b-0c1d2e3f4a5b"; wanted a certificate of account 123456789012, where the portal is',
  ],
  ['directory.region', undefined, 'directory.region: got nothing; wanted string'],
  ['limits.maxDocuments', 0, 'limits.maxDocuments: got 0; wanted more than 0'],
  ['exchange.portalUrl', 'http://x.example', 'exchange.portalUrl: got "http://x.example"; wanted an https address'],
  ['countries.0.documentDays', 3649, 'countries.0.documentDays: got 3649; wanted at least 3650, as retention.documentDays asks of all'],
  [
    'countries.0.documentsKeyOrigin',
    'existing',
    'countries.0.documentsKeyArn: got nothing; wanted the ARN of the key that the country made: its documentsKeyOrigin is "existing"',
  ],
  [
    'countries.0.documentsKeyArn',
    ownKeyArn,
    `countries.0.documentsKeyArn: got "${ownKeyArn}"; wanted none, or documentsKeyOrigin "existing"`,
  ],
  [
    'countries.0.signIn',
    { issuer: 'http://sso.example', clientId: 'x', scope: 'y' },
    'countries.0.signIn.issuer: got "http://sso.example"; wanted an https address',
  ],
  [
    'countries.0.signIn',
    { issuer: 'https://sso.example/', clientId: 'x', scope: 'y' },
    'countries.0.signIn.issuer: got "https://sso.example/"; wanted an address without query, fragment and slash at the end',
  ],
  [
    'countries.0.signIn',
    { issuer: 'https://sso.example', clientId: 'x', scope: 'two scopes' },
    'countries.0.signIn.scope: got "two scopes"; wanted one scope (RFC 6749)',
  ],
  [
    'countries.0.signingKeys',
    { made: 3, signing: 1 },
    'countries.0.signingKeys: got {"made":3,"signing":1}; wanted signing: the newest key, or the one before it',
  ],
  [
    'countries.0.signingKeys',
    { made: 1, signing: 2 },
    'countries.0.signingKeys: got {"made":1,"signing":2}; wanted signing: the newest key, or the one before it',
  ],
  ['countries.0.signingKeys', { made: 21, signing: 20 }, 'countries.0.signingKeys.made: got 21; wanted at most 20'],
  [
    'countries.0.signingKeys',
    { made: 2, signing: 2, formerUntil: '2027-01-31' },
    'countries.0.signingKeys.formerUntil: got "2027-01-31"; wanted an instant in UTC such as 2027-01-31T00:00:00.000Z',
  ],
  [
    'countries.0.signingKeys',
    { made: 2, signing: 1, formerUntil: '2027-01-31T00:00:00Z' },
    'countries.0.signingKeys: got {"made":2,"signing":1,"formerUntil":"2027-01-31T00:00:00Z"}; wanted formerUntil: only where the newest key signs and another came before it',
  ],
  ['countries.0.duty.sender', 'nobody', 'countries.0.duty.sender: got "nobody"; wanted an e-mail address'],
  ['limits.uploadLinkSeconds', 901, 'limits.uploadLinkSeconds: got 901; wanted at most 900'],
  ['limits.downloadLinkSeconds', 301, 'limits.downloadLinkSeconds: got 301; wanted at most 300'],
  ['limits.downloadLinkSeconds', 119, 'limits.downloadLinkSeconds: got 119; wanted at least 120'],
  ['retention.documentDays', 0, 'retention.documentDays: got 0; wanted at least 1'],
  ['retention.documentDays', 36_501, 'retention.documentDays: got 36501; wanted at most 36500'],
  ['retention.functionLogDays', 2, 'retention.functionLogDays: got 2; wanted a retention that CloudWatch Logs knows, such as 365'],
  ['countries.0.code', 'EGY', 'countries.0.code: got "EGY"; wanted two capital letters (ISO 3166-1 alpha-2)'],
  ['countries.0.code', 'eg', 'countries.0.code: got "eg"; wanted two capital letters (ISO 3166-1 alpha-2)'],
  ['countries.7.code', 'EG', 'countries.7.code: got "EG"; wanted a country that is listed once'],
  ['countries.0.names.ar', undefined, 'countries.0.names.ar: got nothing; wanted string'],
  ['countries.0.languages.0', 'de', 'countries.0.languages.0: got "de"; wanted one of "ar", "fr", "en"'],
  ['countries.0.locale', 'arabic', 'countries.0.locale: got "arabic"; wanted a locale such as ar-EG'],
  ['countries.0.timeZone', 'Africa/Nowhere', 'countries.0.timeZone: got "Africa/Nowhere"; wanted an IANA time zone such as Africa/Cairo'],
  ['countries.0.weekend', [], 'countries.0.weekend: got []; wanted at least 1'],
  ['countries.0.officeHours.from', '09:0', 'countries.0.officeHours.from: got "09:0"; wanted HH:MM'],
  ['countries.0.officeHours.to', '24:00', 'countries.0.officeHours.to: got "24:00"; wanted HH:MM'],
  ['countries.0', null, 'countries.0: got null; wanted object'],
  ['countries', [], 'countries: got []; wanted at least 2'],
])('refuses %s = %j and says what it got and wanted', (path, value, mistake) => {
  expect(mistakesAfter([path, value])).toEqual([mistake]);
});

test.each([
  ['15:00', '09:00'],
  ['09:00', '09:00'],
])('refuses office hours from %s to %s', (from, to) => {
  expect(mistakesAfter(['countries.2.officeHours', { from, to }])).toEqual([
    `countries.2.officeHours: got {"from":"${from}","to":"${to}"}; wanted from before to`,
  ]);
});

test('accepts office hours of one minute', () => {
  expect(mistakesAfter(['countries.2.officeHours', { from: '08:59', to: '09:00' }])).toEqual([]);
});

test.each(['note', 'exchange.note', 'retention.note', 'countries.3.note', 'countries.3.names.de', 'countries.3.duty.note'])(
  'refuses the unknown key %s',
  (path) => {
    expect(mistakesAfter([path, 'x'])).toEqual([`${path}: got a key that is not known; wanted none`]);
  },
);

test.each([
  ['exchange.portalUrl', 'http://portal.exchange.example'],
  ['countries.0.duty.sender', 'nobody'],
  ['countries.0.duty.mailboxes.0', ''],
  ['limits.maxDocuments', 0],
])('refuses %s = %j, naming path and value', (path, value) => {
  expect(mistakesAfter([path, value])).toEqual([expect.stringMatching(`^${path}: got ${JSON.stringify(value)}; wanted .`)]);
});

test('reports every mistake at once', () => {
  const mistakes = mistakesAfter(
    ['audit.account', '1'],
    ['limits.maxDocuments', -1],
    ['countries.0.names.de', 'Ägypten'],
    ['countries.4.timeZone', ''],
    ['countries.7.region', undefined],
  );
  expect(mistakes.map((line) => line.split(':')[0]).sort()).toEqual([
    'audit.account',
    'countries.0.names.de',
    'countries.4.timeZone',
    'countries.7.region',
    'limits.maxDocuments',
  ]);
});

test.each(['', '{', '[]', 'null', '"text"'])('refuses the file %j without crashing', (file) => {
  expect(() => parseConfig('here.json', file)).toThrow(ConfigurationError);
});

test('a key that stands twice is refused with its path, wherever it stands and however it is written: nobody knows which was meant', () => {
  const twice = text
    .replace('"stage": "pilot"', '"stage": "pilot", "st\\u0061ge": "production"')
    .replace('"sender": "notices@liaison.iq.example"', '"sender": "{\\",[x@liaison.iq.example", "sender": "notices@liaison.iq.example"');
  expect(() => parseConfig('here.json', twice)).toThrow(
    /^here\.json: 2 mistakes\n {2}exchange\.stage: got the key twice; wanted once\n {2}countries\.1\.duty\.sender: got the key twice; wanted once$/,
  );
});

test('a name with which a bucket gets more letters than S3 takes is refused before anything is synthesized', () => {
  const fits = 'liaison-exchange-a';
  expect(mistakesAfter(['exchange.name', fits], ['exchange.stage', 'production'])).toEqual([]);
  expect(mistakesAfter(['exchange.name', `${fits}bc`], ['exchange.stage', 'production'])).toEqual([
    `exchange.name: got "${fits}bc"; wanted a name shorter by 2, since S3 takes 63 letters for ${fits}bc-production-archive-123456789012-eu-central-1`,
  ]);
});

test('names the file and counts the mistakes', () => {
  expect(() => parseConfig('here.json', 'null')).toThrow(/^here\.json: 1 mistake\n {2}\(file\): got null; wanted object$/);
});

test('the sample holds the eight states, with their own weekends and hours that all share', () => {
  const weekends = Object.fromEntries(sample.countries.map(({ code, weekend }) => [code, weekend.join()]));
  const [fridays, sundays] = ['friday,saturday', 'saturday,sunday'];
  expect(weekends).toEqual({ EG: fridays, IQ: fridays, JO: fridays, LY: fridays, LB: sundays, MR: sundays, MA: sundays, TN: sundays });
  for (const { officeHours } of sample.countries) expect(officeHours).toEqual({ from: '09:00', to: '15:00' });
});

test.each([
  ['EG', 'مصر', 'Égypte', 'Egypt', 'Africa/Cairo'],
  ['IQ', 'العراق', 'Irak', 'Iraq', 'Asia/Baghdad'],
  ['JO', 'الأردن', 'Jordanie', 'Jordan', 'Asia/Amman'],
  ['LB', 'لبنان', 'Liban', 'Lebanon', 'Asia/Beirut'],
  ['LY', 'ليبيا', 'Libye', 'Libya', 'Africa/Tripoli'],
  ['MA', 'المغرب', 'Maroc', 'Morocco', 'Africa/Casablanca'],
  ['MR', 'موريتانيا', 'Mauritanie', 'Mauritania', 'Africa/Nouakchott'],
  ['TN', 'تونس', 'Tunisie', 'Tunisia', 'Africa/Tunis'],
])('the sample names %s rightly in three languages', (code, ar, fr, en, timeZone) => {
  const country = sample.countries.find((one) => one.code === code);
  expect(country?.names).toEqual({ ar, fr, en });
  expect(country?.timeZone).toBe(timeZone);
  expect(country?.locale).toBe(`ar-${code}`);
});

test('the sample names no real mailbox and no Region in the Gulf', () => {
  for (const { region, duty } of sample.countries) {
    expect(region).not.toMatch(/^me-/);
    for (const address of [duty.sender, ...duty.mailboxes]) expect(address).toMatch(/\.example$/);
  }
});

test('reports a repeated country beside mistakes of form', () => {
  expect(mistakesAfter(['countries.1.code', 'EG'], ['retention.documentDays', 'x'])).toEqual([
    'retention.documentDays: got "x"; wanted number',
    'countries.1.code: got "EG"; wanted a country that is listed once',
  ]);
});

test('refuses a file that is not there', () => {
  expect(() => loadConfig(join(root, 'config', 'none.json'))).toThrow(ConfigurationError);
});

test('refuses a file whose letters are not UTF-8, rather than names that nobody wrote; a mark at its beginning does no harm', () => {
  const folder = mkdtempSync(join(tmpdir(), 'encoded-'));
  const file = join(folder, 'exchange.json');
  const mistakesOf = (bytes: Uint8Array) => {
    writeFileSync(file, bytes);
    try {
      return loadConfig(file).countries[0]?.names.fr;
    } catch (cause) {
      return cause instanceof ConfigurationError ? cause.mistakes : cause;
    }
  };
  expect(mistakesOf(Buffer.from(text.replace(/\p{Script=Arabic}/gu, 'x'), 'latin1'))).toEqual([
    '(file): got bytes that are not UTF-8; wanted a file saved as UTF-8',
  ]);
  expect(mistakesOf(Buffer.from(`\ufeff${text}`))).toBe('Égypte');
  rmSync(folder, { recursive: true });
});

test('reads the file that it is given', () => {
  expect(loadConfig(join(root, 'config', 'exchange.json')).countries).toHaveLength(8);
});

test.each([
  [40, []],
  [41, ['countries: got 41 different accounts in all; wanted at most 40 that write into one archive']],
])('with %i accounts', (count, mistakes) => {
  const [pattern] = sample.countries;
  const codes = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].flatMap((letter) => [`${letter}X`, `${letter}Y`]);
  // one account is the archive's
  const countries = codes.slice(0, count - 1).map((code, index) => ({ ...pattern, code, account: String(300_000_000_000 + index) }));
  expect(mistakesAfter(['countries', countries])).toEqual(mistakes);
});

test('refuses one provider for two countries', () => {
  const signIn = { issuer: 'https://sso.example', clientId: 'x', scope: 'y' };
  expect(mistakesAfter(['countries.0.signIn', signIn], ['countries.3.signIn', { ...signIn, clientId: 'z' }])).toEqual([
    'countries.3.signIn.issuer: got "https://sso.example"; wanted an issuer of one country alone',
  ]);
});

const existing = (index: number, arn: unknown) =>
  [
    [`countries.${index}.documentsKeyOrigin`, 'existing'],
    [`countries.${index}.documentsKeyArn`, arn],
  ] as const;

test.each([
  ['an alias', 'arn:aws:kms:eu-central-1:123456789012:alias/documents', 'not of an alias'],
  ['a multi-Region key', 'arn:aws:kms:eu-central-1:123456789012:key/mrk-1b2c3d4e5f6047188a9b0c1d2e3f4a5b', 'not of a multi-Region key'],
  ['an id without its place', '1b2c3d4e-5f60-4718-8a9b-0c1d2e3f4a5b', 'wanted the ARN of a KMS key'],
  ['something that is no text', 7, 'wanted string'],
  [
    'a key of another account',
    ownKeyArn.replace('123456789012', '999988887777'),
    'wanted a key of account 123456789012 in Region eu-central-1',
  ],
  [
    'a key of another Region',
    ownKeyArn.replace('eu-central-1', 'eu-west-3'),
    'wanted a key of account 123456789012 in Region eu-central-1',
  ],
])('refuses %s as a documents key', (_what, arn, wanted) => {
  const mistakes = mistakesAfter(...existing(0, arn));
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]).toContain('countries.0.documentsKeyArn: got ');
  expect(mistakes[0]).toContain(wanted);
});

test('takes a key of a country’s own making, and not of two countries, in every stage', () => {
  for (const stage of ['pilot', 'production'] as const) {
    expect(mistakesAfter(['exchange.stage', stage], ...existing(0, ownKeyArn))).toEqual([]);
    expect(mistakesAfter(['exchange.stage', stage], ...existing(0, ownKeyArn), ...existing(3, ownKeyArn))).toEqual([
      `countries.3.documentsKeyArn: got "${ownKeyArn}"; wanted a key of one country alone`,
    ]);
  }
});

test('tells mistakes about keys together with mistakes of form, also where there is no list of countries', () => {
  expect(mistakesAfter(['audit.account', '1'], ['countries.0.documentsKeyOrigin', 'existing'])).toHaveLength(2);
  expect(mistakesAfter(['countries', 'none'])).toEqual(['countries: got "none"; wanted array']);
});

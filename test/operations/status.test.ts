import { readFileSync } from 'node:fs';
import { AwsNo } from '../../operations/aws/signed-call.ts';
import { estimate, priceList, type Volume } from '../../operations/cost/estimate.ts';
import { measureCut, NoAnswer } from '../../operations/keys/drill.ts';
import { askAlarms, askTrail } from '../../operations/status/probe.ts';
import { judge, type Look } from '../../operations/status/status.ts';

const now = new Date('2026-11-28T12:00:00Z');
const key = { kid: 'k'.repeat(43), jwk: { kty: 'EC' as const, crv: 'P-256' as const, x: 'x'.repeat(43), y: 'y'.repeat(43) } };

function look(changes: Partial<Look> = {}, notAfter?: string): Look {
  const member = { country: 'EG', signingKeys: [{ ...key, notBefore: '2026-01-01T00:00:00Z', ...(notAfter && { notAfter }) }] };
  return {
    directory: { sequence: 7, members: [member] },
    now,
    desks: [{ country: 'EG', milliseconds: 20, sequence: 7 }],
    alarms: { known: [{ name: 'a', state: 'OK', description: 'Runbook: r' }] },
    trail: { known: { isLogging: true, latestDelivery: new Date('2026-11-28T11:55:00Z') } },
    ...changes,
  };
}
const bad = (...given: Parameters<typeof look>) =>
  judge(look(...given))
    .filter(({ level }) => level !== 'ok')
    .map(({ check, level }) => `${check} ${level}`);

test('an exchange in order gets no finding but "ok"', () => expect(bad()).toEqual([]));

test.each<[string, Partial<Look>, string?]>([
  ['desk error', { desks: [{ country: 'EG' }] }],
  ['desk error', { desks: [{ country: 'EG', milliseconds: 1 }] }],
  ['desk warning', { desks: [{ country: 'EG', milliseconds: 1, sequence: 6 }] }],
  ['desk warning', { desks: [{ country: 'EG', milliseconds: 1, sequence: 8 }] }],
  ['signing-key error', {}, '2026-11-28T12:00:00Z'],
  ['signing-key warning', {}, '2026-12-10T00:00:00Z'],
  ['alarms error', { alarms: { known: [{ name: 'a', state: 'ALARM', description: 'Runbook: r' }] } }],
  ['alarms not-checked', { alarms: { unknown: 'no Region' } }],
  ['alarms error', { alarms: { unknown: 'no usable credentials' }, isRegionNamed: true }],
  ['trail error', { trail: { known: { isLogging: false } } }],
  ['trail error', { trail: { known: { isLogging: true, deliveryError: 'AccessDenied' } } }],
  ['trail error', { trail: { known: { isLogging: true, latestDelivery: new Date('2026-11-28T10:00:00Z') } } }],
  ['trail warning', { trail: { known: { isLogging: true } } }],
])('%s: %j', (...[expected, changes, notAfter]) => expect(bad(changes, notAfter)).toEqual([expected]));

test.each([
  [new AwsNo(0, 'Unreachable'), 'AWS does not answer from here'],
  [new AwsNo(403, 'InvalidSignatureException'), 'no usable credentials (InvalidSignatureException): aws sso login, or AWS_PROFILE'],
  [new AwsNo(400, 'TrailNotFoundException'), 'not told (TrailNotFoundException)'],
])('%s is told with what to do', async (no, unknown) => {
  const refuse = () => Promise.reject(no);
  const call = { query: refuse, json: refuse, get: refuse, post: refuse };
  expect(await askTrail(call, 't')).toEqual({ unknown });
  expect(await askAlarms(call, 'p')).toEqual({ unknown });
});

test('a cut counts from the last time that a way was let through, and nobody’s answer is no refusal', async () => {
  let clock = 0;
  const sleep = async (milliseconds: number) => {
    clock += milliseconds;
  };
  const host = { now: () => new Date(clock), sleep, random: () => 0.5, waitSeconds: 10, isInterrupted: () => false };
  const script = ['no', 'yes', 'silent', 'no', 'no', 'no'];
  const tryIt = async () => {
    const answer = script.shift();
    if (answer === 'silent') throw new NoAnswer('');
    if (answer === 'no') throw new Error('refused');
  };
  const [measured] = await measureCut([{ name: 'way', tryIt }], 0, host);
  expect(measured).toEqual({ name: 'way', refusedAfterMs: 600, triedTimes: 6 });
  const [open] = await measureCut([{ name: 'open', tryIt: async () => {} }], clock, host);
  expect(open?.refusedAfterMs).toBeUndefined();
});

test('every price is dated and sourced, and twice the readings never cost less', () => {
  const list = priceList.parse(JSON.parse(readFileSync(new URL('../../operations/cost/prices.json', import.meta.url), 'utf8')));
  for (const { source } of Object.values(list.prices)) expect(source.length).toBeGreaterThan(5);
  const volume: Volume = {
    dispatchesReceived: 1000,
    dispatchesSent: 1000,
    documentsPerDispatch: 4,
    megabytesPerDocument: 20,
    readingsPerDocument: 2,
    dutyMailboxes: 1,
    magistrates: 10,
    yearsKept: 1,
    isCopied: false,
  };
  const sum = (of: Volume) => estimate(of, list).reduce((total, { usdPerMonth }) => total + usdPerMonth, 0);
  const none = sum({ ...volume, dispatchesReceived: 0, dispatchesSent: 0, magistrates: 0 });
  // two keys, seven alarms, six metrics, one dashboard stand there whatever is sent
  expect(none).toBeGreaterThan(2 + 0.7 + 1.8 + 3);
  expect(sum(volume)).toBeGreaterThan(none);
  expect(sum({ ...volume, isCopied: true })).toBeGreaterThan(sum(volume) + 1);
  expect(sum({ ...volume, readingsPerDocument: 4 })).toBeGreaterThan(sum(volume));
});

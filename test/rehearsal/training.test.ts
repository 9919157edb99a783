import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExerciseName, exerciseNames, type Ground, outcomeOf, type Prepared } from '../../rehearsal/training/exercise.ts';
import { dispatchesIn, type RegisteredDispatch } from '../../rehearsal/training/registers.ts';
import { exerciseWords, missingWords } from '../../rehearsal/training/words.ts';
import { type TrainingGround, trainingPages } from '../../rehearsal/training-pages.ts';
import { createWebListener } from '../../rehearsal/web-listener.ts';

const prepared: Prepared = {
  partner: 'IQ',
  dispatches: { answer: 'request', refuse: 'unwelcome', lookalike: 'names' },
  solutions: { tampered: '2', receipt: '1', lookalike: '3' },
  choices: { tampered: 3, receipt: 3, lookalike: 3 },
};
const out = (changed: Partial<RegisteredDispatch> = {}): RegisteredDispatch => ({
  dispatchId: 'own',
  box: 'OUT',
  to: 'IQ',
  case: 'TRAINING-1-EG',
  state: 'available',
  ...changed,
});
const came = (dispatchId: string, state: string): RegisteredDispatch => ({ dispatchId, box: 'IN', to: 'EG', case: 'X', state });

function missingIn(name: ExerciseName, register: readonly RegisteredDispatch[], changed: Partial<Ground> = {}): string {
  const outcome = outcomeOf(name, { country: 'EG', reference: 'TRAINING-1-EG', prepared, said: {}, register, ...changed });
  return outcome.passed ? 'passed' : outcome.missing;
}

test.each<readonly [ExerciseName, readonly RegisteredDispatch[], string]>([
  ['send', [], 'nothing-sent'],
  ['send', [out({ case: 'TRAINING-1-EG-OTHER' })], 'nothing-sent'],
  ['send', [out({ box: 'IN' })], 'nothing-sent'],
  ['send', [out({ to: 'MA' })], 'wrong-addressee'],
  ['send', [out({ state: 'accepted' })], 'not-delivered'],
  ['send', [out({ state: 'rejected' })], 'not-delivered'],
  ['send', [out()], 'passed'],
  ['answer', [came('request', 'available')], 'not-opened'],
  ['answer', [came('request', 'opened')], 'not-acknowledged'],
  ['answer', [came('request', 'acknowledged'), out()], 'not-answered'],
  ['answer', [came('request', 'acknowledged'), out({ inReplyTo: 'request', state: 'signed' })], 'not-delivered'],
  ['answer', [came('request', 'acknowledged'), out({ inReplyTo: 'request' })], 'passed'],
  ['refuse', [], 'not-begun'],
  ['refuse', [came('unwelcome', 'available')], 'not-opened'],
  ['refuse', [came('unwelcome', 'acknowledged')], 'not-refused'],
  ['refuse', [came('unwelcome', 'granted')], 'other-decision'],
  ['refuse', [came('unwelcome', 'refused')], 'passed'],
])('%s: with %j in the register the outcome is %s', (name, register, expected) => {
  expect(missingIn(name, register)).toBe(expected);
});

test.each(['tampered', 'receipt', 'lookalike'] as const)('%s is passed by the right answer alone', (name) => {
  expect(missingIn(name, [])).toBe('not-said');
  for (const said of ['1', '2', '3']) {
    expect(missingIn(name, [], { said: { [name]: said } })).toBe(said === prepared.solutions[name] ? 'passed' : 'wrong-answer');
  }
});

test.each(exerciseNames)('%s is not passed before it began', (name) => {
  expect(missingIn(name, [out()], { prepared: undefined, said: { [name]: '2' } })).toBe('not-begun');
});

test('every step and every remark is said in three languages, with the same values', () => {
  const valuesOf = (text: string): string => [...new Set(text.match(/\{\w+\}/g))].sort().join();
  for (const { en, fr, ar } of Object.values(exerciseWords).flatMap(({ title, steps }) => [title, ...steps])) {
    expect([valuesOf(fr), valuesOf(ar)]).toEqual([valuesOf(en), valuesOf(en)]);
  }
  for (const { en, fr, ar } of Object.values(missingWords)) expect([en, fr, ar].every((one) => one.length > 5)).toBe(true);
});

test('what is no dispatch in a box is not looked at', () => {
  const item = { dispatchId: { S: 'a' }, boxPk: { S: 'OUT' }, to: { S: 'MA' }, case: { S: 'C' }, state: { S: 'signed' } };
  expect(dispatchesIn([item, { ...item, boxPk: undefined }, {}, null])).toEqual([
    { dispatchId: 'a', box: 'OUT', to: 'MA', case: 'C', state: 'signed' },
  ]);
});

describe('the pages of a workshop', () => {
  let folder: string;
  let close: () => Promise<void>;
  let origin: string;
  let register: readonly RegisteredDispatch[] = [];
  let times = 0;

  const ground: TrainingGround = {
    prepare: async () => {
      times += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return prepared;
    },
    files: async (_prepared, name) => (name === 'tampered' ? [{ name: 'طلب.pdf', bytes: Buffer.from('%PDF') }] : []),
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'training-'));
    const web = await createWebListener({ report: () => {} });
    ({ origin, close } = web);
    trainingPages({ web, stateDir: folder, countries: ['EG', 'IQ'], ground, register: async () => register });
  });
  afterAll(async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  });

  const post = (path: string, body = '', headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${origin}${path}`, { method: 'POST', body, redirect: 'manual', headers });
  const page = async (path: string): Promise<string> => (await fetch(`${origin}${path}`)).text();
  const passedIn = (html: string): readonly string[] =>
    [...html.matchAll(/data-exercise="(\w+)" data-passed="true"/g)].map(([, name = '']) => name);

  test('lead from nothing to passed, and a new round forgets it', async () => {
    expect(await page('/training/EG?language=fr')).toContain('Commencer');
    expect((await Promise.all([post('/training/EG/begin'), post('/training/EG/begin')])).map(({ status }) => status)).toEqual([303, 303]);
    expect(times).toBe(1);
    await post('/training/EG/tampered', 'answer=1');
    expect(passedIn(await page('/training/EG'))).toEqual([]);
    await post('/training/EG/tampered', 'answer=2');
    register = [out()];
    expect(passedIn(await page('/training/EG'))).toEqual(['send', 'tampered']);
    expect(await page('/training/EG?language=ar')).toContain('dir="rtl"');
    const progress = await page('/training?language=en');
    expect(progress.match(/✓ Passed/g)).toHaveLength(2);
    const file = await fetch(`${origin}/training/EG/tampered/1`);
    expect([await file.text(), file.headers.get('content-disposition')]).toEqual([
      '%PDF',
      expect.stringContaining("filename*=UTF-8''%D8%B7"),
    ]);
    await post('/training/reset');
    expect(passedIn(await page('/training/EG'))).toEqual([]);
    await post('/training/EG/begin');
    expect(await page('/training/EG?language=en')).toContain('TRAINING-2-EG');
  });

  test.each([
    ['an answer that is no number', '/training/EG/tampered', 'answer=<b>', {}, 400],
    ['an exercise that is none', '/training/EG/other', 'answer=1', {}, 404],
    ['a country that is none', '/training/XX/tampered', 'answer=1', {}, 404],
    ['a form of another page', '/training/reset', '', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a form of another address', '/training/reset', '', { origin: 'http://elsewhere.example' }, 403],
  ])('refuse %s', async (_what, path, body, headers, status) => {
    expect((await post(path, body, headers)).status).toBe(status);
  });
});

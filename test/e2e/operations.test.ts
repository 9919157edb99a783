import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { loadConfig } from '../../lib/config/load.ts';
import { redeployed } from '../support/redeployed.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';
import { run } from '../support/run-exchange.ts';

const findings = z.array(z.object({ check: z.string(), level: z.string() }));
const measured = z.array(z.object({ refusedAfterMs: z.number() }));
const config = fileURLToPath(new URL('../../config/exchange.json', import.meta.url));

let rehearsing: Rehearsing;
beforeAll(async () => {
  rehearsing = await rehearse();
});
afterAll(() => rehearsing.end());

/** Documents, signing, sealing. */
const threeKeys = (state: string) => [{ state }, { state }, { state }];

const pause = { sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.min(milliseconds, 50))) };
const here = (...args: string[]) => run(rehearsing.folder, [...args, '--json'], pause);
const custodial = (act: string, ...more: string[]) =>
  here('key', act, '--as', 'MA', '--config', config, '--rehearsal', '.rehearsal', ...more);

test('smoke: a marked dispatch goes through, is read back, and stands closed at both desks', async () => {
  const { code, json } = await here('smoke', '--as', 'EG', 'MA', '--ring');
  expect({ code, json }).toMatchObject({
    code: 0,
    json: {
      failed: 0,
      pairs: [
        { from: 'EG', to: 'MA' },
        { from: 'MA', to: 'EG' },
      ],
    },
  });
  const { json: outbox } = await here('outbox', '--as', 'EG');
  const smoked = expect.objectContaining({ case: expect.stringMatching(/^SMOKE-\d{8}T\d{6}-EG-MA$/), state: 'closed' });
  expect(outbox.dispatches).toContainEqual(smoked);
  const { json: inbox } = await here('inbox', '--as', 'MA');
  expect(inbox.dispatches).toContainEqual(smoked);
});

test('doctor asks the rehearsal what it can answer, and says of the rest that it is not checked', async () => {
  const { code, json } = await here('doctor', '--config', config, '--rehearsal', '.rehearsal');
  expect(code).toBe(9);
  const levels = Object.fromEntries(findings.parse(json.findings).map(({ check, level }) => [check, level]));
  expect(levels).toMatchObject({
    credentials: 'ok',
    trails: 'ok',
    configuration: 'warning',
    concurrency: 'not-checked',
    mail: 'not-checked',
  });
});

test('a cut-off is a dry run until the name of the country is typed; smoke then says what no longer works, and restore brings it back', async () => {
  expect((await custodial('cut-off')).json).toMatchObject({ done: false, keys: threeKeys('Enabled') });
  expect((await custodial('cut-off', '--confirm', 'Mauritania')).code).toBe(1);
  expect((await custodial('cut-off', '--delete-material', '--confirm', 'Morocco')).code).toBe(1);
  expect((await custodial('list')).json).toMatchObject({ keys: threeKeys('Enabled') });
  expect((await custodial('cut-off', '--confirm', 'Maroc')).json).toMatchObject({
    done: true,
    keys: threeKeys('Disabled'),
  });
  const { code, json } = await here('smoke', '--as', 'LY', '--ring');
  expect({ code, json }).toMatchObject({ code: 10, json: { pairs: [{ failed: { step: 'send', code: 'KeyUnavailable' } }] } });
  const drilled = await custodial('drill', '--with', 'EG', '--confirm', 'Morocco');
  expect(drilled).toMatchObject({ code: 1, json: { error: { detail: expect.stringContaining('exchange key restore --as MA') } } });
  expect((await custodial('restore', '--confirm', 'المغرب')).json).toMatchObject({ keys: threeKeys('Enabled') });
});

test('the drill measures every way, restores, and leaves nothing open', async () => {
  const { code, json } = await custodial('drill', '--with', 'EG', '--confirm', 'Morocco', '--wait', '30');
  expect(code).toBe(0);
  expect(json.measured).toHaveLength(4);
  for (const { refusedAfterMs } of measured.parse(json.measured)) expect(refusedAfterMs).toBeGreaterThanOrEqual(0);
  expect(json).toMatchObject({ worksAgainMs: expect.any(Number), notClosed: [] });
  await rehearsing.rehearsal().idle();
});

test('a drill that is interrupted switches every key on again, and says that it measured nothing to the end', async () => {
  let released = 0;
  const onInterrupt = (act: () => void) => {
    // as if somebody pressed Ctrl-C while the country is cut off
    setTimeout(act, 1);
    return () => {
      released += 1;
    };
  };
  const asked = ['key', 'drill', '--as', 'MA', '--with', 'EG', '--confirm', 'Morocco', '--config', config, '--rehearsal', '.rehearsal'];
  const { code, json } = await run(rehearsing.folder, [...asked, '--json'], { ...pause, onInterrupt });
  expect({ code, json }).toMatchObject({ code: 9, json: { country: 'MA', done: false, interrupted: true } });
  expect(released).toBe(1);
  expect((await custodial('list')).json).toMatchObject({ keys: threeKeys('Enabled') });
  await rehearsing.rehearsal().idle();
});

describe('the signing key is renewed', () => {
  let place: string;
  let ownConfig: string;
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'renewal-'));
    ownConfig = join(place, 'exchange.json');
    await cp(config, ownConfig);
  });
  afterAll(() => rm(place, { recursive: true, force: true }));

  const renew = (...more: string[]) =>
    here('key', 'rotate', '--as', 'TN', '--config', ownConfig, '--rehearsal', '.rehearsal', '--overlap-days', '0', ...more);
  const redeploy = async () => {
    const assembly = await redeployed('TN', loadConfig(ownConfig), place);
    await rehearsing.restart({ assembly });
  };
  const outboxOf = async () => (await here('outbox', '--as', 'TN')).json.dispatches;

  test('step by step, while old statements verify and nothing is signed with a key that nobody knows; in the end the old key is off', async () => {
    await here('send', '--as', 'TN', '--to', 'EG', '--case', 'TN-2026-000777', config);
    const old = z.array(z.object({ dispatchId: z.string() })).parse(await outboxOf())[0]?.dispatchId ?? '';
    await here('receipts', old, '--as', 'TN', '--out', join(place, 'old'));

    expect((await renew()).json).toMatchObject({
      done: false,
      step: { id: 'MakeKey' },
      keys: [{ name: 'documents' }, { name: 'signing' }, { name: 'sealing' }],
    });
    expect((await renew('--confirm', 'Tunisie')).json).toMatchObject({ done: true });
    expect(await renew('--confirm', 'Tunisie')).toMatchObject({ code: 9, json: { done: false, step: { id: 'Deploy' } } });
    await redeploy();
    expect((await renew('--confirm', 'Tunisie')).json).toMatchObject({ done: true, step: { id: 'SwitchKeys' } });
    expect((await renew('--confirm', 'Tunisie')).json).toMatchObject({ done: false, step: { id: 'Deploy' } });
    await redeploy();
    expect((await here('send', '--as', 'TN', '--to', 'EG', '--case', 'TN-2026-000778', config)).code).toBe(0);
    expect((await renew('--confirm', 'Mauritanie')).code).toBe(1);
    expect((await renew('--confirm', 'Tunisie')).json).toMatchObject({
      done: true,
      step: { id: 'RetireKey' },
      keys: [
        { name: 'documents', state: 'Enabled' },
        { name: 'signing', state: 'Disabled' },
        { name: 'signing-2', state: 'Enabled' },
        { name: 'sealing', state: 'Enabled' },
      ],
    });
    await rehearsing.rehearsal().idle();
    expect((await here('send', '--as', 'TN', '--to', 'EG', '--case', 'TN-2026-000779', config)).code).toBe(0);
    await here('directory', '--out', join(place, 'directory.jws'));
    const verified = await here('verify', join(place, 'old', 'manifest.jws'), '--directory', join(place, 'directory.jws'));
    expect(verified.code).toBe(0);
    await here('ledger', '--as', 'TN', '--out', join(place, 'ledger.json'));
    expect(await readFile(join(place, 'ledger.json'), 'utf8')).toContain('DisableKey of the signing key');
    // enabling what is disabled does not bring a retired key back
    const restored = (
      await here('key', 'restore', '--as', 'TN', '--config', ownConfig, '--rehearsal', '.rehearsal', '--confirm', 'Tunisie')
    ).json;
    expect(restored).toMatchObject({ keys: [{ state: 'Enabled' }, { state: 'Disabled' }, { state: 'Enabled' }, { state: 'Enabled' }] });
  });
});

test('the restore drill rebuilds the register from ledger and drop box alone, and finds it the same', async () => {
  await here('smoke', '--as', 'JO', 'IQ', '--ring');
  await rehearsing.rehearsal().idle();
  const drill = (...more: string[]) => here('restore', '--as', 'JO', '--config', config, '--rehearsal', '.rehearsal', ...more);
  expect((await drill()).json).toMatchObject({ error: { code: 'InvalidArguments' } });
  const { code, json } = await drill('--drill');
  expect({ code, json }).toMatchObject({
    code: 0,
    json: { faults: 0, compared: 2, same: { state: 2, receipts: 2, 'documents in the box': 1 } },
  });
  expect(json).toMatchObject({ copies: { whole: 2, differing: [] } });
});

test('another country’s custodian is none of this one, and without a rehearsal nothing is asked', async () => {
  const { code, json } = await here('key', 'list', '--as', 'FR', '--config', config, '--rehearsal', '.rehearsal');
  expect({ code, json }).toMatchObject({ code: 1, json: { error: { code: 'NoSuchMember' } } });
});

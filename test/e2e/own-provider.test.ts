import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { sample } from '../lib/templates.ts';
import { redeployed } from '../support/redeployed.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';
import { run } from '../support/run-exchange.ts';

const signIn = { issuer: 'https://sso.justice.example/realms/liaison', clientId: 'liaison-exchange', scope: 'desk.act' };
const config = { ...sample, countries: sample.countries.map((country) => (country.code === 'TN' ? { ...country, signIn } : country)) };

const kept = z.record(z.string(), z.object({ accessToken: z.string() }));

let place: string;
let rehearsing: Rehearsing;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'own-provider-'));
  rehearsing = await rehearse({ assembly: await redeployed('TN', config, place) });
});
afterAll(async () => {
  await rehearsing?.end();
  await rm(place, { recursive: true, force: true });
});

const pause = { sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.min(milliseconds, 50))) };
const here = (...args: string[]) => run(rehearsing.folder, [...args, '--json'], pause);

test('a country with a provider of its own sends and receives, and its entry sends people to that provider alone', async () => {
  expect((await here('smoke', '--as', 'TN', 'EG', '--ring')).json).toMatchObject({ failed: 0 });
  const { endpoints } = rehearsing.rehearsal();
  expect(endpoints.countries.TN?.issuer).toMatch(/\/identity\/own-[0-9a-f]{16}$/);
  expect((await here('directory')).json.members).toContainEqual(
    expect.objectContaining({ country: 'TN', issuer: endpoints.countries.TN?.issuer }),
  );
});

test('tokens of the pool of another country do not open its door, nor its own the door of another', async () => {
  const { countries } = rehearsing.rehearsal().endpoints;
  const tokens = new Map<string, string>();
  for (const country of ['EG', 'TN']) {
    // each with a store of its own: what a person's own program keeps after signing in
    const state = join(place, country);
    expect((await here('inbox', '--as', country, '--state', state, '--rehearsal', '.rehearsal')).code).toBe(0);
    const [token] = Object.values(kept.parse(JSON.parse(await readFile(join(state, 'tokens.json'), 'utf8'))));
    tokens.set(country, token?.accessToken ?? '');
  }
  const door = async (at: string, of: string): Promise<number> => {
    const headers = { authorization: `Bearer ${tokens.get(of)}` };
    return (await fetch(`${countries[at]?.desk}/dispatches?box=in`, { headers })).status;
  };
  expect([await door('TN', 'TN'), await door('EG', 'EG'), await door('TN', 'EG'), await door('EG', 'TN')]).toEqual([200, 200, 401, 401]);
});

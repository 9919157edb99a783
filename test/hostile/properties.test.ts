import fc from 'fast-check';
import { deskRoutes } from '../../domain/desk-api.ts';
import { openWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(() => world.close());

const routes = Object.values(deskRoutes).filter((route) => !route.startsWith('GET '));

/** JSON of any shape, some of it with the names that desks know. */
const known = fc.constantFrom(
  'manifest',
  'receipt',
  'token',
  'parts',
  'directory',
  'to',
  'case',
  'documents',
  'legalBasis',
  'fileNumber',
  'act',
  'grounds',
  'assignee',
  '__proto__',
);
const body = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.dictionary(known, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 }).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

test('no body of any shape breaks a door: each is refused, in the desk’s own words', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), body, fc.boolean(), async (route, text, signedIn) => {
      const [method = '', path = ''] = route.split(' ');
      const filled = path.replace('{dispatchId}', world.arrived.dispatchId).replace('{documentNumber}', '1');
      // an acknowledgement or a token needs nothing but an empty object
      fc.pre(!/^(?:\s*\{\s*\}\s*)$/.test(text));
      const response = await fetch(world.desk('MA') + filled, {
        method,
        headers: { 'content-type': 'application/json', ...(signedIn && { authorization: `Bearer ${world.tokens.MA}` }) },
        body: text,
      });
      const answer = await response.text();
      expect(response.status < 500 ? '' : `${route} answered ${response.status} ${answer} to ${text}`).toBe('');
    }),
    { numRuns: 250 },
  );
  expect(await world.morocco.home.showDispatch(world.arrived.dispatchId)).toMatchObject({ state: 'available' });
}, 120_000);

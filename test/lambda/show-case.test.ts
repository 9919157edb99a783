import { caseFile } from '../../domain/desk-api.ts';
import { available, cairo, draftOf, rabat, readEvent, type TwoDesks, twoDesks } from '../support/desk/two-desks.ts';

/** Signs at one desk and hands in at the other. */
async function sent({ eg, ma }: TwoDesks, from: 'EG' | 'MA', changed: Readonly<Record<string, unknown>>): Promise<string> {
  const [home, there, person, to] = from === 'EG' ? ([eg, ma, cairo, 'MA'] as const) : ([ma, eg, rabat, 'EG'] as const);
  const { body } = await home.ask('signManifest', { person, body: { ...draftOf(), to, ...changed } });
  await there.ask('acceptDispatch', { body: { manifest: body.manifest } });
  home.clock.now = new Date(home.clock.now.getTime() + 1000);
  there.clock.now = home.clock.now;
  return String(body.dispatchId);
}

async function fileOf({ ma }: TwoDesks, body: unknown) {
  const answer = await ma.ask('showCase', { person: rabat, body });
  return answer.status === 200 ? caseFile.parse(answer.body) : [answer.status, answer.body.code];
}

async function idsOf(desks: TwoDesks, body: unknown): Promise<readonly string[]> {
  const file = await fileOf(desks, body);
  return 'dispatches' in file ? file.dispatches.map(({ dispatchId }) => dispatchId) : [];
}

test('a case is every dispatch with its reference, and the replies of whatever reference, both ways and oldest first', async () => {
  const desks = await twoDesks();
  const request = await sent(desks, 'EG', {});
  await sent(desks, 'EG', { case: 'EG-2026-000999' });
  const answer = await sent(desks, 'MA', { case: 'MA/77-2026', inReplyTo: request });
  const supplement = await sent(desks, 'EG', { case: 'EG-2026-SUPPLEMENT', inReplyTo: answer });
  const second = await sent(desks, 'EG', {});
  const whole = [request, answer, supplement, second];
  expect(await idsOf(desks, { case: 'EG-2026-000123' })).toEqual(whole);
  expect(await idsOf(desks, { dispatch: second })).toEqual(whole);
  expect(await idsOf(desks, { dispatch: supplement })).toEqual(whole);
  // an answer’s own reference finds its thread, and not what merely shares the reference of the request
  expect(await idsOf(desks, { case: 'MA/77-2026' })).toEqual([request, answer, supplement]);
});

test('a case file tells the moments that receipts tell', async () => {
  const desks = await twoDesks();
  const { ma } = desks;
  const { dispatchId } = await available(desks);
  const arrivedAt = ma.clock.now.toISOString();
  const read = readEvent(ma, `${dispatchId}/1`);
  ma.clock.now = new Date(ma.clock.now.getTime() + 60_000);
  await ma.read(read);
  await ma.ask('acknowledgeDispatch', { person: rabat, path: { dispatchId }, body: {} });
  const acknowledgedAt = ma.clock.now.toISOString();
  const file = await fileOf(desks, { dispatch: dispatchId });
  expect(file).toMatchObject({
    dispatches: [{ state: 'acknowledged', since: acknowledgedAt, acknowledgedAt, arrivedAt, openedAt: expect.any(String) }],
  });
});

test.each([
  ['a reference of no case', { case: 'EG-2026-000124' }, [404, 'NotFound']],
  ['a dispatch that is none', { dispatch: '0'.repeat(26) }, [404, 'NotFound']],
  ['neither', {}, [400, 'InvalidInput']],
  ['both', { case: 'EG-2026-000123', dispatch: '0'.repeat(26) }, [400, 'InvalidInput']],
  ['a reference with a wildcard', { case: 'EG-*' }, [400, 'InvalidInput']],
])('refuses %s', async (_what, body, expected) => {
  const desks = await twoDesks();
  await sent(desks, 'EG', {});
  expect(await fileOf(desks, body)).toEqual(expected);
});

test('a dispatch that was rejected is in no case', async () => {
  const desks = await twoDesks();
  const { eg, ma } = desks;
  const { body } = await eg.ask('signManifest', { person: cairo, body: draftOf() });
  ma.clock.now = new Date(ma.clock.now.getTime() + 3_600_000);
  expect((await ma.ask('acceptDispatch', { body: { manifest: body.manifest } })).status).not.toBe(201);
  expect(await fileOf(desks, { case: 'EG-2026-000123' })).toEqual([404, 'NotFound']);
});

test('nobody sees a case without a token', async () => {
  const { ma } = await twoDesks();
  expect((await ma.ask('showCase', { body: { case: 'EG-2026-000123' } })).body.code).toBe('NotSignedIn');
});

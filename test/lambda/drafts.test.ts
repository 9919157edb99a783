import type { DraftForComment } from '../../domain/draft-check.ts';
import { peekStatement, signStatement } from '../../domain/statement.ts';
import { draftStatement, remarkStatement } from '../../domain/statement-kinds.ts';
import { cairo, rabat, type TwoDesks, twoDesks } from '../support/desk/two-desks.ts';

const wanted: DraftForComment = {
  to: 'MA',
  case: 'EG-2026-000123',
  legalBasis: { instrument: 'riyadh-1983', version: 1 },
  urgency: 'routine',
  text: 'We intend to ask for the hearing of a witness.\nIs this enough?',
};
const dayMs = 24 * 3_600_000;

async function shown(desks?: TwoDesks) {
  const two = desks ?? (await twoDesks());
  const { body } = await two.eg.ask('signDraft', { person: cairo, body: wanted });
  const draft = String(body.draft);
  const notice = peekStatement(draftStatement, draft);
  const path = { dispatchId: notice.draftId };
  const show = (jws = draft) => two.ma.ask('takeDraft', { body: { draft: jws } });
  const remark = (text = 'Add the dates, please.', person = rabat) => two.ma.ask('remarkOnDraft', { person, path, body: { text } });
  return { ...two, draft, notice, path, show, remark };
}

test('a draft is shown, commented on, and its remarks come back, each signed by whose it is', async () => {
  const { eg, ma, show, remark, notice, path } = await shown();
  expect((await show()).body.remarks).toEqual([]);
  expect((await remark()).status).toBe(201);
  expect((await remark('And the place.')).status).toBe(201);
  const { body } = await show();
  const texts = body.remarks.map((jws: string) => peekStatement(remarkStatement, jws).text);
  expect(texts).toEqual(['Add the dates, please.', 'And the place.']);
  for (const [desk, box, person] of [
    [eg, 'out', cairo],
    [ma, 'in', rabat],
  ] as const) {
    expect((await desk.ask('listDrafts', { person, query: { box } })).body.drafts).toHaveLength(1);
    expect((await desk.ask('showDraft', { person, path })).body.draft).toBe(body.draft);
    expect(desk.chainBreak()).toBeUndefined();
  }
  expect(notice).toMatchObject({ isTransmission: false, what: 'draft for comment' });
});

test('it is nowhere a dispatch: in no box, no manifest, without a receipt, and nothing can be done with it', async () => {
  const { eg, ma, show, draft, path } = await shown();
  await show();
  expect((await ma.ask('acceptDispatch', { body: { manifest: draft } })).status).toBe(403);
  for (const [desk, person] of [
    [eg, cairo],
    [ma, rabat],
  ] as const) {
    for (const box of ['in', 'out']) expect((await desk.ask('listDispatches', { person, query: { box } })).body.dispatches).toEqual([]);
    expect((await desk.ask('showDispatch', { person, path })).status).toBe(404);
    expect((await desk.ask('performAct', { person, path, body: { act: 'withdraw' } })).status).toBe(404);
  }
  expect([...eg.kinds(), ...ma.kinds()].filter((kind) => /Submission|Consignment|Manifest/.test(kind))).toEqual([]);
});

test('the same draft twice is one, and the time of comment ends', async () => {
  const { ma, eg, show, remark, path } = await shown();
  await show();
  await show();
  expect(ma.kinds().filter((kind) => kind === 'DraftTaken')).toHaveLength(1);
  for (const desk of [ma, eg]) desk.clock.now = new Date(desk.clock.now.getTime() + 30 * dayMs);
  for (const answer of [await show(), await remark(), await eg.ask('showDraft', { person: cairo, path })])
    expect([answer.status, answer.body.code]).toEqual([409, 'DraftExpired']);
  expect((await ma.ask('listDrafts', { person: rabat, query: { box: 'in' } })).body.drafts).toEqual([]);
});

describe('refused', () => {
  test('by the desk that it is for: what is stale, altered, for another, or another text under the same id', async () => {
    const { ma, keys, notice, draft, show } = await shown();
    const signed = (changed: object, key = keys.EG) => signStatement(draftStatement, { ...notice, ...changed }, key.signer);
    const codes = async (jws: string) => (await show(jws)).body.code;
    expect(await codes(await signed({ to: 'TN' }))).toBe('WrongAddressee');
    expect(await codes(await signed({}, keys.TN))).toBe('SignerUnknown');
    expect(await codes(`${draft.slice(0, -8)}AAAAAAAA`)).toBe('SignatureInvalid');
    await show();
    expect(await codes(await signed({ text: 'Something else.' }))).toBe('Replayed');
    ma.clock.now = new Date(ma.clock.now.getTime() + dayMs);
    expect((await show()).status).toBe(200);
    expect(await codes(await signed({ draftId: '1'.repeat(26) }))).toBe('Stale');
  });

  test.each([
    ['to oneself', { to: 'EG' }, 'AddressedToOneself'],
    ['to nobody', { to: 'ZZ' }, 'UnknownAddressee'],
    ['with documents', { documents: [] }, 'InvalidInput'],
    ['too long', { text: 'x'.repeat(20_001) }, 'InvalidInput'],
    ['with a hidden direction', { text: 'turned \u202e round' }, 'InvalidInput'],
  ])('a draft %s', async (_what, changed, code) => {
    const { eg } = await twoDesks();
    expect((await eg.ask('signDraft', { person: cairo, body: { ...wanted, ...changed } })).body.code).toBe(code);
  });

  test('remarks on a draft of one’s own, on none, by nobody, and one too many', async () => {
    const { eg, show, remark, path } = await shown();
    expect((await remark()).status).toBe(404);
    await show();
    expect((await eg.ask('remarkOnDraft', { person: cairo, path, body: { text: 'My own.' } })).status).toBe(404);
    expect((await eg.ask('remarkOnDraft', { path, body: { text: 'Nobody.' } })).status).toBe(401);
    for (let count = 0; count < 50; count += 1) await remark(`Remark ${count}`);
    expect((await remark()).body.code).toBe('TooManyRemarks');
  });
});

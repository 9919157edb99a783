import { Refusal } from '../../domain/refusal.ts';
import { type Books, perform } from '../../lambda/register/books.ts';
import { putNew, replace } from '../../lambda/register/store.ts';
import { localKey } from '../support/desk/local-key.ts';
import type { MemoryStore } from '../support/desk/memory-store.ts';
import { testDesk } from '../support/desk/test-desk.ts';

async function books(): Promise<Books & { readonly store: MemoryStore; readonly chainBreak: () => number | undefined }> {
  const { country, store, world, chainBreak } = testDesk('MA', await localKey());
  return { country, store, world, chainBreak };
}
const counter = { pk: 'COUNTER', sk: 'COUNTER' };

test('an act whose register change is refused writes no line', async () => {
  const ours = await books();
  const act = { changes: [putNew({ ...counter, revision: 1 })], line: { kind: 'Counted' }, answer: 1 };
  await perform(ours, async () => act);
  await expect(perform(ours, async () => act)).rejects.toThrow(expect.objectContaining({ code: 'Busy' }));
  expect(ours.store.ledger()).toHaveLength(1);
});

test('fifty acts at once make fifty lines in one unbroken chain, and lose no change', async () => {
  const ours = await books();
  await perform(ours, async () => ({ changes: [putNew({ ...counter, revision: 1 })], answer: undefined }));
  const act = async () => {
    const { revision } = Object(await ours.store.get(counter));
    return { changes: [replace({ ...counter, revision }, {})], line: { kind: 'Counted' }, answer: undefined };
  };
  const attempt = async (): Promise<void> =>
    perform(ours, act).catch((error) => (error instanceof Refusal ? attempt() : Promise.reject(error)));
  await Promise.all(Array.from({ length: 50 }, attempt));
  expect(await ours.store.get(counter)).toMatchObject({ revision: 51 });
  expect(ours.store.ledger()).toHaveLength(50);
  expect(ours.chainBreak()).toBeUndefined();
});

test('where only the ledger’s head moved, nothing is decided again', async () => {
  const ours = await books();
  let decisions = 0;
  let stolen = false;
  ours.store.beforeCommit = async () => {
    if (stolen) return;
    stolen = true;
    await perform(ours, async () => ({ changes: [], line: { kind: 'Other' }, answer: undefined }));
  };
  await perform(ours, async () => {
    decisions += 1;
    return { changes: [putNew({ ...counter, revision: 1 })], line: { kind: 'Ours' }, answer: undefined };
  });
  expect(decisions).toBe(1);
  expect(ours.store.ledger().map(({ kind }) => kind)).toEqual(['Other', 'Ours']);
  expect(ours.chainBreak()).toBeUndefined();
});

test('a store that is away leaves nothing half done', async () => {
  const ours = await books();
  ours.store.beforeCommit = () => {
    throw new Refusal('Busy');
  };
  await expect(perform(ours, async () => ({ changes: [putNew(counter)], line: { kind: 'Counted' }, answer: 1 }))).rejects.toThrow(Refusal);
  expect([ours.store.items(), ours.store.ledger()]).toEqual([[], []]);
});

import type { ListedVersion } from '../../lambda/aws/versions.ts';
import { wholeDocument } from '../support/desk/statements.ts';
import { accepted, available, objectCreatedEvent, type TwoDesks, twoDesks } from '../support/desk/two-desks.ts';

const documents = [wholeDocument(1), wholeDocument(2)];
const minuteMs = 60_000;

function later(desk: TwoDesks['ma'], minutes: number): void {
  desk.clock.now = new Date(desk.clock.now.getTime() + minutes * minuteMs);
}

function versionOf(dispatchId: string, number: number): ListedVersion {
  return { key: `${dispatchId}/${number}`, versionId: `version of ${dispatchId}/${number}`, sizeBytes: 1000 + number };
}

/** A drop box that holds these versions and counts how often it was looked at. */
function boxOf(...versions: readonly ListedVersion[]) {
  const prefixes: string[] = [];
  const list = async (prefix: string) => {
    prefixes.push(prefix);
    return versions.filter(({ key }) => key.startsWith(prefix));
  };
  return { list, prefixes };
}

const last = (desk: TwoDesks['ma']) => desk.log.at(-1);

test('documents that lie there without an event become available, with the receipt and the notice of any other', async () => {
  const { ma, eg } = await twoDesks();
  const { dispatchId } = await accepted({ ma, eg }, documents);
  later(ma, 6);
  await ma.reconcile(boxOf(versionOf(dispatchId, 1), versionOf(dispatchId, 2)).list);
  expect(ma.kinds()).toContain('ContentConsignment');
  expect(ma.announced).toHaveLength(1);
  expect(last(ma)).toMatchObject({ event: 'Reconciled', looked: 1, repaired: 1, failed: 0 });
});

test('a document that an event told of is not counted as found, and one that is missing stays missing', async () => {
  const { ma, eg } = await twoDesks();
  const { dispatchId } = await accepted({ ma, eg }, documents);
  await ma.arrive(objectCreatedEvent(ma, `${dispatchId}/1`, 1001));
  later(ma, 6);
  const before = JSON.stringify([ma.store.items(), ma.store.ledger()]);
  await ma.reconcile(boxOf(versionOf(dispatchId, 1)).list);
  expect(last(ma)).toMatchObject({ repaired: 0 });
  expect(JSON.stringify([ma.store.items(), ma.store.ledger()])).toBe(before);
});

test('running twice changes nothing the second time', async () => {
  const { ma, eg } = await twoDesks();
  const { dispatchId } = await accepted({ ma, eg }, documents);
  later(ma, 6);
  const box = boxOf(versionOf(dispatchId, 1), versionOf(dispatchId, 2));
  await ma.reconcile(box.list);
  const before = JSON.stringify([ma.store.items(), ma.store.ledger()]);
  await ma.reconcile(box.list);
  expect(JSON.stringify([ma.store.items(), ma.store.ledger()])).toBe(before);
});

test.each([
  ['of another size', (good: ListedVersion) => ({ ...good, sizeBytes: 7 })],
  ['beyond the manifest', (good: ListedVersion) => ({ ...good, key: good.key.replace('/1', '/9') })],
  ['under a name that is no document', (good: ListedVersion) => ({ ...good, key: `${good.key}.txt` })],
])('an object %s is no arrival', async (_what, changed) => {
  const { ma, eg } = await twoDesks();
  const { dispatchId } = await accepted({ ma, eg });
  later(ma, 6);
  const before = JSON.stringify([ma.store.items(), ma.store.ledger()]);
  await ma.reconcile(boxOf(changed(versionOf(dispatchId, 1))).list);
  expect(JSON.stringify([ma.store.items(), ma.store.ledger()])).toBe(before);
});

test('the first version counts, as it does for events', async () => {
  const { ma, eg } = await twoDesks();
  const { dispatchId } = await accepted({ ma, eg });
  later(ma, 6);
  const first = versionOf(dispatchId, 1);
  await ma.reconcile(boxOf(first, { ...first, versionId: 'a later one' }).list);
  expect(JSON.stringify(ma.store.items())).toContain(first.versionId);
  expect(JSON.stringify(ma.store.items())).not.toContain('a later one');
});

test('a dispatch of the last minutes is left to its events, one of long ago to the auditor', async () => {
  const { ma, eg } = await twoDesks();
  const { dispatchId } = await accepted({ ma, eg });
  const box = boxOf(versionOf(dispatchId, 1));
  later(ma, 4);
  await ma.reconcile(box.list);
  later(ma, 9 * 24 * 60);
  await ma.reconcile(box.list);
  expect(box.prefixes).toEqual([]);
});

test('an arrival of which nobody was notified is announced again', async () => {
  const { ma, eg } = await twoDesks();
  await available({ ma, eg });
  later(ma, 6);
  const before = ma.announced.length;
  await ma.reconcile(boxOf().list);
  expect(ma.announced).toHaveLength(before + 1);
});

test('one dispatch that cannot be looked at does not keep the others waiting, and is told of', async () => {
  const { ma, eg } = await twoDesks();
  const first = await accepted({ ma, eg });
  const second = await accepted({ ma, eg });
  later(ma, 6);
  const box = boxOf(versionOf(second.dispatchId, 1));
  const list = async (prefix: string) => {
    if (prefix.startsWith(first.dispatchId)) throw new Error('S3 is away');
    return box.list(prefix);
  };
  await expect(ma.reconcile(list)).rejects.toThrow('1 dispatches');
  expect(last(ma)).toMatchObject({ looked: 2, repaired: 1, failed: 1 });
});

import { setImmediate } from 'node:timers/promises';
import { WriteBehind } from '../../../rehearsal/s3/disk/write-behind.ts';

/** A disk whose syncs end when they are told to. */
const slowDisk = () => {
  const waiting: { readonly path: string; readonly end: (error?: Error) => void }[] = [];
  const synced: string[] = [];
  const sync = (path: string): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({
        path,
        end: (error) => {
          if (error) return reject(error);
          synced.push(path);
          resolve();
        },
      });
    });
  const endNext = async (error?: Error): Promise<void> => {
    while (waiting.length === 0) await setImmediate();
    waiting.shift()?.end(error);
  };
  return { disk: { sync }, synced, endNext, waiting };
};

const never = 2 ** 30;

test('what is written is synced once the writers rest, oldest first and one at a time', async () => {
  const { disk, synced, endNext, waiting } = slowDisk();
  const behind = new WriteBehind(disk, { idleMs: 1, maxBytes: 100 });
  await behind.add('one', 10);
  await behind.add('two', 10);
  await endNext();
  while (waiting.length === 0) await setImmediate();
  expect([synced, waiting.map(({ path }) => path)]).toEqual([['one'], ['two']]);
  await endNext();
  await behind.close();
  expect(synced).toEqual(['one', 'two']);
});

test('whoever writes more than may be lost waits until half of it is on disk', async () => {
  const { disk, synced, endNext } = slowDisk();
  const behind = new WriteBehind(disk, { idleMs: never, maxBytes: 100 });
  await behind.add('one', 60);
  await behind.add('two', 40);
  expect(synced).toEqual([]);
  const third = behind.add('three', 40).then(() => 'taken');
  expect(await Promise.race([third, setImmediate('waits')])).toBe('waits');
  await endNext();
  expect(await Promise.race([third, setImmediate('waits')])).toBe('waits');
  await endNext();
  expect([await third, synced]).toEqual(['taken', ['one', 'two']]);
  await behind.close();
});

test('whoever waits does not wait for what others have synced beyond that', async () => {
  const { disk, synced, endNext, waiting } = slowDisk();
  const behind = new WriteBehind(disk, { idleMs: 1, maxBytes: 100 });
  await behind.add('one', 80);
  while (waiting.length === 0) await setImmediate();
  await behind.add('two', 15);
  const third = behind.add('three', 30).then(() => 'taken');
  await endNext();
  while (waiting.length === 0) await setImmediate();
  expect([await Promise.race([third, setImmediate('waits')]), synced]).toEqual(['taken', ['one']]);
  const closed = behind.close();
  await endNext();
  await closed;
});

test('a disk that fails behind is told to the next writer', async () => {
  const { disk, endNext } = slowDisk();
  const behind = new WriteBehind(disk, { idleMs: never, maxBytes: 10 });
  const first = behind.add('one', 11);
  await endNext(new Error('EIO'));
  await expect(first).rejects.toThrow('EIO');
  await expect(behind.add('two', 1)).resolves.toBeUndefined();
  await behind.close();
});

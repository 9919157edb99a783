import { once } from 'node:events';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectKey } from '../../domain/manifest.ts';
import { finished, startExchange as startProgram } from '../support/exchange-program.ts';
import { run } from '../support/run-exchange.ts';
import { type SmallExchange, startExchange } from '../support/small-exchange/exchange.ts';
import type { StoreFaults } from '../support/small-exchange/store.ts';

const mebibyte = 1024 * 1024;
const partCount = 5;
const cover = ['--as', 'EG', '--to', 'MA', '--case', 'EG-2026-000123'];
const command = ['send', ...cover, 'image.bin', '--json'];
let exchange: SmallExchange;

beforeEach(async () => {
  exchange = await startExchange();
  await writeFile(join(exchange.folder, 'image.bin'), Buffer.alloc(4 * 8 * mebibyte + 5, 'evidence '));
});
afterEach(() => exchange.stop());

const send = (...more: string[]) => run(exchange.folder, [...command, ...more]);
const journals = () => readdir(join(exchange.folder, '.rehearsal', 'exchange', 'sends'));
const puts = (): { parts: (number | undefined)[]; watch: NonNullable<StoreFaults['onPut']> } => {
  const parts: (number | undefined)[] = [];
  return {
    parts,
    watch: ({ part }) => {
      parts.push(part);
      return undefined;
    },
  };
};
/** Fails every request for the part, so that the send ends; the others pass. */
const breakAt = (part: number): void => {
  exchange.faults.onPut = (put) => (put.part === part ? { status: 400, code: 'InvalidRequest' } : undefined);
};

test('a killed process loses nothing: the same command sends only what had not arrived', async () => {
  const held = new Promise<void>((resolve) => {
    exchange.faults.onPut = ({ part }) => {
      if (part !== 2) return undefined;
      resolve();
      return 'hold';
    };
  });
  const child = startProgram(exchange.folder, ...command);
  const ended = finished(child);
  await held;
  await lastPartsArrived(exchange);
  child.kill('SIGKILL');
  expect((await ended).code).toBeNull();

  const { parts, watch } = puts();
  exchange.faults.onPut = watch;
  const { code, json } = await send();
  expect({ code, json }).toMatchObject({ code: 0, json: { resumed: true, state: 'available' } });
  expect(parts).toEqual([2]);
  expect(exchange.egypt.desk.held.size).toBe(1);
  expect(await journals()).toEqual([]);
});

/** Waits, request by request, until the store has every part but the one that is held. */
async function lastPartsArrived({ morocco }: SmallExchange): Promise<void> {
  const id = [...morocco.desk.held.keys()][0] ?? '';
  while (morocco.store.parts(objectKey(id, 1)).size < partCount - 1) await once(morocco.store.events, 'stored');
}

test('a file that was changed after it was hashed is refused, and nothing more is sent', async () => {
  breakAt(3);
  expect((await send()).code).toBe(2);
  await writeFile(join(exchange.folder, 'image.bin'), Buffer.alloc(4 * 8 * mebibyte + 5, 'forgery. '));
  const { parts, watch } = puts();
  exchange.faults.onPut = watch;
  expect(await send()).toMatchObject({ code: 4, json: { error: { code: 'FileChanged' } } });
  expect(parts).toEqual([]);
});

test('a file that was only touched is refused too: its time is part of what was hashed', async () => {
  breakAt(3);
  await send();
  exchange.faults.onPut = undefined;
  await utimes(join(exchange.folder, 'image.bin'), 1, 1);
  expect(await send()).toMatchObject({ code: 4, json: { error: { code: 'FileChanged' } } });
});

test('with --start-over a changed file becomes a dispatch of its own', async () => {
  breakAt(3);
  await send();
  exchange.faults.onPut = undefined;
  await writeFile(join(exchange.folder, 'image.bin'), 'another document');
  expect(await send('--start-over')).toMatchObject({ code: 0, json: { resumed: false } });
  expect(exchange.egypt.desk.held.size).toBe(2);
});

test('a file that changes while it is sent ends the send', async () => {
  exchange.faults.onPut = ({ count }) => (count === 1 ? { status: 503, code: 'SlowDown' } : undefined);
  const touching = async (): Promise<void> => utimes(join(exchange.folder, 'image.bin'), 1, 1);
  expect(await run(exchange.folder, command, { sleep: touching })).toMatchObject({ code: 4, json: { error: { code: 'FileChanged' } } });
});

test('a cover that differs is another send, and leaves the interrupted one alone', async () => {
  breakAt(3);
  await send();
  exchange.faults.onPut = undefined;
  expect((await send('--urgency', 'urgent')).json).toMatchObject({ resumed: false, urgency: 'urgent' });
  expect(await journals()).toHaveLength(1);
});

test('a link that has expired is signed anew', async () => {
  let isFirst = true;
  exchange.faults.onPut = ({ part }) => {
    if (part !== 1 || !isFirst) return undefined;
    isFirst = false;
    return { status: 403, code: 'AccessDenied' };
  };
  expect((await send()).code).toBe(0);
  // more than one: a desk that answers late is asked twice
  expect(exchange.morocco.desk.calls.filter((name) => name === 'signUpload').length).toBeGreaterThan(1);
});

test('a link that is refused again and again is given up with the code of the store', async () => {
  exchange.faults.onPut = () => ({ status: 403, code: 'AccessDenied' });
  expect(await send()).toMatchObject({ code: 2, json: { error: { code: 'StorageRefused', detail: '403 AccessDenied' } } });
});

test.each([
  ['a store that asks to slow down', { status: 503, code: 'SlowDown' } as const],
  ['an error of the store', { status: 500, code: 'InternalError' } as const],
  ['a broken line', 'drop' as const],
])('%s is tried again, after a pause', async (_name, fault) => {
  exchange.faults.onPut = ({ count }) => (count <= 3 ? fault : undefined);
  const { code, pauses } = await send();
  expect(code).toBe(0);
  expect(pauses.length).toBeGreaterThanOrEqual(3);
});

test('a line that stays broken ends with the network code, and the same command goes on', async () => {
  exchange.faults.onPut = ({ part }) => (part === 5 ? 'drop' : undefined);
  expect(await send()).toMatchObject({ code: 3, json: { error: { code: 'Unreachable' } } });
  const { parts, watch } = puts();
  exchange.faults.onPut = watch;
  expect((await send()).json).toMatchObject({ resumed: true });
  expect(parts).toEqual([5]);
});

test('bytes that the store finds different from the signed hash have an exit code of their own', async () => {
  exchange.faults.onPut = ({ part }) => (part === 2 ? { status: 400, code: 'BadDigest' } : undefined);
  expect(await send()).toMatchObject({ code: 4, json: { error: { code: 'ContentRefused' } } });
});

test('a desk that finds other content than the manifest describes is content that differs', async () => {
  exchange.morocco.desk.refuseNext.set('completeUpload', ['ContentDiffers']);
  expect(await send()).toMatchObject({ code: 4, json: { error: { code: 'ContentDiffers' } } });
});

test('every part had arrived but the completion had not: it alone is made up for', async () => {
  exchange.morocco.desk.refuseNext.set('completeUpload', ['KeyUnavailable']);
  expect(await send()).toMatchObject({ code: 2, json: { error: { code: 'KeyUnavailable' } } });
  const { parts, watch } = puts();
  exchange.faults.onPut = watch;
  expect((await send()).code).toBe(0);
  expect(parts).toEqual([]);
});

test('an upload that the store ended without making a document of it is begun again', async () => {
  exchange.morocco.desk.refuseNext.set('completeUpload', ['PartsMissing']);
  expect((await send()).code).toBe(0);
});

test('a key that the country disabled in mid-transfer is named as what it is, and nothing is lost', async () => {
  exchange.faults.onPut = ({ part }) => (part === 4 ? { status: 400, code: 'KMS.DisabledException' } : undefined);
  expect(await send()).toMatchObject({ code: 2, json: { error: { code: 'KeyUnavailable' } } });
  exchange.faults.onPut = undefined;
  expect(await send()).toMatchObject({ code: 0, json: { resumed: true, state: 'available' } });
});

test('a document that arrived although the answer did not is not an error', async () => {
  await writeFile(join(exchange.folder, 'small.pdf'), 'small');
  let isFirst = true;
  exchange.faults.afterPut = () => {
    const fault = isFirst ? ('drop' as const) : undefined;
    isFirst = false;
    return fault;
  };
  expect(await run(exchange.folder, ['send', ...cover, 'small.pdf', '--json'])).toMatchObject({ code: 0, json: { state: 'available' } });
});

test('a busy desk is asked again; nothing is signed twice', async () => {
  exchange.egypt.desk.refuseNext.set('signManifest', ['Busy', 'Busy']);
  exchange.morocco.desk.refuseNext.set('acceptDispatch', ['Busy']);
  expect((await send()).code).toBe(0);
  expect(exchange.egypt.desk.held.size).toBe(1);
});

test('a manifest that grew stale before the addressee saw it is signed anew', async () => {
  exchange.morocco.desk.refuseNext.set('acceptDispatch', ['KeyUnavailable', 'Stale']);
  expect((await send()).code).toBe(2);
  expect(await send()).toMatchObject({ code: 0, json: { resumed: true } });
  expect(exchange.egypt.desk.held.size).toBe(2);
});

test('a rejection is a receipt: the sender keeps it, and the send is over', async () => {
  exchange.morocco.desk.refuseNext.set('acceptDispatch', ['DispatchTooLarge']);
  expect(await send()).toMatchObject({ code: 2, json: { error: { code: 'DispatchTooLarge' } } });
  expect([...exchange.egypt.desk.held.values()]).toMatchObject([{ state: 'rejected', receipts: { length: 1 } }]);
  expect(await journals()).toEqual([]);
});

import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { Spool, type SpoolProps } from '../../rehearsal/spool.ts';

const letter = z.object({ text: z.string() });
type Letter = z.infer<typeof letter>;

let folder: string;
let opened: Spool<Letter>[];
let reports: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-'));
  opened = [];
  reports = [];
});
afterEach(async () => {
  for (const spool of opened) await spool.close();
  await rm(folder, { recursive: true, force: true });
});

const make = (props: Partial<SpoolProps<Letter>> = {}): Spool<Letter> => {
  const spool = new Spool<Letter>({
    folder,
    schema: letter,
    deliver: async () => {},
    attempts: () => 3,
    retryDelayMs: () => 0,
    giveUp: async () => {},
    report: (line) => reports.push(line),
    ...props,
  });
  opened.push(spool);
  return spool;
};
const files = async (): Promise<readonly string[]> => (await readdir(folder)).sort();
/** A promise and what settles it. */
const gate = () => {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
};

describe('a file that is damaged', () => {
  test.each([
    ['cut short', '{"text":'],
    ['empty', ''],
    ['of another kind', '{"texts":[]}'],
  ])('because it is %s is reported by name, and stays for whoever mends it', async (_how, content) => {
    await writeFile(join(folder, '1-damaged.json'), content);
    const delivered: string[] = [];
    const spool = make({ deliver: async ({ text }) => void delivered.push(text) });
    await expect(spool.open()).rejects.toThrow(join(folder, '1-damaged.json'));
    expect(await files()).toEqual(['1-damaged.json']);
    expect(delivered).toEqual([]);
  });
  test('because its writer was killed was never acknowledged, and is removed', async () => {
    await writeFile(join(folder, '1-x.json.new'), '{"text":');
    const spool = make();
    await spool.open();
    expect(spool.busy).toBe(false);
    expect(await files()).toEqual([]);
  });
});

describe('what fails', () => {
  test('is tried again until it succeeds', async () => {
    const attempts: number[] = [];
    const delays: number[] = [];
    const spool = make({
      deliver: async () => {
        attempts.push(attempts.length + 1);
        if (attempts.length < 3) throw new Error('not yet');
      },
      retryDelayMs: (attempt) => {
        delays.push(attempt);
        return 0;
      },
      giveUp: async () => Promise.reject(new Error('gave up too early')),
    });
    await spool.open();
    spool.start();
    await spool.put({ text: 'a' });
    await spool.idle();
    expect(attempts).toEqual([1, 2, 3]);
    expect(delays).toEqual([1, 2]);
    expect(await files()).toEqual([]);
  });
  test.each([1, 2, 3])('is given up after %d attempts, with its last cause', async (limit) => {
    let attempts = 0;
    const givenUp: string[] = [];
    const spool = make({
      attempts: ({ text }) => Number(text),
      deliver: async () => {
        attempts += 1;
        throw new Error(`attempt ${attempts}`);
      },
      giveUp: async (item, cause) => void givenUp.push(`${item.text}: ${cause}`),
    });
    await spool.open();
    spool.start();
    await spool.put({ text: String(limit) });
    await spool.idle();
    expect(givenUp).toEqual([`${limit}: Error: attempt ${limit}`]);
    expect(await files()).toEqual([]);
  });
  test('and cannot be given up either stays on disk, and the rest goes on', async () => {
    const delivered: string[] = [];
    const spool = make({
      attempts: () => 1,
      concurrency: 1,
      deliver: async ({ text }) => {
        if (text === 'bad') throw new Error('no');
        delivered.push(text);
      },
      giveUp: async () => Promise.reject(new Error('the dead-letter queue is gone')),
    });
    await spool.open();
    await spool.put({ text: 'bad' });
    await spool.put({ text: 'good' });
    spool.start();
    await spool.idle();
    expect(delivered).toEqual(['good']);
    const [file = '', ...others] = await files();
    expect(others).toEqual([]);
    expect(reports).toEqual([`${join(folder, file)} is kept for the next start: Error: the dead-letter queue is gone`]);
  });
  test('does not hold up the others', async () => {
    const delivered: string[] = [];
    const first = gate();
    const spool = make({
      deliver: async ({ text }) => {
        if (text === 'slow') await first.passed;
        delivered.push(text);
        if (text === 'quick') first.open();
      },
    });
    await spool.open();
    spool.start();
    await spool.put({ text: 'slow' });
    await spool.put({ text: 'quick' });
    await spool.idle();
    expect(delivered).toEqual(['quick', 'slow']);
  });
});

describe('a restart', () => {
  test('delivers what was accepted and not begun', async () => {
    const before = make();
    await before.open();
    await before.put({ text: 'a' });
    await before.put({ text: 'b' });
    await before.close();
    expect(before.busy).toBe(true);
    const delivered: string[] = [];
    const after = make({ deliver: async ({ text }) => void delivered.push(text) });
    await after.open();
    expect(after.busy).toBe(true);
    after.start();
    await after.idle();
    expect(delivered.sort()).toEqual(['a', 'b']);
    expect(await files()).toEqual([]);
  });
  test('delivers again what was killed half way', async () => {
    const never = gate();
    const begun = gate();
    const killed = make({
      deliver: async () => {
        begun.open();
        await never.passed;
      },
    });
    await killed.open();
    killed.start();
    await killed.put({ text: 'a' });
    await begun.passed;
    const delivered: string[] = [];
    const after = make({ deliver: async ({ text }) => void delivered.push(text) });
    await after.open();
    after.start();
    await after.idle();
    expect(delivered).toEqual(['a']);
    never.open();
  });
  test('does not deliver again what was carried out or given up', async () => {
    const before = make({ attempts: () => 1, deliver: async ({ text }) => (text === 'bad' ? Promise.reject(new Error('no')) : undefined) });
    await before.open();
    before.start();
    await before.put({ text: 'good' });
    await before.put({ text: 'bad' });
    await before.idle();
    await before.close();
    const delivered: string[] = [];
    const after = make({ deliver: async ({ text }) => void delivered.push(text) });
    await after.open();
    after.start();
    await after.idle();
    expect(delivered).toEqual([]);
  });
});

describe('closing', () => {
  test('waits for what is under way and takes up nothing else', async () => {
    const finish = gate();
    const begun = gate();
    const delivered: string[] = [];
    const spool = make({
      concurrency: 1,
      deliver: async ({ text }) => {
        begun.open();
        await finish.passed;
        delivered.push(text);
      },
    });
    await spool.open();
    spool.start();
    await spool.put({ text: 'a' });
    await spool.put({ text: 'b' });
    await begun.passed;
    const closed = spool.close();
    finish.open();
    await closed;
    expect(delivered).toEqual(['a']);
    expect(await files()).toHaveLength(1);
  });
  test('does not wait for a retry that is due in an hour, and keeps it', async () => {
    const failed = gate();
    const spool = make({
      deliver: async () => Promise.reject(new Error('no')),
      retryDelayMs: () => {
        failed.open();
        return 3_600_000;
      },
    });
    await spool.open();
    spool.start();
    await spool.put({ text: 'a' });
    await failed.passed;
    await spool.close();
    expect(await files()).toHaveLength(1);
  });
});

describe('accepting', () => {
  test('is refused where the disk refuses, and nobody waits for it', async () => {
    const spool = make();
    await spool.open();
    spool.start();
    await rm(folder, { recursive: true });
    await expect(spool.put({ text: 'a' })).rejects.toThrow('ENOENT');
    expect(spool.busy).toBe(false);
    await spool.idle();
  });
  test('leaves a file that only its owner may read', async () => {
    await rm(folder, { recursive: true });
    await mkdir(folder, { mode: 0o700 });
    const spool = make();
    await spool.open();
    await spool.put({ text: 'a' });
    const [name = ''] = await files();
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });
  test.each([
    [1, 1],
    [2, 2],
    [undefined, 8],
  ])('more than can be worked on: with a concurrency of %s, %d at once', async (concurrency, expected) => {
    const all = gate();
    const full = gate();
    let active = 0;
    let most = 0;
    const spool = make({
      concurrency,
      deliver: async () => {
        active += 1;
        most = Math.max(most, active);
        if (active === expected) full.open();
        await all.passed;
        active -= 1;
      },
    });
    await spool.open();
    await Promise.all(Array.from({ length: 20 }, (_, at) => spool.put({ text: String(at) })));
    spool.start();
    await full.passed;
    all.open();
    await spool.idle();
    expect(most).toBe(expected);
  });
});

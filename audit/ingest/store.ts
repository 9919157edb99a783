import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { parsedJson } from '../../domain/json.ts';
import { findingSentences } from '../finding.ts';

const place = z.object({ bucket: z.string(), key: z.string() });

const findingCode = z.custom<keyof typeof findingSentences>((code) => typeof code === 'string' && Object.hasOwn(findingSentences, code));

const part = z.object({
  /** Parquet files below the folder of the store. */
  parquet: z.array(z.string()),
  files: z.array(
    z.object({
      /** By which rows name the file; of one file alone in the whole store. */
      number: z.int(),
      ...place.shape,
      sha256: z.string(),
      standing: z.enum(['verified', 'pending', 'unverified']),
      digest: place.nullable(),
      events: z.int(),
    }),
  ),
});
export type Part = z.infer<typeof part>;

/** The third names files by numbers; the second named them in every row; the first wrote folders by day. */
export const storeFormat = 'liaison-audit-store/3';
const storeFamily = 'liaison-audit-store/';

/** The store was written by another version of this program. */
export class StoreOutdated extends Error {}

/** What lies in the folder is not as ingestion left it, or not for this user to read. */
export class StoreDamaged extends Error {
  constructor(folder: string, what: string, options?: ErrorOptions) {
    super(`the store in ${folder} is damaged or cannot be read (${what}): name another folder and ingest again`, options);
  }
}

/** The folder of the store cannot be written to, or its disk is full. */
export class StoreUnwritable extends Error {}

const storeIndex = z.object({
  format: z.literal(storeFormat),
  /**
   * `none`: the files came without digests (`--unverified`). `rehearsal`: the digests are signed by a rehearsal. Every answer says so, and
   * files of different kinds never share a store.
   */
  verification: z.enum(['digests', 'rehearsal', 'none']),
  parts: z.array(part),
  /** Of the last ingestion. */
  findings: z.array(z.object({ code: findingCode, ...place.shape, detail: z.string().optional() })),
});
export type StoreIndex = z.infer<typeof storeIndex>;

const indexName = 'index.json';

/**
 * The index is what counts: Parquet files that it does not name are leftovers of an interrupted ingestion. Undefined where there is none.
 * Throws StoreOutdated, and StoreDamaged where the index is none or a Parquet file that it names is gone or cut.
 */
export async function readIndex(folder: string): Promise<StoreIndex | undefined> {
  const text = await readFile(join(folder, indexName), 'utf8').catch((cause) => {
    if (isAbsent(cause)) return undefined;
    throw new StoreDamaged(folder, indexName, { cause });
  });
  if (text === undefined) return undefined;
  const index = parsedJson(text);
  const { format = '' } = storedFormat.safeParse(index).data ?? {};
  if (format.startsWith(storeFamily) && format !== storeFormat)
    throw new StoreOutdated(`the store in ${folder} is of another version: name another folder and ingest again`);
  const parsed = storeIndex.safeParse(index);
  if (!parsed.success) throw new StoreDamaged(folder, indexName);
  for (const name of parsed.data.parts.flatMap(({ parquet }) => parquet)) {
    if (!(await endsAsParquet(join(folder, name)))) throw new StoreDamaged(folder, name);
  }
  return parsed.data;
}

const storedFormat = z.object({ format: z.string() });

function isAbsent(cause: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(Object(cause).code);
}

const magic = Buffer.from('PAR1');

/** A file that was cut lacks its end (Parquet: "File format"). */
async function endsAsParquet(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const { buffer } = await file.read({ buffer: Buffer.alloc(magic.length), position: Math.max(0, size - magic.length) });
      return buffer.equals(magic);
    } finally {
      await file.close();
    }
  } catch {
    // gone, or not to be opened
    return false;
  }
}

/** Replaced whole or not at all. */
export async function writeIndex(folder: string, index: StoreIndex): Promise<void> {
  const draft = join(folder, `${indexName}.${randomUUID()}`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(JSON.stringify(index));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(folder, indexName));
}

/** Moves the Parquet files of a staging folder into the store and gives their places. */
export async function placeParquet(folder: string, staging: string): Promise<readonly string[]> {
  const placed: string[] = [];
  for (const name of await parquetBelow(staging)) {
    const target = join('events', `${randomUUID()}.parquet`);
    await mkdir(dirname(join(folder, target)), { recursive: true, mode: 0o700 });
    await rename(join(staging, name), join(folder, target));
    placed.push(target);
  }
  return placed;
}

/** Takes away what the index does not name. */
export async function sweep(folder: string, index: StoreIndex): Promise<void> {
  const known = new Set(index.parts.flatMap(({ parquet }) => parquet));
  for (const name of await parquetBelow(join(folder, 'events'))) {
    if (!known.has(join('events', name))) await rm(join(folder, 'events', name), { force: true });
  }
  await rm(join(folder, 'staging'), { recursive: true, force: true });
}

async function parquetBelow(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.parquet')).sort();
}

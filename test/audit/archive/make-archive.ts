import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventPlace, type LogEvent, sampleEvent } from './events.ts';
import { type ArchiveSigner, newSigner } from './signer.ts';
import { compact, dayFolder, second, sha256, type WrittenDigest, type WrittenLog, writeDigest, writeGzip } from './write-digest.ts';

/** What an archive is to hold. Every account has a chain of digests in every region. */
export interface ArchivePlan {
  /** @default 'audit-archive' */
  readonly bucket?: string;
  /** @default one */
  readonly accounts?: readonly string[];
  /** @default one */
  readonly regions?: readonly string[];
  /** Hours, and so digests, of each chain. @default 3 */
  readonly hours?: number;
  /** @default 2 */
  readonly filesPerHour?: number;
  /** @default 3 */
  readonly eventsPerFile?: number;
  /** @default 2026-11-20T08:00:00Z */
  readonly start?: Date;
  /** Log files newer than the last digest, for each chain. @default 0 */
  readonly pendingFiles?: number;
  /** Keeps the digests' object metadata beside them. @default false */
  readonly sidecars?: boolean;
  /** @default forms that the exchange leaves behind */
  readonly event?: (place: EventPlace) => LogEvent;
  /** @default a new one */
  readonly signer?: ArchiveSigner;
}

export interface TestArchive {
  /** Holds one folder per bucket. */
  readonly dir: string;
  /** As printed by `aws cloudtrail list-public-keys`. */
  readonly keysFile: string;
  readonly bucket: string;
  readonly signer: ArchiveSigner;
  readonly chains: readonly TestChain[];
  readonly remove: () => Promise<void>;
}

export interface TestChain {
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  readonly digests: readonly WrittenDigest[];
  /** Oldest first, those that a digest names before the pending ones. */
  readonly logs: readonly WrittenLog[];
}

/** Writes a valid archive into a temporary folder. The same plan gives the same events and names; only the key differs. */
export async function makeArchive(plan: ArchivePlan = {}): Promise<TestArchive> {
  const root = await mkdtemp(join(tmpdir(), 'archive-'));
  const dir = join(root, 'copy');
  const keysFile = join(root, 'keys.json');
  const whole = { ...defaults(), ...plan };
  const maker = new ArchiveMaker(whole, dir);
  const chains: TestChain[] = [];
  for (const account of whole.accounts) for (const region of whole.regions) chains.push(await maker.chain(account, region));
  const validity = { from: new Date(whole.start.getTime() - 24 * HOUR_MS), until: new Date(whole.start.getTime() + 366 * 24 * HOUR_MS) };
  await writeFile(keysFile, JSON.stringify({ PublicKeyList: [whole.signer.listed(validity)] }));
  const remove = () => rm(root, { recursive: true, force: true });
  return { dir, keysFile, bucket: whole.bucket, signer: whole.signer, chains, remove };
}

export const HOUR_MS = 3_600_000;

const defaults = (): Required<ArchivePlan> => ({
  bucket: 'audit-archive',
  accounts: ['111122223333'],
  regions: ['eu-south-1'],
  hours: 3,
  filesPerHour: 2,
  eventsPerFile: 3,
  start: new Date('2026-11-20T08:00:00Z'),
  pendingFiles: 0,
  sidecars: false,
  event: sampleEvent,
  signer: newSigner(),
});

class ArchiveMaker {
  readonly #plan: Required<ArchivePlan>;
  readonly #dir: string;
  #serial = 0;

  constructor(plan: Required<ArchivePlan>, dir: string) {
    this.#plan = plan;
    this.#dir = dir;
  }

  async chain(account: string, region: string): Promise<TestChain> {
    const { bucket, hours, filesPerHour, pendingFiles, signer, sidecars, start } = this.#plan;
    const trail = 'evidence';
    const digests: WrittenDigest[] = [];
    const logs: WrittenLog[] = [];
    for (let hour = 0; hour < hours; hour += 1) {
      const from = new Date(start.getTime() + hour * HOUR_MS);
      const written = await this.#logs({ account, region }, { from, files: filesPerHour });
      const end = new Date(from.getTime() + HOUR_MS);
      const where = { dir: this.#dir, bucket, account, region, trail };
      digests.push(await writeDigest({ ...where, start: from, end, logs: written, previous: digests.at(-1), signer, sidecar: sidecars }));
      logs.push(...written);
    }
    const after = new Date(start.getTime() + hours * HOUR_MS);
    logs.push(...(await this.#logs({ account, region }, { from: after, files: pendingFiles })));
    return { account, region, trail, digests, logs };
  }

  async #logs(of: Place, { from, files }: { readonly from: Date; readonly files: number }): Promise<readonly WrittenLog[]> {
    const logs: WrittenLog[] = [];
    // delivered between minute 6 and minute 54 of the hour
    const step = 48 / Math.max(1, files);
    for (let file = 0; file < files; file += 1) {
      const delivered = new Date(from.getTime() + Math.floor(6 + file * step) * 60_000);
      logs.push(await this.#log(of, delivered));
    }
    return logs;
  }

  async #log({ account, region }: Place, delivered: Date): Promise<WrittenLog> {
    const { bucket, eventsPerFile, event } = this.#plan;
    const first = this.#serial;
    this.#serial += eventsPerFile;
    const timeOf = (index: number): Date => new Date(delivered.getTime() - 300_000 + Math.floor((index * 240) / eventsPerFile) * 1000);
    const events = Array.from({ length: eventsPerFile }, (_each, index) =>
      event({ account, region, time: timeOf(index), serial: first + index }),
    );
    const suffix = sha256(`${account} ${region} ${first}`).slice(0, 16);
    const name = `${account}_CloudTrail_${region}_${compact(delivered).slice(0, 13)}Z_${suffix}.json.gz`;
    const key = `AWSLogs/${account}/CloudTrail/${region}/${dayFolder(delivered)}/${name}`;
    const path = join(this.#dir, bucket, key);
    const text = JSON.stringify({ Records: events });
    await writeGzip(path, text);
    const newest = second(timeOf(Math.max(0, eventsPerFile - 1)));
    return { bucket, key, path, sha256: sha256(text), oldest: second(timeOf(0)), newest };
  }
}

interface Place {
  readonly account: string;
  readonly region: string;
}

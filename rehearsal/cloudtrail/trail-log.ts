import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serviceCaller } from '../callers.ts';
import { AwsError, type TrailEvent } from '../cloud.ts';
import type { LogArchive } from './archive.ts';
import { DeliveredFiles, linesNewestFirst, newestFirst } from './delivered-files.ts';
import { type DigestDraft, signDigestFile } from './digest.ts';
import { Journal } from './journal.ts';
import { buildLogFile, logFileKey, newLogName } from './log-file.ts';
import type { TrailRecord } from './record.ts';
import { type EventFilter, eventFilter } from './selectors.ts';
import type { SigningKeys } from './signing-keys.ts';
import { logRoot, type Trail } from './trail.ts';
import { type TrailState, TrailStateFile } from './trail-state.ts';

export interface TrailLogProps {
  readonly accountId: string;
  readonly region: string;
  readonly now: () => Date;
  /** Folder of this trail's state. */
  readonly dir: string;
  readonly archive: LogArchive;
  readonly signingKeys: SigningKeys;
}

/** How far a record has come: on this disk, in the archive, or named by a digest in the archive. Pending until the last. */
export type Standing = 'recorded' | 'delivered' | 'digested';

/** Is shown one record, as it stands in the log; answers whether it wants an older one. */
export type ShowRecord = (line: string, standing: Standing, place: RecordPlace | undefined) => 'more' | 'enough';

/** Of a delivered record: its log file in the archive, and its index in `Records`. */
export interface RecordPlace {
  readonly logFile: string;
  readonly ordinal: number;
}

/** CloudTrail's own service principal. */
export const CLOUDTRAIL = 'cloudtrail.amazonaws.com';

/**
 * The log of one trail: a journal on disk, log files delivered from it into the archive, and digests over those. Every step can be cut
 * short by the death of the process and is taken up again; what is put twice then has the same name and the same bytes.
 */
export class TrailLog {
  readonly #props: TrailLogProps;
  readonly #journal: Journal;
  readonly #delivered: DeliveredFiles;
  readonly #state: TrailStateFile;
  #trail: Trail;
  #filter: EventFilter;
  /** Whether the journal holds anything but what delivering the log itself left there. */
  #newsworthy = false;
  #queue: Promise<void> = Promise.resolve();

  constructor(props: TrailLogProps, trail: Trail) {
    this.#props = props;
    this.#trail = trail;
    this.#filter = filterOf(trail);
    this.#journal = new Journal(this.#journalPath);
    this.#delivered = new DeliveredFiles(join(props.dir, 'delivered'));
    this.#state = new TrailStateFile(props.dir, { isLogging: trail.properties.IsLogging, now: props.now() });
  }

  async open(): Promise<void> {
    await mkdir(this.#pendingDir, { recursive: true, mode: 0o700 });
    await this.#delivered.open();
    await this.#journal.open();
    this.#newsworthy = !this.#journal.empty;
    await this.#state.open();
  }

  get trail(): Trail {
    return this.#trail;
  }

  get state(): TrailState {
    return this.#state.value;
  }

  /** Takes over changed properties. Logging that was stopped or started by hand stays so unless the template changed it. */
  async update(trail: Trail): Promise<void> {
    const before = this.#trail.properties.IsLogging;
    this.#trail = trail;
    this.#filter = filterOf(trail);
    if (before !== trail.properties.IsLogging) await this.setLogging(trail.properties.IsLogging);
  }

  logs(event: TrailEvent): boolean {
    return this.#state.value.isLogging && this.#filter(event);
  }

  async append(record: TrailRecord, event: TrailEvent): Promise<void> {
    if (!this.#isOwnFootprint(event)) this.#newsworthy = true;
    await this.#journal.append(JSON.stringify(record));
  }

  /** Puts what was recorded so far into the archive. Does nothing where only the last delivery itself was recorded. */
  deliver(): Promise<void> {
    return this.#inTurn(() => this.#deliver());
  }

  /** Delivers, then closes the span since the last digest with a new one, if the trail validates its log files. */
  digest(): Promise<void> {
    return this.#inTurn(() => this.#digest());
  }

  /** Shows records, newest first, until no more are wanted; the older ones are in the archive alone. */
  browse(show: ShowRecord): Promise<void> {
    return this.#inTurn(() => this.#browse(show));
  }

  /** Stopping ends the chain of digests, as in AWS: the next one has no previous. */
  setLogging(isLogging: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (isLogging === this.#state.value.isLogging) return;
      const nowMs = this.#second();
      if (!isLogging) await this.#digest();
      // Never before the end of the last digest, whose name the next one would take.
      const digestStartMs = Math.max(nowMs, this.#state.value.digestStartMs);
      const begun = { startedAtMs: nowMs, digestStartMs, lastDigest: undefined };
      await this.#state.change(isLogging ? { isLogging, ...begun } : { isLogging, stoppedAtMs: nowMs });
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#journal.close());
  }

  async #deliver(): Promise<void> {
    const { accountId, region, now } = this.#props;
    if (this.#newsworthy) {
      this.#newsworthy = false;
      await this.#journal.rotate(join(this.#pendingDir, newLogName({ accountId, region, now: now() })));
    }
    try {
      for (const name of (await readdir(this.#pendingDir)).sort()) await this.#deliverPending(name);
    } catch (error) {
      await this.#state.change({ latestDeliveryError: error instanceof AwsError ? error.code : 'InternalError' });
      throw error;
    }
  }

  async #deliverPending(name: string): Promise<void> {
    const path = join(this.#pendingDir, name);
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    const file = buildLogFile(lines, { root: this.#root, region: this.#props.region, name });
    const { logFiles } = this.#state.value;
    if (!logFiles.some((each) => each.key === file.described.key)) {
      await this.#put(file.described.key, { body: file.gzip, metadata: {} });
      const latestDeliveryMs = this.#props.now().getTime();
      await this.#state.change({ logFiles: [...logFiles, file.described], latestDeliveryMs, latestDeliveryError: undefined });
    }
    await this.#delivered.keep(path, name);
  }

  async #browse(show: ShowRecord): Promise<void> {
    const recorded = { standing: 'recorded' as const, logFile: undefined };
    const pending = (await newestFirst(this.#pendingDir)).map(({ path }) => ({ path, ...recorded }));
    const delivered = (await this.#delivered.newestFirst()).map(({ path, name }) => ({
      path,
      standing: this.#standingOf(name),
      logFile: this.#keyOf(name),
    }));
    for (const { path, standing, logFile } of [{ path: this.#journalPath, ...recorded }, ...pending, ...delivered]) {
      const lines = await linesNewestFirst(path);
      for (const [index, line] of lines.entries()) {
        const place = logFile === undefined ? undefined : { logFile, ordinal: lines.length - 1 - index };
        if (show(line, standing, place) === 'enough') return;
      }
    }
  }

  #keyOf(name: string): string {
    return logFileKey({ root: this.#root, region: this.#props.region, name });
  }

  #standingOf(name: string): Standing {
    const { logFiles, draft } = this.#state.value;
    const awaits = logFiles.some(({ key }) => key.includes(name)) || draft?.body.includes(name);
    return awaits || !this.#trail.properties.EnableLogFileValidation ? 'delivered' : 'digested';
  }

  async #digest(): Promise<void> {
    await this.#deliver();
    if (!this.#trail.properties.EnableLogFileValidation) return;
    const { draft } = this.#state.value;
    if (draft !== undefined) await this.#putDigest(draft);
    const made = await this.#draftDigest();
    await this.#state.change({ draft: made, logFiles: [], digestStartMs: made.link.endMs });
    await this.#putDigest(made);
  }

  async #draftDigest(): Promise<DigestDraft> {
    const { accountId, region, now, signingKeys } = this.#props;
    const { digestStartMs, logFiles, lastDigest } = this.#state.value;
    return signDigestFile({
      accountId,
      region,
      trailName: this.#trail.name,
      bucket: this.#trail.properties.S3BucketName,
      root: this.#root,
      start: new Date(digestStartMs),
      // Two digests of one second would have one name: the second one ends a second later.
      end: new Date(Math.max(this.#second(), digestStartMs + 1000)),
      logFiles,
      previous: lastDigest,
      signer: await signingKeys.signer(now()),
    });
  }

  async #putDigest(draft: DigestDraft): Promise<void> {
    const metadata = { signature: draft.link.signature, 'signature-algorithm': 'SHA256withRSA' };
    await this.#put(draft.link.key, { body: gzipSync(draft.body), metadata });
    await this.#state.change({ draft: undefined, lastDigest: draft.link, latestDigestMs: this.#props.now().getTime() });
  }

  async #put(key: string, object: { readonly body: Uint8Array; readonly metadata: Readonly<Record<string, string>> }): Promise<void> {
    const { S3BucketName: bucket, KMSKeyId: kmsKeyId } = this.#trail.properties;
    await this.#props.archive.putInternal({
      bucket,
      key,
      ...object,
      contentType: 'application/json',
      contentEncoding: 'gzip',
      caller: serviceCaller(CLOUDTRAIL, this.#trail.arn),
      acl: 'bucket-owner-full-control',
      ...(kmsKeyId === undefined ? {} : { kmsKeyId, encryptionContext: { 'aws:cloudtrail:arn': this.#trail.arn } }),
    });
  }

  /** What a delivery itself begets: its own writing, a function that starts and reads the new file. It waits for other news, or files would beget files for ever. */
  #isOwnFootprint({ caller: { principal }, eventName, resources = [], requestParameters }: TrailEvent): boolean {
    if (principal.kind === 'service') {
      return principal.service === CLOUDTRAIL || (principal.service === 'lambda.amazonaws.com' && eventName === 'AssumeRole');
    }
    const archive = `arn:aws:s3:::${this.#trail.properties.S3BucketName}`;
    const isOfArchive = resources.some(({ ARN }) => ARN === archive || ARN.startsWith(`${archive}/`));
    const unsealsLog = eventName === 'Decrypt' && JSON.stringify(requestParameters ?? {}).includes('"aws:cloudtrail:arn"');
    return isOfArchive || unsealsLog;
  }

  get #journalPath(): string {
    return join(this.#props.dir, 'journal.ndjson');
  }

  get #pendingDir(): string {
    return join(this.#props.dir, 'pending');
  }

  get #root(): string {
    return logRoot(this.#trail, this.#props.accountId);
  }

  #second(): number {
    return Math.floor(this.#props.now().getTime() / 1000) * 1000;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }
}

const filterOf = ({ properties }: Trail): EventFilter =>
  eventFilter({ basic: properties.EventSelectors, advanced: properties.AdvancedEventSelectors });

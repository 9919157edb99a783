import { mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FindingCode } from '../../../audit/verify/finding-words.ts';
import { type ArchivePlan, HOUR_MS, makeArchive, type TestArchive } from './make-archive.ts';
import { type ArchiveSigner, newSigner } from './signer.ts';
import { rewriteBytes, rewriteGzip } from './tamper.ts';
import { sha256, type WrittenDigest, type WrittenLog, writeDigest, writeGzip } from './write-digest.ts';

/** One thing that somebody does to an archive, and what must be found. */
export interface Manipulation {
  readonly name: string;
  readonly plan?: ArchivePlan;
  readonly act: (at: Scene) => Promise<void>;
  /** Every error and warning, each code once, in the order of the alphabet. */
  readonly found: readonly FindingCode[];
  /** What `aws cloudtrail validate-logs` 1.45 says, as `saidBy` puts it; null where it cannot be asked: the copy has it, a bucket cannot. */
  readonly validateLogs: string | null;
  /** `--expect` */
  readonly expected?: readonly string[];
  /** Without `--until`. */
  readonly open?: true;
}

/** An archive of six hours with two log files each. */
export interface Scene {
  readonly archive: TestArchive;
  readonly digests: readonly WrittenDigest[];
  readonly logs: readonly WrittenLog[];
  readonly digest: (hour: number) => WrittenDigest;
  readonly log: (index: number) => WrittenLog;
}

/** Making a key takes longer than everything else. */
let sharedSigner: ArchiveSigner | undefined;

export async function setScene({ plan }: Manipulation): Promise<Scene> {
  sharedSigner ??= newSigner();
  const archive = await makeArchive({ hours: 6, signer: sharedSigner, ...plan });
  const [chain] = archive.chains;
  const { digests, logs } = chain ?? { digests: [], logs: [] };
  return { archive, digests, logs, digest: (hour) => present(digests[hour]), log: (index) => present(logs[index]) };
}

function present<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('no such file in this archive');
  return thing;
}

const remove = (...files: readonly { readonly path: string }[]) => Promise.all(files.map(({ path }) => rm(path)));
const parsed = (digest: WrittenDigest): Record<string, unknown> => JSON.parse(digest.text);
const forgedEvent = '{"Records":[{"eventVersion":"1.11","eventName":"GetObject"}]}';
const withoutFirstLog = (text: string): string => {
  const body = JSON.parse(text);
  return JSON.stringify({ ...body, logFiles: body.logFiles.slice(1) });
};
const doubledLogs = (text: string): string => {
  const body = JSON.parse(text);
  return JSON.stringify({ ...body, logFiles: [...body.logFiles, ...body.logFiles] });
};
const renamed = (path: string): string => path.replace(/_[^_]+\.json\.gz$/, '_AAAAAAAAAAAAAAAA.json.gz');

/** Digests from `first` on, made anew and signed with a key of one's own. */
async function resign(scene: Scene, first: number, fingerprint?: string): Promise<void> {
  const own = newSigner();
  const signer = fingerprint === undefined ? own : { ...own, fingerprint };
  let previous: WrittenDigest | undefined = scene.digests[first - 1];
  for (const [hour, digest] of scene.digests.entries()) {
    if (hour < first) continue;
    const [chain] = scene.archive.chains;
    const { account, region, trail } = present(chain);
    const start = new Date(digest.end.getTime() - HOUR_MS);
    const logs = scene.logs.slice(hour * 2, hour * 2 + 2);
    const { dir, bucket } = scene.archive;
    previous = await writeDigest({ dir, bucket, account, region, trail, start, end: digest.end, logs, previous, signer });
  }
}

/** The archive's own key signs a digest with other fields: what only its owner could do. */
async function signAgain(scene: Scene, hour: number, change: (body: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
  const { archive, digest } = scene;
  const { path, bucket, key, end } = digest(hour);
  const body = change(parsed(digest(hour)));
  const text = JSON.stringify(body);
  await writeGzip(path, text);
  const previousSignature = String(body.previousDigestSignature ?? 'null');
  const endTime = `${end.toISOString().slice(0, 19)}Z`;
  const signature = archive.signer.sign([endTime, `${bucket}/${key}`, sha256(text), previousSignature].join('\n'));
  await writeFile(`${path}.metadata.json`, JSON.stringify({ signature, 'signature-algorithm': 'SHA256withRSA' }));
}

const expire = async ({ archive }: Scene): Promise<void> => {
  const validity = { from: new Date('2025-01-01T00:00:00Z'), until: new Date('2026-01-01T00:00:00Z') };
  await writeFile(archive.keysFile, JSON.stringify({ PublicKeyList: [archive.signer.listed(validity)] }));
};

const listTwice = async ({ archive }: Scene): Promise<void> => {
  const until = new Date('2027-01-01T00:00:00Z');
  const listed = [new Date('2026-11-25T00:00:00Z'), new Date('2026-01-01T00:00:00Z')].map((from) => archive.signer.listed({ from, until }));
  await writeFile(archive.keysFile, JSON.stringify({ PublicKeyList: listed }));
};

const otherKey = async ({ archive }: Scene): Promise<void> => {
  const validity = { from: new Date('2026-01-01T00:00:00Z'), until: new Date('2027-01-01T00:00:00Z') };
  await writeFile(archive.keysFile, JSON.stringify({ PublicKeyList: [newSigner().listed(validity)] }));
};

/** Of the first trail the first two hours stay; the other has digests for the hours given. */
async function anotherTrail({ archive, digest, logs }: Scene, hours: readonly number[]): Promise<void> {
  const { account, region } = present(archive.chains[0]);
  const { dir, bucket, signer } = archive;
  const cut = logs.slice(4, 8);
  await remove(...[2, 3, 4, 5].map(digest), ...cut);
  let previous: WrittenDigest | undefined;
  for (const hour of hours) {
    const { end } = digest(hour);
    const start = new Date(end.getTime() - HOUR_MS);
    const where = { dir, bucket, account, region, trail: 'successor', start, end };
    const kept = logs.slice(hour * 2, hour * 2 + 2).filter((log) => !cut.includes(log));
    previous = await writeDigest({ ...where, logs: kept, previous, signer });
  }
}

async function restartAfterGap(scene: Scene): Promise<void> {
  const { archive, digest, logs } = scene;
  const { account, region, trail } = present(archive.chains[0]);
  await remove(digest(2), digest(3), digest(4), digest(5), ...logs.slice(4, 6));
  const { dir, bucket, signer } = archive;
  const where = { dir, bucket, account, region, trail, signer, sidecar: true };
  const first = { ...where, start: new Date(digest(3).end), end: digest(4).end, logs: logs.slice(8, 10), previous: undefined };
  const begun = await writeDigest(first);
  await writeDigest({ ...where, start: digest(4).end, end: digest(5).end, logs: logs.slice(10), previous: begun });
}

async function forgeFork(scene: Scene): Promise<void> {
  const { archive, digest } = scene;
  const { account, region, trail } = present(archive.chains[0]);
  const { dir, bucket } = archive;
  const end = new Date(digest(2).end.getTime() - HOUR_MS / 2);
  const signer = { ...newSigner(), fingerprint: archive.signer.fingerprint };
  await writeDigest({ dir, bucket, account, region, trail, start: digest(1).end, end, logs: [], previous: digest(1), signer });
}

export const manipulations: readonly Manipulation[] = [
  { name: 'nothing is done', act: async () => {}, found: [], validateLogs: 'nothing' },
  {
    name: 'one event of a log file is changed',
    act: ({ log }) => rewriteGzip(log(2).path, (text) => text.replace('GetObject', 'PutObject').replace('amal', 'omar')),
    found: ['LogFileChanged'],
    validateLogs: "log hash value doesn't match (1)",
  },
  {
    name: 'a log file is deleted',
    act: async ({ log }) => void (await remove(log(2))),
    found: ['LogFileMissing'],
    validateLogs: 'log not found (1)',
  },
  {
    name: 'a log file is cut in half',
    act: ({ log }) => rewriteBytes(log(2).path, (bytes) => bytes.subarray(0, bytes.length / 2)),
    found: ['LogFileCut'],
    validateLogs: "log hash value doesn't match (1)",
  },
  {
    name: 'a log file is emptied',
    act: ({ log }) => rewriteBytes(log(2).path, () => Buffer.alloc(0)),
    found: ['LogFileCut'],
    validateLogs: "log hash value doesn't match (1)",
  },
  {
    name: 'a log file is replaced by text that is not compressed',
    act: ({ log }) => rewriteBytes(log(2).path, () => Buffer.from(forgedEvent)),
    found: ['LogFileNotGzip'],
    validateLogs: 'log invalid format (1)',
  },
  {
    name: 'a log file is replaced by a gzip bomb',
    act: ({ log }) => rewriteBytes(log(2).path, () => gzipSync(Buffer.alloc(8 * 2 ** 20))),
    found: ['LogFileTooLarge'],
    validateLogs: "log hash value doesn't match (1)",
  },
  {
    name: 'a second compressed part is appended to a log file',
    act: ({ log }) => rewriteBytes(log(2).path, (bytes) => Buffer.concat([bytes, gzipSync(forgedEvent)])),
    found: ['LogFileChanged'],
    validateLogs: 'nothing',
  },
  {
    name: 'zero bytes are appended to a log file',
    act: ({ log }) => rewriteBytes(log(2).path, (bytes) => Buffer.concat([bytes, Buffer.alloc(100)])),
    found: ['LogFileTrailing'],
    validateLogs: 'nothing',
  },
  {
    name: 'a log file is compressed anew, with the same content',
    act: ({ log }) => rewriteGzip(log(2).path, (text) => text),
    found: [],
    validateLogs: 'nothing',
  },
  {
    name: 'the contents of two log files are exchanged',
    act: async ({ log }) => {
      const [one, other] = [await readFile(log(2).path), await readFile(log(5).path)];
      await Promise.all([writeFile(log(2).path, other), writeFile(log(5).path, one)]);
    },
    found: ['LogFileChanged'],
    validateLogs: "log hash value doesn't match (2)",
  },
  {
    name: 'a forged log file is added',
    act: ({ log }) => writeGzip(renamed(log(2).path), forgedEvent),
    found: ['LogFileUnvouched'],
    validateLogs: 'nothing',
  },
  {
    name: 'a log file is renamed',
    act: ({ log }) => rename(log(2).path, renamed(log(2).path)),
    found: ['LogFileMissing', 'LogFileUnvouched'],
    validateLogs: 'log not found (1)',
  },
  {
    name: 'a file with a hostile name is put among the log files',
    act: ({ log }) => writeGzip(join(dirname(log(2).path), `x\u202e\n<script>';DROP TABLE t;--.json.gz`), forgedEvent),
    found: ['StrangeName'],
    validateLogs: 'nothing',
  },
  {
    name: 'a log file is replaced by a link',
    act: async ({ log }) => {
      await rm(log(2).path);
      await symlink('/etc/hostname', log(2).path);
    },
    found: ['LogFileMissing', 'NotAFile'],
    validateLogs: null,
  },
  {
    name: 'the kept metadata of a digest is replaced by a link that leads nowhere',
    plan: { sidecars: true },
    act: async ({ digest }) => {
      await rm(`${digest(2).path}.metadata.json`);
      await symlink('/nowhere', `${digest(2).path}.metadata.json`);
    },
    found: ['NotAFile'],
    validateLogs: null,
  },
  {
    name: 'the kept metadata of a digest is replaced by a file of gibibytes',
    plan: { sidecars: true },
    act: ({ digest }) => truncate(`${digest(2).path}.metadata.json`, 3 * 2 ** 30),
    found: ['SidecarInvalid'],
    validateLogs: null,
  },
  {
    name: 'a folder whose name is no text is put among the log files',
    act: ({ log }) => mkdir(Buffer.concat([Buffer.from(`${dirname(log(2).path)}/x`), Buffer.from([0xff])])).then(() => {}),
    found: ['FolderUnread'],
    validateLogs: null,
  },
  {
    name: 'a log file is moved to the account of somebody else',
    act: async ({ log }) => {
      const path = log(2).path.replaceAll('111122223333', '444455556666');
      await mkdir(dirname(path), { recursive: true });
      await rename(log(2).path, path);
    },
    found: ['LogFileMissing', 'NoDigest'],
    validateLogs: 'log not found (1)',
  },
  {
    name: 'the log files of a digest are named twice',
    act: ({ digest }) => rewriteGzip(digest(2).path, doubledLogs),
    found: ['DigestChanged'],
    validateLogs: 'digest signature verification failed (1)',
  },
  {
    name: 'the key is listed a second time, with another validity',
    act: listTwice,
    found: ['KeyOutsideValidity'],
    validateLogs: 'nothing',
  },
  {
    name: 'a digest is deleted',
    act: async ({ digest }) => void (await remove(digest(2))),
    found: ['DigestMissing', 'DigestUnsigned', 'LogFilesUncovered'],
    validateLogs: 'digest not found (1)',
  },
  {
    name: 'a digest and its log files are deleted',
    act: async ({ digest, log }) => void (await remove(digest(2), log(4), log(5))),
    found: ['DigestMissing', 'DigestUnsigned'],
    validateLogs: 'digest not found (1)',
  },
  {
    name: 'two digests in a row are deleted',
    act: async ({ digest }) => void (await remove(digest(2), digest(3))),
    found: ['DigestMissing', 'DigestSpanMissing', 'DigestUnsigned', 'LogFilesUncovered'],
    validateLogs: 'digest not found (1)',
  },
  {
    name: 'a log file is taken out of a digest and deleted',
    act: async ({ digest, log }) => {
      await rewriteGzip(digest(2).path, withoutFirstLog);
      await remove(log(4));
    },
    found: ['DigestChanged'],
    validateLogs: 'digest signature verification failed (1)',
  },
  {
    name: 'the same with the newest digest, in a plain copy',
    act: async ({ digest, log }) => {
      await rewriteGzip(digest(5).path, withoutFirstLog);
      await remove(log(10));
    },
    found: [],
    validateLogs: 'digest signature verification failed (1)',
  },
  {
    name: 'the same with the newest digest, where its metadata was kept',
    plan: { sidecars: true },
    act: async ({ digest, log }) => {
      await rewriteGzip(digest(5).path, withoutFirstLog);
      await remove(log(10));
    },
    found: ['DigestSignatureInvalid', 'TailTruncated'],
    validateLogs: 'digest signature verification failed (1)',
  },
  {
    name: 'digests are signed anew with another key',
    act: (scene) => resign(scene, 3),
    found: ['KeyUnknown', 'TailTruncated'],
    validateLogs: 'digest public key not found (3)',
  },
  {
    name: 'digests are signed anew with another key that claims the fingerprint of the real one',
    act: (scene) => resign(scene, 3, scene.archive.signer.fingerprint),
    found: ['DigestSignatureInvalid'],
    validateLogs: 'digest signature verification failed (2)',
  },
  {
    name: 'a signed digest names another hash for its predecessor',
    plan: { sidecars: true },
    act: (scene) => signAgain(scene, 5, (body) => ({ ...body, previousDigestHashValue: 'a'.repeat(64) })),
    found: ['PredecessorDiffers'],
    validateLogs: 'nothing',
  },
  {
    name: 'a digest is replaced by the one before it',
    act: async ({ digest }) => writeFile(digest(3).path, await readFile(digest(2).path)),
    found: ['DigestMisplaced', 'DigestUnsigned', 'LogFilesUncovered'],
    validateLogs: 'digest has been moved from its original location (1)',
  },
  {
    name: 'a digest is moved to another day',
    act: async ({ digest }) => {
      const path = digest(2).path.replaceAll('2026/11/20', '2026/11/19').replaceAll('20261120T', '20261119T');
      await mkdir(dirname(path), { recursive: true });
      await rename(digest(2).path, path);
    },
    found: ['DigestMisplaced', 'DigestMissing'],
    validateLogs: 'digest not found (1)',
  },
  {
    name: 'a digest is damaged',
    act: ({ digest }) => rewriteBytes(digest(2).path, (bytes) => bytes.subarray(0, 200)),
    found: ['DigestNotGzip', 'DigestUnsigned', 'LogFilesUncovered'],
    validateLogs: 'digest invalid format (1)',
  },
  {
    name: 'a digest is replaced by something else',
    act: ({ digest }) => writeGzip(digest(2).path, '{"digest":true}'),
    found: ['DigestFieldsWrong', 'DigestUnsigned', 'LogFilesUncovered'],
    validateLogs: 'digest invalid format (1)',
  },
  {
    name: 'a forged digest with the same predecessor is added',
    act: forgeFork,
    found: ['ChainForked', 'ChainOverlaps', 'DigestUnsigned'],
    validateLogs: 'nothing',
  },
  {
    name: 'the end is cut: two digests and their log files are deleted',
    act: async ({ digest, logs }) => void (await remove(digest(4), digest(5), ...logs.slice(8))),
    found: ['TailTruncated'],
    validateLogs: 'nothing',
  },
  {
    name: 'the last three digests alone are deleted, and nobody says until when they should go',
    act: async ({ digest }) => void (await remove(digest(3), digest(4), digest(5))),
    found: ['DigestOverdue'],
    validateLogs: 'nothing',
    open: true,
  },
  {
    name: 'everything of one Region is taken out, and the auditor said that he expects it',
    plan: { regions: ['eu-south-1', 'eu-west-1'] },
    act: async ({ archive }) => {
      const [, other] = archive.chains;
      await remove(...present(other).digests, ...present(other).logs);
    },
    expected: ['111122223333', '111122223333/eu-south-1', '111122223333/eu-west-1'],
    found: ['PlaceMissing'],
    validateLogs: 'nothing',
  },
  {
    name: 'the beginning is cut: two digests and their log files are deleted',
    act: async ({ digest, logs }) => void (await remove(digest(0), digest(1), ...logs.slice(0, 4))),
    found: ['HeadMissing'],
    validateLogs: 'digest not found (1)',
  },
  {
    name: 'the trail is stopped for two hours, and log files are put into the gap',
    act: restartAfterGap,
    found: ['ChainRestarted', 'DigestUnsigned', 'LogFilesUncovered'],
    validateLogs: 'a gap',
  },
  {
    name: 'two digests and their log files are deleted before another trail takes over',
    act: (scene) => anotherTrail(scene, [4, 5]),
    found: ['ChainRestarted'],
    validateLogs: 'nothing',
  },
  {
    name: 'the end of a trail is cut while another trail of the account goes on beside it',
    act: (scene) => anotherTrail(scene, [0, 1, 2, 3, 4, 5]),
    found: ['TailUneven'],
    validateLogs: 'nothing',
  },
  { name: 'the key was no longer valid', act: expire, found: ['KeyOutsideValidity'], validateLogs: 'nothing' },
  { name: 'the keys are of somebody else', act: otherKey, found: ['KeyUnknown'], validateLogs: 'digest public key not found (6)' },
  {
    name: 'the bucket has another name',
    act: ({ archive }) => rename(join(archive.dir, archive.bucket), join(archive.dir, 'elsewhere')),
    found: ['DigestMisplaced', 'NoDigest'],
    validateLogs: null,
  },
];

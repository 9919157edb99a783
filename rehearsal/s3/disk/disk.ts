import { AwsError } from '../../cloud.ts';

/** The disk below the embedded S3, as a port: tests fill it up and break it. Paths are absolute. */
export interface Disk {
  /** Makes a file that must not exist yet; only its owner may read it. */
  readonly create: (path: string) => Promise<DiskFile>;
  readonly open: (path: string) => Promise<DiskFile>;
  /** undefined where there is no such file. */
  readonly readText: (path: string) => Promise<string | undefined>;
  /** Either the old or the new text is there, whenever process or machine die; the new one once this resolves. */
  readonly replaceText: (path: string, text: string) => Promise<void>;
  /** Either the old or the new text is there whenever the process dies; where the machine dies soon after, neither may be readable. */
  readonly putText: (path: string, text: string) => Promise<void>;
  /** The bytes of a file survive the machine once this resolves; content where the file is gone. */
  readonly sync: (path: string) => Promise<void>;
  /** Names in a folder; none where there is no folder. */
  readonly list: (path: string) => Promise<readonly string[]>;
  readonly makeFolder: (path: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Removes a file or a folder with all that it holds; content where there is none. */
  readonly remove: (path: string) => Promise<void>;
}

export interface DiskFile {
  /** Writes all of the bytes at a position, or throws. */
  readonly write: (pieces: readonly Uint8Array[], position: number) => Promise<void>;
  /** Up to `sizeBytes` from a position; fewer only at the end of the file. */
  readonly read: (position: number, sizeBytes: number) => Promise<Buffer>;
  readonly close: () => Promise<void>;
}

/** What S3 says of a disk fault: SlowDown for a full disk, InternalError for a broken one; undefined for another error. */
export const diskFault = (error: unknown): AwsError | undefined => {
  const code = error instanceof Error && 'code' in error && 'syscall' in error ? error.code : undefined;
  if (code === undefined) return undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AwsError('SlowDown', 503, 'Please reduce your request rate.');
  return new AwsError('InternalError', 500, 'We encountered an internal error. Please try again.');
};

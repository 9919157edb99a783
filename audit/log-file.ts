/** What verification says of one log file of the archive; what ingestion takes in, and what an answer cites. */
export interface LogFile {
  readonly bucket: string;
  /** The object key, as in `AWSLogs/111122223333/CloudTrail/eu-south-1/2026/11/23/….json.gz`. */
  readonly key: string;
  /** Where the plain copy lies on this machine: `DIR/BUCKET/KEY`. */
  readonly path: string;
  /** Of the uncompressed bytes, hex, computed here; null where the file is missing or could not be inflated. */
  readonly sha256: string | null;
  readonly sizeBytes: number;
  /** Of the file when it was hashed (audit/seal.ts): with another it is hashed again before anything of it is believed. @default not looked at */
  readonly seal?: string | null;
  /** Uncompressed; 0 where that could not be had. */
  readonly inflatedBytes: number;
  /** An engine must not be given it whole: values nest deep, its JSON goes over several lines, or is no object. @default false */
  readonly isIrregular?: boolean;
  readonly standing: LogFileStanding;
  /** The digest that vouches for the file: its bucket and key; null where none does. */
  readonly digest: { readonly bucket: string; readonly key: string } | null;
}

/**
 * `verified`: its hash stands in a digest whose signature and chain hold. `pending`: newer than the last digest of its account and region,
 * as the last hour always is. `changed`: its hash differs from the digest's. `missing`: in a digest and not in the copy. `unvouched`: within
 * the digests' time and in none of them, hence forged or added. `unreadable`: not gzip, cut, or larger than the limit. `untrusted`: its
 * digest does not hold.
 */
export type LogFileStanding = 'verified' | 'pending' | 'changed' | 'missing' | 'unvouched' | 'unreadable' | 'untrusted';

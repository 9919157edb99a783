/** What an object's key says of it, by the layouts of "CloudTrail log file names" and "CloudTrail digest file structure" (AWS). */
export type ArchiveName = LogName | DigestName | SidecarName | StrangeName;

export interface LogName {
  readonly kind: 'log';
  readonly account: string;
  readonly region: string;
  /** Minute of delivery, as in the name. */
  readonly deliveredMs: number;
  /** False for `CloudTrail-Insight` and other kinds of files that lie beside the log. */
  readonly isTrailLog: boolean;
}

export interface DigestName {
  readonly kind: 'digest';
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  readonly homeRegion: string;
  readonly endMs: number;
  readonly isBackfill: boolean;
}

/** Object metadata of a digest, which a plain copy loses: `DIGEST.metadata.json`, `{"signature":"<hex>"}`. */
export interface SidecarName {
  readonly kind: 'sidecar';
  /** The digest's key. */
  readonly of: string;
}

export interface StrangeName {
  readonly kind: 'strange';
  /** Lies where log files lie: it would be read by who takes the whole folder. */
  readonly amongLogs: boolean;
}

/** Ends the name of a digest's sidecar. */
export const sidecarSuffix = '.metadata.json';

export function parseArchiveName(key: string): ArchiveName {
  if (key.endsWith(`.gz${sidecarSuffix}`) && digestPath.test(key)) return { kind: 'sidecar', of: key.slice(0, -sidecarSuffix.length) };
  return parseDigest(key) ?? parseLog(key) ?? { kind: 'strange', amongLogs: logPath.test(key) };
}

/** Characters that no name of CloudTrail has and that deceive a reader: controls, invisible ones, bidi overrides, backslashes. */
export function isDeceptive(key: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\\\ufffd]/u.test(key);
}

// PREFIX/AWSLogs/O-ID/ACCOUNT/KIND/REGION/YYYY/MM/DD/NAME: prefix and organization are optional; a name that contradicts its folders is none
const folders = String.raw`^(?:[^\n]*/)?AWSLogs/(?:o-[a-z0-9]+/)?(?<account>\d{12})/`;
const place = String.raw`/(?<region>[a-z0-9-]+)/(?<year>\d{4})/(?<month>\d\d)/(?<day>\d\d)/\k<account>`;
const minute = String.raw`\k<year>\k<month>\k<day>T(?<hour>\d\d)(?<minute>\d\d)`;
const logPath = new RegExp(`${folders}CloudTrail/`, 's');
const digestFolder = '/CloudTrail-Digest/';
const digestPath = new RegExp(`${folders}CloudTrail-Digest/`, 's');
const logKey = new RegExp(
  String.raw`${folders}(?!CloudTrail-Digest/)(?<kind>CloudTrail(?:-[A-Z][A-Za-z]*)?)${place}_\k<kind>_\k<region>_${minute}Z_[A-Za-z0-9]+\.json\.gz$`,
);
const digestKey = new RegExp(
  String.raw`${folders}CloudTrail-Digest${place}_CloudTrail-Digest_\k<region>_(?<trail>[A-Za-z0-9._-]+)_(?<homeRegion>[a-z0-9-]+)_${minute}(?<second>\d\d)Z(?<backfill>_backfill)?\.json\.gz$`,
);

function parseLog(key: string): LogName | undefined {
  const named = logKey.exec(key)?.groups;
  if (named === undefined) return undefined;
  const { account = '', region = '', kind } = named;
  const deliveredMs = millisecondsOf(named);
  return Number.isNaN(deliveredMs) ? undefined : { kind: 'log', account, region, deliveredMs, isTrailLog: kind === 'CloudTrail' };
}

function parseDigest(key: string): DigestName | undefined {
  const named = key.includes(digestFolder) ? digestKey.exec(key)?.groups : undefined;
  if (named === undefined) return undefined;
  const { account = '', region = '', trail = '', homeRegion = '', backfill } = named;
  const endMs = millisecondsOf(named);
  return Number.isNaN(endMs)
    ? undefined
    : { kind: 'digest', account, region, trail, homeRegion, endMs, isBackfill: backfill !== undefined };
}

/** NaN where that is no time. */
function millisecondsOf({ year, month, day, hour, minute, second = '00' }: Readonly<Record<string, string>>): number {
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

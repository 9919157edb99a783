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

// PREFIX/AWSLogs/O-ID/ACCOUNT/KIND/REGION/YYYY/MM/DD/NAME: prefix and organization are optional
const folders = String.raw`^(?:[^\n]*/)?AWSLogs/(?:o-[a-z0-9]+/)?(\d{12})/`;
const day = String.raw`/(\d{4})/(\d\d)/(\d\d)/`;
const region = '([a-z0-9-]+)';
const logPath = new RegExp(`${folders}CloudTrail/`, 's');
const digestFolder = '/CloudTrail-Digest/';
const digestPath = new RegExp(`${folders}CloudTrail-Digest/`, 's');
const logKey = new RegExp(
  String.raw`${folders}(CloudTrail(?:-[A-Z][A-Za-z]*)?)/${region}${day}(\d{12})_(CloudTrail(?:-[A-Z][A-Za-z]*)?)_${region}_(\d{8}T\d{4}Z)_[A-Za-z0-9]+\.json\.gz$`,
);
const digestKey = new RegExp(
  String.raw`${folders}CloudTrail-Digest/${region}${day}(\d{12})_CloudTrail-Digest_${region}_([A-Za-z0-9._-]+)_${region}_(\d{8}T\d{6}Z)(_backfill)?\.json\.gz$`,
);

/** A name that contradicts its folders is none. */
function parseLog(key: string): LogName | undefined {
  const parts = logKey.exec(key);
  if (parts === null) return undefined;
  const [, account = '', folder = '', area = '', year, month, date, named, kind, inRegion, time = ''] = parts;
  const deliveredMs = millisecondsOf(time);
  if (account !== named || folder !== kind || area !== inRegion || folder === 'CloudTrail-Digest') return undefined;
  if (Number.isNaN(deliveredMs) || !time.startsWith(`${year}${month}${date}`)) return undefined;
  return { kind: 'log', account, region: area, deliveredMs, isTrailLog: folder === 'CloudTrail' };
}

function parseDigest(key: string): DigestName | undefined {
  const parts = key.includes(digestFolder) ? digestKey.exec(key) : null;
  if (parts === null) return undefined;
  const [, account = '', area = '', year, month, date, named, inRegion, trail = '', homeRegion = '', time = '', backfill] = parts;
  const endMs = millisecondsOf(time);
  if (account !== named || area !== inRegion) return undefined;
  if (Number.isNaN(endMs) || !time.startsWith(`${year}${month}${date}`)) return undefined;
  return { kind: 'digest', account, region: area, trail, homeRegion, endMs, isBackfill: backfill !== undefined };
}

/** `20261123T1406Z` or `20261123T140633Z`; NaN where that is no time. */
function millisecondsOf(compact: string): number {
  const [date, hour, minute, second] = [compact.slice(0, 8), compact.slice(9, 11), compact.slice(11, 13), compact.slice(13, -1)];
  return Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${hour}:${minute}:${second || '00'}Z`);
}

import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import { timestampText } from '../sigv4/scope.ts';
import { sha256Hex } from '../sigv4/signing.ts';
import type { LoggedFile } from './digest.ts';

/** A log file, ready to be delivered. */
export interface LogFile {
  readonly gzip: Buffer;
  readonly described: LoggedFile;
}

/** `111122223333_CloudTrail_eu-central-1_20261123T1415Z_0123456789abcdef`: the time of delivery to the minute, and 16 random characters. */
export const newLogName = (of: { readonly accountId: string; readonly region: string; readonly now: Date }): string => {
  const minute = `${timestampText(of.now).slice(0, 13)}Z`;
  return `${of.accountId}_CloudTrail_${of.region}_${minute}_${randomSuffix()}`;
};

/** Builds `{"Records":[...]}` from journal lines, and says what the digest needs to know of it. */
export const buildLogFile = (lines: readonly string[], at: LogPlace): LogFile => {
  const body = `{"Records":[${lines.join(',')}]}`;
  const times = lines.map((line) => timed.parse(JSON.parse(line)).eventTime).sort();
  const described = { key: logFileKey(at), hash: sha256Hex(body), newestEventTime: times.at(-1) ?? '', oldestEventTime: times[0] ?? '' };
  return { gzip: gzipSync(body), described };
};

interface LogPlace {
  readonly root: string;
  readonly region: string;
  readonly name: string;
}

export const logFileKey = ({ root, region, name }: LogPlace): string => `${root}/CloudTrail/${region}/${dayOf(name)}/${name}.json.gz`;

const timed = z.object({ eventTime: z.string() });

const dayOf = (name: string): string => {
  const [, year = '', month = '', day = ''] = /_(\d{4})(\d\d)(\d\d)T\d{4}Z_/.exec(name) ?? [];
  return `${year}/${month}/${day}`;
};

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const randomSuffix = (): string => [...randomBytes(16)].map((byte) => LETTERS[byte % LETTERS.length]).join('');

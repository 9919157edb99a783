import * as z from 'zod';
import { timestampText } from '../sigv4/scope.ts';
import { sha256Hex } from '../sigv4/signing.ts';
import { toSecond } from './record.ts';

/** A delivered log file that awaits its digest, or that a digest names. */
export const loggedFile = z.strictObject({
  key: z.string(),
  /** Hex SHA-256 of the uncompressed file. */
  hash: z.string(),
  newestEventTime: z.string(),
  oldestEventTime: z.string(),
});
export type LoggedFile = z.infer<typeof loggedFile>;

/** What the next digest says of the one before. */
export const digestLink = z.strictObject({
  bucket: z.string(),
  key: z.string(),
  hash: z.string(),
  signature: z.string(),
  endMs: z.number(),
});
export type DigestLink = z.infer<typeof digestLink>;

/** A signed digest that is not yet known to be in the archive. */
export const digestDraft = z.strictObject({ body: z.string(), link: digestLink });
export type DigestDraft = z.infer<typeof digestDraft>;

export interface DigestQuestion {
  readonly accountId: string;
  readonly region: string;
  readonly trailName: string;
  readonly bucket: string;
  /** `PREFIX/AWSLogs/ACCOUNT` */
  readonly root: string;
  readonly start: Date;
  readonly end: Date;
  readonly logFiles: readonly LoggedFile[];
  readonly previous: DigestLink | undefined;
  readonly signer: { readonly fingerprint: string; readonly sign: (text: string) => string };
}

/** Builds and signs one digest file (CloudTrail: "CloudTrail digest file structure"). All hashes are over uncompressed bytes. */
export const signDigestFile = (question: DigestQuestion): DigestDraft => {
  const { bucket, end, previous, signer } = question;
  const key = digestKey(question);
  const body = JSON.stringify(digestBody(question, key));
  const hash = sha256Hex(body);
  const signature = signer.sign([toSecond(end), `${bucket}/${key}`, hash, previous?.signature ?? 'null'].join('\n'));
  return { body, link: { bucket, key, hash, signature, endMs: end.getTime() } };
};

const digestKey = ({ accountId, region, trailName, root, end }: DigestQuestion): string => {
  const day = end.toISOString().slice(0, 10).replaceAll('-', '/');
  const name = `${accountId}_CloudTrail-Digest_${region}_${trailName}_${region}_${timestampText(end)}.json.gz`;
  return `${root}/CloudTrail-Digest/${region}/${day}/${name}`;
};

const digestBody = (question: DigestQuestion, key: string) => {
  const { bucket, logFiles, previous } = question;
  return {
    awsAccountId: question.accountId,
    digestStartTime: toSecond(question.start),
    digestEndTime: toSecond(question.end),
    digestS3Bucket: bucket,
    digestS3Object: key,
    digestPublicKeyFingerprint: question.signer.fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime:
      logFiles
        .map((file) => file.newestEventTime)
        .sort()
        .at(-1) ?? null,
    oldestEventTime:
      logFiles
        .map((file) => file.oldestEventTime)
        .sort()
        .at(0) ?? null,
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous?.hash ?? null,
    previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles: logFiles.map((file) => ({
      s3Bucket: bucket,
      s3Object: file.key,
      hashValue: file.hash,
      hashAlgorithm: 'SHA-256',
      newestEventTime: file.newestEventTime,
      oldestEventTime: file.oldestEventTime,
    })),
  };
};

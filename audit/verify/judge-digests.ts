import { verify } from 'node:crypto';
import { type Finding, finding } from './finding.ts';
import type { FindingCode } from './finding-words.ts';
import { groupBy } from './group-by.ts';
import type { DigestKeys } from './public-keys.ts';
import type { ReadDigest, UnreadDigest } from './read-digest.ts';
import { second } from './time-text.ts';

/** A digest of the copy, and whether it can be believed. */
export interface JudgedDigest extends ReadDigest {
  /**
   * `signed`: a listed key signed it. `unsigned`: the copy does not hold its signature. `refused`: its signature, place, key or hash does not
   * hold.
   */
  readonly standing: 'signed' | 'unsigned' | 'refused';
  readonly signatureFrom: 'next digest' | 'sidecar' | null;
  readonly startMs: number;
  readonly endMs: number;
  /** Digests that name this one as their predecessor, newest last. */
  readonly successors: readonly ReadDigest[];
}

export interface DigestJudgement {
  readonly digests: readonly JudgedDigest[];
  readonly findings: readonly Finding[];
}

/**
 * Verifies the signature of every digest (CloudTrail: "Custom implementations of log file integrity validation"). Object metadata is lost in
 * a plain copy, but the next digest carries the signature; it proves itself, wherever it was found.
 */
export function judgeDigests(digests: readonly (ReadDigest | UnreadDigest)[], keys: DigestKeys): DigestJudgement {
  const findings: Finding[] = [];
  const read: ReadDigest[] = [];
  for (const digest of digests) {
    if ('problem' in digest) findings.push(finding(unreadCodes[digest.problem], placeOf(digest)));
    else read.push(digest);
  }
  const successors = groupBy(read, ({ body }) => `${body.previousDigestS3Bucket}/${body.previousDigestS3Object}`);
  const judged = read.map((digest) => judge({ digest, successors: successors.get(placeOf(digest)) ?? [], keys }, findings));
  return { digests: judged, findings };
}

export function placeOf({ entry }: Pick<ReadDigest, 'entry'>): string {
  return `${entry.bucket}/${entry.key}`;
}

function wantedPlace({ digestS3Bucket, digestS3Object }: ReadDigest['body']): string {
  return `${digestS3Bucket}/${digestS3Object}`;
}

const unreadCodes = {
  file: 'DigestUnopened',
  gzip: 'DigestNotGzip',
  large: 'DigestTooLarge',
  json: 'DigestNotJson',
  fields: 'DigestFieldsWrong',
} as const satisfies Readonly<Record<UnreadDigest['problem'], FindingCode>>;

interface Case {
  readonly digest: ReadDigest;
  readonly successors: readonly ReadDigest[];
  readonly keys: DigestKeys;
}

function judge(question: Case, findings: Finding[]): JudgedDigest {
  const { digest, successors } = question;
  const { body } = digest;
  const startMs = Date.parse(body.digestStartTime);
  const endMs = Date.parse(body.digestEndTime);
  const judged = { ...digest, startMs, endMs, successors };
  const refusal = refusalOf(question) ?? keyRefusalOf(question);
  if (refusal !== undefined) {
    findings.push(refusal);
    return { ...judged, standing: 'refused', signatureFrom: null };
  }
  const carried = successors.map((next) => next.body.previousDigestSignature ?? '');
  const held = new Map(carried.map((signature) => [signature, signatureHolds(question, signature)]));
  const holds = (signature: string): boolean => held.get(signature) ?? signatureHolds(question, signature);
  const isCarried = carried.some(holds);
  const isBeside = digest.ownSignature !== null && holds(digest.ownSignature);
  if (isCarried || isBeside) {
    findings.push(...doubtsOfSigned({ ...question, holds }));
    return { ...judged, standing: 'signed', signatureFrom: isCarried ? 'next digest' : 'sidecar' };
  }
  if (carried.length === 0 && digest.ownSignature === null) return { ...judged, standing: 'unsigned', signatureFrom: null };
  findings.push(badSignature(question));
  return { ...judged, standing: 'refused', signatureFrom: null };
}

/** A digest speaks for its own place only: one that was moved or copied proves nothing there. */
function refusalOf({ digest: { body, name, entry } }: Case): Finding | undefined {
  const place = `${entry.bucket}/${entry.key}`;
  const wanted = wantedPlace(body);
  if (wanted !== place) return finding('DigestMisplaced', place, { wanted });
  const isOfName = body.awsAccountId === name.account && Date.parse(body.digestEndTime) === name.endMs;
  if (!isOfName || Date.parse(body.digestStartTime) > name.endMs) return finding('DigestFieldsWrong', place);
  if (body.digestSignatureAlgorithm !== 'SHA256withRSA') {
    return finding('AlgorithmUnknown', place, { got: body.digestSignatureAlgorithm });
  }
  return undefined;
}

/**
 * A digest is signed after its end, so a key that became valid within the following hour may have signed it; after its validity none may. A
 * backfill digest is signed at some later time, which only metadata tells: for it the beginning of the validity is not held against the end.
 */
function keyRefusalOf({ digest: { body, name, entry }, keys }: Case): Finding | undefined {
  const place = `${entry.bucket}/${entry.key}`;
  const key = keys.byFingerprint.get(body.digestPublicKeyFingerprint.toLowerCase());
  if (key === undefined) return finding('KeyUnknown', place, { got: body.digestPublicKeyFingerprint });
  const isTooEarly = !name.isBackfill && name.endMs < key.validFromMs - hourMs;
  if (!isTooEarly && name.endMs <= key.validUntilMs) return undefined;
  const validity = { from: second(key.validFromMs), until: second(key.validUntilMs) };
  return finding('KeyOutsideValidity', place, { end: body.digestEndTime, ...validity });
}

const hourMs = 3_600_000;

function signatureHolds({ digest: { body, sha256, entry }, keys }: Case, signature: string): boolean {
  const key = keys.byFingerprint.get(body.digestPublicKeyFingerprint.toLowerCase());
  if (key === undefined || !/^([0-9a-f]{2})+$/i.test(signature)) return false;
  const signed = [body.digestEndTime, `${entry.bucket}/${entry.key}`, sha256, body.previousDigestSignature ?? 'null'].join('\n');
  return verify('sha256', Buffer.from(signed, 'utf8'), key.publicKey, Buffer.from(signature, 'hex'));
}

function badSignature({ digest, successors }: Case): Finding {
  const named = successors.map(({ body }) => body.previousDigestHashValue?.toLowerCase() ?? 'none');
  const [wanted] = named.filter((hash) => hash !== digest.sha256);
  if (wanted !== undefined) return finding('DigestChanged', placeOf(digest), { got: digest.sha256, wanted });
  return finding('DigestSignatureInvalid', placeOf(digest), { count: digest.body.logFiles.length });
}

/** What is said about a digest that proves itself, and is not so. */
function doubtsOfSigned({ digest, successors, holds }: Case & { readonly holds: (signature: string) => boolean }): readonly Finding[] {
  const place = placeOf(digest);
  const wrong = successors.filter(({ body }) => {
    return body.previousDigestHashValue?.toLowerCase() !== digest.sha256 || !holds(body.previousDigestSignature ?? '');
  });
  const rivals = successors.filter((next) => placeOf(next) === wantedPlace(next.body));
  return [
    ...wrong.map((next) => finding('PredecessorDiffers', placeOf(next))),
    ...(rivals.length > 1 ? [finding('ChainForked', place, { count: rivals.length })] : []),
    ...(digest.ownSignature !== null && !holds(digest.ownSignature) ? [finding('SidecarInvalid', place)] : []),
  ];
}

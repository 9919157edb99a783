import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { parsedJson } from '../../domain/json.ts';
import { type DigestName, sidecarSuffix } from './archive-names.ts';
import type { ArchiveEntry } from './walk.ts';

/** One digest file of the copy, read and not yet judged. */
export interface ReadDigest {
  readonly entry: ArchiveEntry;
  readonly name: DigestName;
  readonly body: DigestBody;
  /** Hex, of the uncompressed bytes. */
  readonly sha256: string;
  /** From the sidecar, where there is one. */
  readonly ownSignature: string | null;
}

/** A digest that says nothing: why. */
export interface UnreadDigest {
  readonly entry: ArchiveEntry;
  readonly name: DigestName;
  readonly problem: 'file' | 'gzip' | 'large' | 'json' | 'fields';
}

const text = z.string().nullable();
const instant = z.iso.datetime();
const hexHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/i)
  .toLowerCase();

/** CloudTrail: "CloudTrail digest file structure". Unknown fields are passed over: AWS adds some. */
export const digestBody = z.object({
  awsAccountId: z.string(),
  digestStartTime: instant,
  digestEndTime: instant,
  digestS3Bucket: z.string(),
  digestS3Object: z.string(),
  digestPublicKeyFingerprint: z.string(),
  digestSignatureAlgorithm: z.string(),
  previousDigestS3Bucket: text,
  previousDigestS3Object: text,
  previousDigestHashValue: text,
  previousDigestSignature: text,
  logFiles: z.array(z.object({ s3Bucket: z.string(), s3Object: z.string(), hashValue: hexHash, hashAlgorithm: z.literal('SHA-256') })),
});
export type DigestBody = z.infer<typeof digestBody>;

const sidecar = z.object({ signature: z.string().regex(/^([0-9a-f]{2})+$/i) });

/**
 * Reads a digest of at most `maxInflatedBytes`. `hasSidecar`: whether the walk met one. Without waiting: digests are small, and a call that waits costs
 * more than the reading.
 */
export function readDigest(
  at: { readonly entry: ArchiveEntry; readonly name: DigestName; readonly hasSidecar: boolean },
  maxInflatedBytes: number,
): ReadDigest | UnreadDigest {
  const { entry, name } = at;
  const inflated = inflate(entry.path, maxInflatedBytes);
  if (typeof inflated === 'string') return { entry, name, problem: inflated };
  const json = parsedJson(inflated.toString('utf8'));
  const body = digestBody.safeParse(json);
  if (!body.success) return { entry, name, problem: json === undefined ? 'json' : 'fields' };
  const ownSignature = at.hasSidecar ? signatureBeside(entry.path) : null;
  return { entry, name, body: body.data, sha256: hash('sha256', inflated), ownSignature };
}

/** An unreadable sidecar is a signature that does not hold: it never makes anything better. */
function signatureBeside(path: string): string {
  const content = contentOf(`${path}${sidecarSuffix}`);
  return sidecar.safeParse(content && parsedJson(content.toString('utf8'))).data?.signature ?? '';
}

/** A signature has a thousand characters at most. */
const largestSidecarBytes = 64 * 1024;

function contentOf(path: string): Buffer | undefined {
  try {
    return statSync(path).size > largestSidecarBytes ? undefined : readFileSync(path);
  } catch {
    // told as a signature that does not hold
    return undefined;
  }
}

function inflate(path: string, maxOutputLength: number): Buffer | 'file' | 'gzip' | 'large' {
  try {
    if (statSync(path).size > maxOutputLength) return 'large';
    const file = readFileSync(path);
    const { buffer, engine } = inflateTelling(file, maxOutputLength);
    return engine.bytesWritten === file.length ? buffer : 'gzip';
  } catch (error) {
    const code = coded.safeParse(error).data?.code ?? '';
    if (code === 'ERR_BUFFER_TOO_LARGE') return 'large';
    return code.startsWith('Z_') ? 'gzip' : 'file';
  }
}

const coded = z.object({ code: z.string() });
const inflated = z.object({ buffer: z.instanceof(Buffer), engine: z.object({ bytesWritten: z.number() }) });

/** The types of Node do not know what `info` answers (Node: "zlib", convenience methods). */
function inflateTelling(file: Buffer, maxOutputLength: number): z.infer<typeof inflated> {
  return inflated.parse(gunzipSync(file, { info: true, maxOutputLength }));
}

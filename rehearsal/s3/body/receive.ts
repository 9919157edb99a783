import type { Readable } from 'node:stream';
import { AwsError } from '../../cloud.ts';
import type { ChecksumAlgorithm } from '../store/version.ts';
import { AwsChunked, incomplete } from './aws-chunked.ts';
import { checksumHeader, type Hasher, newHasher } from './checksums.ts';
import type { BodyTerms } from './terms.ts';

/** Takes the decoded bytes; answers a promise where the sender must wait. */
export type Sink = (piece: Buffer) => Promise<void> | undefined;

export interface Receipt {
  readonly sizeBytes: number;
  /** Hex; only where it was wanted. */
  readonly md5?: string;
  /** Base64, as the request claimed and as it is. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

export interface Receiving {
  readonly terms: BodyTerms;
  readonly sink: Sink;
  /** Computes MD5 even if the request does not state it. */
  readonly wantMd5: boolean;
  /** Ends the sink, which hashes what it takes; answers SHA-256 where `needsSha256` said so. @default the bytes are hashed here */
  readonly finish?: () => Promise<Uint8Array | undefined>;
}

/**
 * Reads a body once, with only the hashes that the terms call for, and holds all of it against the terms. Throws IncompleteBody,
 * BadDigest, XAmzContentSHA256Mismatch and SignatureDoesNotMatch; what the sink took must not count then.
 */
export const receiveBody = async (source: Readable, receiving: Receiving): Promise<Receipt> => {
  const { terms } = receiving;
  const hashers = hashersFor(receiving);
  const decoder = decoderFor(terms);
  let sizeBytes = 0;
  const take = (piece: Buffer): Promise<void> | undefined => {
    sizeBytes += piece.length;
    if (sizeBytes > terms.sizeBytes) throw incomplete();
    for (const hasher of hashers.values()) hasher.update(piece);
    return receiving.sink(piece);
  };
  await flow(source, (bytes) => {
    if (decoder === undefined) return take(bytes);
    const waits = decoder.decode(bytes).map(take);
    return waits.at(-1);
  });
  const trailing = decoder?.finish();
  if (sizeBytes !== terms.sizeBytes) throw incomplete();
  const digests = digestsOf(hashers);
  const sha256 = await receiving.finish?.();
  if (sha256 !== undefined) digests.set('SHA256', Buffer.from(sha256));
  return check(receiving, { digests, trailing, sizeBytes });
};

/** Whether SHA-256 of a body is called for. */
export const needsSha256 = ({ sha256, checksum }: BodyTerms): boolean => sha256 !== undefined || checksum?.algorithm === 'SHA256';

type HashName = ChecksumAlgorithm | 'MD5';

const hashersFor = ({ terms, wantMd5, finish }: Receiving): ReadonlyMap<HashName, Hasher> => {
  const names = new Set<HashName>();
  if (terms.sha256 !== undefined) names.add('SHA256');
  if (terms.md5 !== undefined || wantMd5) names.add('MD5');
  if (terms.checksum !== undefined) names.add(terms.checksum.algorithm);
  if (finish) names.delete('SHA256');
  return new Map([...names].map((name) => [name, newHasher(name)]));
};

const decoderFor = ({ framing, checksum }: BodyTerms): AwsChunked | undefined => {
  if (framing.kind === 'plain') return undefined;
  const trailer = checksum !== undefined && checksum.value === undefined ? checksumHeader(checksum.algorithm) : undefined;
  return new AwsChunked({ signing: framing.signing, trailer });
};

const digestsOf = (hashers: ReadonlyMap<HashName, Hasher>): Map<HashName, Buffer> =>
  new Map([...hashers].map(([name, hasher]) => [name, hasher.digest()]));

interface Result {
  readonly digests: ReadonlyMap<HashName, Buffer>;
  readonly trailing: string | undefined;
  readonly sizeBytes: number;
}

const check = ({ terms, wantMd5 }: Receiving, { digests, trailing, sizeBytes }: Result): Receipt => {
  const sha256 = digests.get('SHA256')?.toString('hex');
  if (terms.sha256 !== undefined && sha256 !== terms.sha256) {
    throw new AwsError('XAmzContentSHA256Mismatch', 400, "The provided 'x-amz-content-sha256' header does not match what was computed.", {
      ClientComputedContentSHA256: terms.sha256,
      S3ComputedContentSHA256: sha256 ?? '',
    });
  }
  const md5 = digests.get('MD5');
  if (terms.md5 !== undefined && md5?.toString('base64') !== terms.md5) {
    throw new AwsError('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.', {
      ExpectedDigest: terms.md5,
      CalculatedDigest: md5?.toString('base64') ?? '',
    });
  }
  const checksum = checkChecksum(terms, { digests, trailing });
  return { sizeBytes, md5: wantMd5 ? md5?.toString('hex') : undefined, checksum };
};

const checkChecksum = (terms: BodyTerms, { digests, trailing }: Omit<Result, 'sizeBytes'>): Receipt['checksum'] => {
  if (terms.checksum === undefined) return undefined;
  const { algorithm, value: stated = trailing } = terms.checksum;
  const value = digests.get(algorithm)?.toString('base64') ?? '';
  if (stated === value) return { algorithm, value };
  throw new AwsError('BadDigest', 400, `The ${algorithm} you specified did not match the calculated checksum.`);
};

/** Reads a stream to its end, holding it back while the taker is behind. */
const flow = (source: Readable, take: (bytes: Buffer) => Promise<void> | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (error?: unknown): void => {
      source.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onError);
      source.pause();
      if (error === undefined) resolve();
      else reject(error);
    };
    const onEnd = (): void => end();
    const onClose = (): void => end(incomplete());
    const onError = (error: unknown): void => end(isDisconnection(error) ? incomplete() : error);
    const onData = (bytes: Buffer): void => {
      try {
        const wait = take(bytes);
        if (wait === undefined) return;
        source.pause();
        wait.then(() => source.resume(), end);
      } catch (error) {
        end(error);
      }
    };
    source.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onError);
    if (source.readableEnded) end();
    else if (source.destroyed) end(incomplete());
  });

const isDisconnection = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ECONNRESET';

import { Refusal } from '../../domain/refusal.ts';
import type { World } from '../world.ts';
import { meaningOf } from './aws-refusal.ts';
import type { Credentials, Presign, S3Request } from './presign.ts';
import { elementText } from './xml.ts';

/**
 * The few S3 operations that desks do themselves, as presigned requests: with the SDK's S3 client a bundle would pass its limit of
 * 400 KB. Answers whatever S3 answered, except what passes by itself, which is tried again and then refused as Busy.
 */
export type S3Call = (
  request: Omit<S3Request, 'lifetimeSeconds'> & { readonly body?: string },
  credentials: Credentials,
) => Promise<S3Answer>;

export interface S3Answer {
  readonly status: number;
  /** S3's error code; undefined on success. It may come with status 200 (docs: Amazon S3 API, CompleteMultipartUpload). */
  readonly errorCode?: string;
  readonly etag?: string;
  readonly text: string;
}

const attempts = 3;
const timeoutMs = 10_000;

export function s3Caller(presign: Presign, { pause }: Pick<World, 'pause'>): S3Call {
  return async ({ body, ...request }, credentials) => {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const { url, headers } = await presign({ ...request, lifetimeSeconds: 60 }, credentials);
      const answer = await send(url, { method: request.method, headers, body });
      const refused = answer.errorCode && meaningOf(answer.errorCode);
      if (refused === 'KeyUnavailable') throw new Refusal(refused);
      if (refused !== 'Busy' && answer.status < 500) return answer;
      await pause(100 * attempt);
    }
    throw new Refusal('Busy');
  };
}

/** A broken line counts as a server that is away. */
async function send(url: string, init: RequestInit): Promise<S3Answer> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    const etag = response.headers.get('etag') ?? undefined;
    const errorCode = text.includes('<Error>') ? (elementText(text, 'Code') ?? 'Unknown') : undefined;
    return { status: response.status, text, etag, errorCode: errorCode ?? (response.ok ? undefined : 'Unknown') };
  } catch {
    return { status: 503, text: '', errorCode: 'ServiceUnavailable' };
  }
}

import { Refusal } from '../../domain/refusal.ts';
import type { DirectoryStore } from '../aws/directory-store.ts';
import { faultOf } from '../fault.ts';
import { type HttpAnswer, protectiveHeaders } from '../http/edge.ts';
import type { World } from '../world.ts';

/** Anybody may ask: one answer serves for so long, so that strangers cannot run up S3 requests. */
const keptMs = 30_000;

/** Answers the published directory as it was signed, `application/jose` (RFC 7515 section 9.2.1). */
export function directoryServer(published: DirectoryStore, world: World): () => Promise<HttpAnswer> {
  let kept: { readonly jws: string; readonly readAt: number } | undefined;
  const current = async (): Promise<string> => {
    const now = world.now().getTime();
    if (kept && now - kept.readAt < keptMs) return kept.jws;
    const found = await published.get();
    if (!found) throw new Refusal('DirectoryMissing');
    kept = { jws: found.jws, readAt: now };
    return found.jws;
  };
  return async () => {
    try {
      return { statusCode: 200, headers: { 'content-type': 'application/jose', ...protectiveHeaders }, body: await current() };
    } catch (error) {
      return failed(error, world);
    }
  };
}

function failed(error: unknown, world: World): HttpAnswer {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...protectiveHeaders };
  if (error instanceof Refusal) return { statusCode: error.status, headers, body: JSON.stringify(error.toBody()) };
  world.log({ event: 'DirectoryNotServed', fault: faultOf(error) });
  return { statusCode: 500, headers, body: JSON.stringify({ code: 'Internal' }) };
}

import type { Answer, Broken, Question } from './messages.ts';
import { Trouble } from './trouble.ts';
import { get } from './worker-get.ts';
import { hashParts, hashWhole } from './worker-hash.ts';
import { put } from './worker-put.ts';

/** The portal's worker: it sees bytes and presigned links, never a token. One question may be under way per id, many at a time. */
const underWay = new Map<number, AbortController>();

addEventListener('message', ({ data }: MessageEvent<Question>) => {
  if (data.act === 'stop') return underWay.get(data.stopped)?.abort();
  const stop = new AbortController();
  underWay.set(data.id, stop);
  work(data, stop.signal)
    .catch((error: unknown) => say({ id: data.id, at: 'broken', why: reasonOf(error, stop.signal) }))
    .finally(() => underWay.delete(data.id));
});

async function work(question: Exclude<Question, { readonly act: 'stop' }>, signal: AbortSignal): Promise<void> {
  const { id } = question;
  const how = { signal, onBytes: (bytes: number) => say({ id, at: 'bytes', bytes }) };
  switch (question.act) {
    case 'hash':
      return say({ id, at: 'hashed', sha256: [await hashWhole(question.file, how)] });
    case 'hash-parts':
      return say({ id, at: 'hashed', sha256: await hashParts(question.file, question.partSizeBytes, how) });
    case 'put':
      return say({ id, at: 'answered', ...(await put(question, how)) });
    case 'get':
      return say({ id, at: 'answered', ...(await get(question, how)) });
  }
}

function say(answer: Answer): void {
  postMessage(answer);
}

function reasonOf(error: unknown, signal: AbortSignal): Broken {
  if (signal.aborted) return 'stopped';
  if (error instanceof Trouble) return error.why;
  console.error(error);
  return 'line';
}

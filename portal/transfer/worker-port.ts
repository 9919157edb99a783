import { Failure } from '../../client/failure.ts';
import { LineBroken, StorageAnswer } from '../../client/sending/storage-answer.ts';
import type { Answer, Broken, GetTask, HashTask, PutTask, Question } from './messages.ts';

/** How a question may be given up, and who hears of its bytes. */
export interface Asked {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

/** The worker as the page sees it. Every method throws Failure, LineBroken, StorageAnswer, or Stopped where its signal was raised. */
export const bytesWorker = {
  /** SHA-256 of a file whole and, where it goes in parts, of each part. Throws Failure FileUnreadable. */
  hash: async (task: HashTask, asked: Asked = {}): Promise<{ readonly sha256: string; readonly partSha256: readonly string[] }> => {
    const answer = await ask({ act: 'hash', ...task }, asked);
    if (answer.at !== 'hashed') throw new Error('the worker answered something else');
    return answer;
  },
  put: async (task: PutTask, asked: Asked = {}): Promise<void> => {
    accept(await ask({ act: 'put', ...task }, asked));
  },
  /** Brings a whole document into the page's private folder; gives the SHA-256 of what is there. */
  get: async (task: GetTask, asked: Asked = {}): Promise<string> => {
    const { sha256 } = accept(await ask({ act: 'get', ...task }, asked));
    if (sha256 === undefined) throw new Error('the worker answered something else');
    return sha256;
  },
};

/** The person, or the page, gave the work up. */
export class Stopped extends Error {}

type Final = Exclude<Answer, { readonly at: 'bytes' | 'broken' }>;
type Task = Question extends infer One ? (One extends { readonly id: number } ? Omit<One, 'id'> : never) : never;

interface Waiter {
  readonly resolve: (answer: Final) => void;
  readonly reject: (error: unknown) => void;
  readonly onBytes?: (bytes: number) => void;
}

const waiting = new Map<number, Waiter>();
let lastId = 0;
let worker: Worker | undefined;

function ask(task: Task, { signal, onBytes }: Asked): Promise<Final> {
  if (signal?.aborted) return Promise.reject(new Stopped());
  worker ??= start();
  const asked = worker;
  lastId += 1;
  const id = lastId;
  const stop = (): void => asked.postMessage({ id: 0, act: 'stop', stopped: id } satisfies Question);
  signal?.addEventListener('abort', stop);
  return new Promise<Final>((resolve, reject) => {
    waiting.set(id, { resolve, reject, onBytes });
    asked.postMessage({ ...task, id });
  }).finally(() => {
    waiting.delete(id);
    signal?.removeEventListener('abort', stop);
  });
}

function start(): Worker {
  const started = new Worker(workerUrl());
  started.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    const waiter = waiting.get(data.id);
    if (data.at === 'bytes') waiter?.onBytes?.(data.bytes);
    else if (data.at === 'broken') waiter?.reject(errorOf(data.why));
    else waiter?.resolve(data);
  });
  started.addEventListener('error', () => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new Failure('Unreachable', 'worker.js'));
  });
  return started;
}

const address = '/worker.js';

/** Under Trusted Types a worker's address needs a policy: this one knows exactly one address. */
function workerUrl(): string {
  const { trustedTypes } = globalThis as unknown as { readonly trustedTypes?: TrustedTypes };
  return trustedTypes ? trustedTypes.createPolicy('liaison-worker', { createScriptURL: () => address }).createScriptURL(address) : address;
}

interface TrustedTypes {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ) => Pick<typeof String, never> & {
    readonly createScriptURL: (url: string) => string;
  };
}

function accept(answer: Final): { readonly sha256?: string } {
  if (answer.at !== 'answered') throw new Error('the worker answered something else');
  if (answer.status < 200 || answer.status >= 300) throw new StorageAnswer(answer.status, answer.text);
  return answer;
}

function errorOf(why: Broken): Error {
  switch (why) {
    case 'line':
      return new LineBroken('the line broke');
    case 'file':
      return new Failure('FileUnreadable');
    case 'room':
      return new Failure('FolderUnwritable');
    case 'overlong':
      return new Failure('DownloadDiffers');
    case 'stopped':
      return new Stopped();
  }
}

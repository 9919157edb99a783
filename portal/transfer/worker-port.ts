import { Failure } from '../../client/failure.ts';
import { LineBroken, StorageAnswer } from '../../client/sending/storage-answer.ts';
import type { Answer, Broken, GetTask, PutTask, Question } from './messages.ts';

/** How a question may be given up, and who hears of its bytes. */
export interface Asked {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

export interface HashTask {
  readonly file: Blob;
  /** Absent for a document that goes in one PUT. */
  readonly partSizeBytes?: number;
}

export interface Hashed {
  readonly sha256: string;
  /** In order; empty for a document that goes in one PUT. */
  readonly partSha256: readonly string[];
}

/** The worker as the page sees it. Every method throws Failure, LineBroken, StorageAnswer, or Stopped where its signal was raised. */
export const bytesWorker = {
  /** SHA-256 of a file whole and, where it goes in parts, of each part. Throws Failure FileUnreadable. */
  hash: async ({ file, partSizeBytes }: HashTask, asked: Asked = {}): Promise<Hashed> => {
    const whole = ask({ act: 'hash', file }, asked);
    // beside it, in the second worker: two passes over the file cost less than one processor left idle
    const parts = partSizeBytes === undefined ? undefined : ask({ act: 'hash-parts', file, partSizeBytes }, { signal: asked.signal }, 1);
    parts?.catch(() => {});
    const [sha256 = ''] = hashesIn(await whole);
    return { sha256, partSha256: parts ? hashesIn(await parts) : [] };
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
const workers: (Worker | undefined)[] = [];

function ask(task: Task, { signal, onBytes }: Asked, number = 0): Promise<Final> {
  if (signal?.aborted) return Promise.reject(new Stopped());
  const asked = workers[number] ?? start(number);
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

function start(number: number): Worker {
  const started = new Worker(workerUrl());
  workers[number] = started;
  started.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    const waiter = waiting.get(data.id);
    if (data.at === 'bytes') waiter?.onBytes?.(data.bytes);
    else if (data.at === 'broken') waiter?.reject(errorOf(data.why));
    else waiter?.resolve(data);
  });
  started.addEventListener('error', () => {
    workers[number] = undefined;
    for (const { reject } of waiting.values()) reject(new Failure('Unreachable', 'worker.js'));
  });
  return started;
}

const address = '/worker.js';

/** Under Trusted Types a worker's address needs a policy: this one knows exactly one address, and is made once. */
function workerUrl(): string {
  policy ??= window.trustedTypes?.createPolicy('liaison-worker', { createScriptURL: () => address });
  return policy ? policy.createScriptURL(address) : address;
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

declare global {
  interface Window {
    /** Absent in browsers without Trusted Types. */
    readonly trustedTypes?: TrustedTypes;
  }
}

interface TrustedTypes {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ) => Pick<typeof String, never> & {
    readonly createScriptURL: (url: string) => string;
  };
}

function hashesIn(answer: Final): readonly string[] {
  if (answer.at !== 'hashed') throw new Error('the worker answered something else');
  return answer.sha256;
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

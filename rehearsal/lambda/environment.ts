import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';

/** What a function ended with: its result as JSON text, or the error that Lambda would report. */
export type InvocationOutcome =
  | { readonly ok: true; readonly payload: string }
  | {
      readonly ok: false;
      readonly error: { readonly errorType: string; readonly errorMessage: string; readonly trace: readonly string[] };
    };

export interface EnvironmentProps {
  readonly modulePath: string;
  readonly exportName: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly memorySizeMb: number;
  readonly log: (text: string) => void;
  /** Longest time for the bundle to load (docs: "Lambda execution environment lifecycle"). @default 10 s */
  readonly initTimeoutMs?: number;
}

export interface Invocation {
  /** JSON. */
  readonly event: unknown;
  readonly context: Readonly<Record<string, string>> & { readonly awsRequestId: string };
  readonly timeoutMs: number;
}

/** A small one: by default every environment keeps many megabytes that it has only once needed, and hundreds of them stand side by side. */
const youngGenerationMb = 4;

const failure = z.object({ errorType: z.string(), errorMessage: z.string(), trace: z.array(z.string()) });
const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('broken'), error: failure }),
  z.object({ kind: z.literal('result'), payload: z.string() }),
  z.object({ kind: z.literal('error'), error: failure }),
]);

/** One execution environment: a worker thread with the function's bundle and environment variables, and nothing of the host's. */
export class ExecutionEnvironment {
  private readonly worker: Worker;
  private readonly ready: Promise<InvocationOutcome | undefined>;
  private readonly initTimeoutMs: number;
  private readonly printed: Promise<unknown>;
  private ended = false;

  constructor(props: EnvironmentProps) {
    this.initTimeoutMs = props.initTimeoutMs ?? 10_000;
    this.worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      env: { ...props.variables },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: props.memorySizeMb, maxYoungGenerationSizeMb: youngGenerationMb },
      workerData: { moduleUrl: pathToFileURL(props.modulePath).href, exportName: props.exportName },
    });
    this.worker.stdout.on('data', (chunk: Buffer) => props.log(chunk.toString('utf8')));
    this.worker.stderr.on('data', (chunk: Buffer) => props.log(chunk.toString('utf8')));
    this.printed = Promise.allSettled([finished(this.worker.stdout), finished(this.worker.stderr)]);
    this.worker.on('error', (error) => props.log(`${error instanceof Error ? error.stack : String(error)}\n`));
    this.worker.on('exit', () => {
      this.ended = true;
    });
    this.ready = this.nextMessage().then((said) => (said.ok ? undefined : said));
  }

  get usable(): boolean {
    return !this.ended;
  }

  /** Ends the environment where the function outlives its time. */
  async invoke({ event, context, timeoutMs }: Invocation): Promise<InvocationOutcome> {
    const started = await this.within(this.initTimeoutMs, this.ready);
    if (started === 'late' || started) {
      await this.end();
      return started === 'late' ? timedOut(context.awsRequestId, this.initTimeoutMs) : ofRequest(context.awsRequestId, started);
    }
    const answer = this.nextMessage();
    this.worker.postMessage({ event, context, deadline: Date.now() + timeoutMs });
    const outcome = await this.within(timeoutMs, answer);
    if (outcome !== 'late') return ofRequest(context.awsRequestId, outcome);
    await this.end();
    return timedOut(context.awsRequestId, timeoutMs);
  }

  /** Resolves when the thread is gone and the last word it printed was given to `log`. */
  async end(): Promise<void> {
    this.ended = true;
    await this.worker.terminate();
    await this.printed;
  }

  private async within<T>(milliseconds: number, work: Promise<T>): Promise<T | 'late'> {
    const stop = new AbortController();
    const late = new Promise<'late'>((resolve) => {
      // what has come by then counts, though this process was too busy to look
      const timer = setTimeout(() => setImmediate(() => resolve('late')), milliseconds);
      stop.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    const first = await Promise.race([work, late]);
    stop.abort();
    return first;
  }

  private async nextMessage(): Promise<InvocationOutcome> {
    const stop = new AbortController();
    const said = once(this.worker, 'message', { signal: stop.signal }).then(([raw]) => toOutcome(message.parse(raw)));
    const exited = once(this.worker, 'exit', { signal: stop.signal }).then(([code]) => exit(Number(code)));
    for (const waiting of [said, exited]) waiting.catch(() => undefined);
    const outcome = await Promise.race([said, exited]).catch((error: unknown) => crashed(error));
    stop.abort();
    return outcome;
  }
}

/** docs: "Lambda quotas", invocation payload of a synchronous response: 6 MB, and what Lambda adds to it. */
const maxPayloadBytes = 6_291_556;

function toOutcome(said: z.infer<typeof message>): InvocationOutcome {
  if (said.kind === 'ready') return { ok: true, payload: '' };
  if (said.kind !== 'result') return { ok: false, error: said.error };
  const { payload } = said;
  if (Buffer.byteLength(payload) <= maxPayloadBytes) return { ok: true, payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`;
  return { ok: false, error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage, trace: [] } };
}

const exitError = 'Runtime.ExitError';

/** Lambda writes the request before what its sandbox says, and not before what the function says. */
function ofRequest(requestId: string, outcome: InvocationOutcome): InvocationOutcome {
  if (outcome.ok || outcome.error.errorType !== exitError) return outcome;
  return { ok: false, error: { ...outcome.error, errorMessage: `RequestId: ${requestId} Error: ${outcome.error.errorMessage}` } };
}

function timedOut(requestId: string, timeoutMs: number): InvocationOutcome {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return { ok: false, error: { errorType: 'Sandbox.Timedout', errorMessage, trace: [] } };
}

function exit(code: number): InvocationOutcome {
  const how = code === 0 ? 'without providing a reason' : `with error: exit status ${code}`;
  return { ok: false, error: { errorType: exitError, errorMessage: `Runtime exited ${how}`, trace: [] } };
}

/** The thread itself failed, for want of memory for example. */
function crashed(error: unknown): InvocationOutcome {
  const text = error instanceof Error ? error.message : String(error);
  return { ok: false, error: { errorType: exitError, errorMessage: `Runtime exited with error: ${text}`, trace: [] } };
}

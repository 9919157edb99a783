import { once } from 'node:events';
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
}

export interface Invocation {
  /** JSON. */
  readonly event: unknown;
  readonly context: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

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
  private ended = false;

  constructor(props: EnvironmentProps) {
    this.worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      env: { ...props.variables },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: props.memorySizeMb },
      workerData: { moduleUrl: pathToFileURL(props.modulePath).href, exportName: props.exportName },
    });
    this.worker.stdout.on('data', (chunk: Buffer) => props.log(chunk.toString('utf8')));
    this.worker.stderr.on('data', (chunk: Buffer) => props.log(chunk.toString('utf8')));
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
    const broken = await this.ready;
    if (broken) {
      await this.end();
      return broken;
    }
    const answer = this.nextMessage();
    this.worker.postMessage({ event, context, deadline: Date.now() + timeoutMs });
    const timeout = new AbortController();
    const late = new Promise<InvocationOutcome>((resolve) => {
      const timer = setTimeout(() => resolve(timedOut(timeoutMs)), timeoutMs);
      timeout.signal.addEventListener('abort', () => clearTimeout(timer));
    });
    const outcome = await Promise.race([answer, late]);
    timeout.abort();
    if (!outcome.ok && outcome.error.errorType === 'Sandbox.Timedout') await this.end();
    return outcome;
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.worker.terminate();
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

function toOutcome(said: z.infer<typeof message>): InvocationOutcome {
  switch (said.kind) {
    case 'ready':
      return { ok: true, payload: '' };
    case 'result':
      return { ok: true, payload: said.payload };
    default:
      return { ok: false, error: said.error };
  }
}

function timedOut(timeoutMs: number): InvocationOutcome {
  return {
    ok: false,
    error: { errorType: 'Sandbox.Timedout', errorMessage: `Task timed out after ${timeoutMs / 1000} seconds`, trace: [] },
  };
}

function exit(code: number): InvocationOutcome {
  return { ok: false, error: { errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with ${code}`, trace: [] } };
}

function crashed(error: unknown): InvocationOutcome {
  const text = error instanceof Error ? error.message : String(error);
  return { ok: false, error: { errorType: 'Runtime.ExitError', errorMessage: text, trace: [] } };
}

import type * as z from 'zod/mini';
import { parsedJson } from '../domain/json.ts';
import { DeskRefusal, refusalIn } from './desk-refusal.ts';
import { Failure } from './failure.ts';
import { deskRetries, type Pause, retrying } from './retry.ts';

/** One request to a desk. `repeatable` is false where a second one would do a second thing. */
export interface DeskRequest<Answer> {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly answer: z.ZodMiniType<Answer>;
  readonly repeatable: boolean;
}

/** Asks a desk. Throws DeskRefusal for its "no", Failure Unreachable after the retries, Failure UnexpectedAnswer for anything unknown. */
export async function askDesk<Answer>(request: DeskRequest<Answer>, pause: Pause): Promise<Answer> {
  const isTransient = (error: unknown): boolean => isBusy(error) || (request.repeatable && isBroken(error));
  return retrying(() => askOnce(request), isTransient, { ...deskRetries, ...pause });
}

/** GETs a text, such as the directory; the same retries and refusals. */
export async function fetchText(url: string, pause: Pause): Promise<string> {
  const get = async (): Promise<string> => {
    const response = await send(url, { method: 'GET', headers: { accept: 'application/jose, application/json' } });
    const text = await readBounded(response);
    if (response.ok) return text;
    throw refusalOf(response.status, text);
  };
  return retrying(get, (error) => isBusy(error) || isBroken(error), { ...deskRetries, ...pause });
}

const timeoutMs = 60_000;
/** A page of 100 summaries and a manifest of 1.5 MB with its receipts both fit. */
const maxAnswerBytes = 16 * 1024 * 1024;

async function askOnce<Answer>(request: DeskRequest<Answer>): Promise<Answer> {
  const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
  const headers = {
    accept: 'application/json',
    ...(request.body !== undefined && { 'content-type': 'application/json' }),
    ...request.headers,
  };
  const response = await send(request.url, { method: request.method, headers, ...body });
  const text = await readBounded(response);
  if (!response.ok) throw refusalOf(response.status, text);
  const parsed = request.answer.safeParse(parsedJson(text));
  if (!parsed.success) throw new Failure('UnexpectedAnswer', `${request.method} answered ${response.status} in another form`);
  return parsed.data;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  } catch (cause) {
    throw new Failure('Unreachable', new URL(url).host, { cause });
  }
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = '';
  let length = 0;
  try {
    for (let step = await reader?.read(); step && !step.done; step = await reader?.read()) {
      length += step.value.length;
      if (length > maxAnswerBytes) throw new Failure('UnexpectedAnswer', `more than ${maxAnswerBytes} bytes`);
      text += decoder.decode(step.value, { stream: true });
    }
  } catch (cause) {
    await reader?.cancel().catch(() => {});
    if (cause instanceof Failure) throw cause;
    throw new Failure('Unreachable', 'the line broke', { cause });
  }
  return text + decoder.decode();
}

function refusalOf(status: number, text: string): Error {
  const refusal = refusalIn(status, parsedJson(text));
  if (refusal) return refusal;
  return status >= 500 || status === 429
    ? new Failure('Unreachable', `HTTP status ${status}`)
    : new Failure('UnexpectedAnswer', `HTTP status ${status}`);
}

/** Busy says that nothing was changed. */
function isBusy(error: unknown): boolean {
  return error instanceof DeskRefusal && error.body.code === 'Busy';
}

function isBroken(error: unknown): boolean {
  return error instanceof Failure && error.code === 'Unreachable';
}

import type { PutTask } from './messages.ts';
import { type How, Trouble } from './trouble.ts';

export interface Answered {
  readonly status: number;
  /** Empty where the answer was a yes. */
  readonly text: string;
}

/** One PUT behind a presigned link. XMLHttpRequest, because fetch tells nothing of an upload's progress. */
export function put({ body, url, headers }: PutTask, { signal, onBytes }: How): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let told = 0;
    let timer = setTimeout(() => request.abort(), idleMs);
    const tell = (loaded: number): void => {
      onBytes(loaded - told);
      told = loaded;
    };
    const fail = (): void => {
      clearTimeout(timer);
      tell(0);
      reject(new Trouble('line'));
    };
    const stop = (): void => request.abort();
    request.upload.onprogress = ({ loaded }) => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), idleMs);
      tell(Math.min(loaded, body.size));
    };
    request.onload = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      const isYes = request.status >= 200 && request.status < 300;
      tell(isYes ? body.size : 0);
      resolve({ status: request.status, text: isYes ? '' : request.responseText.slice(0, maxErrorLetters) });
    };
    request.onerror = fail;
    request.onabort = fail;
    signal.addEventListener('abort', stop);
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) if (!setByBrowser.has(name.toLowerCase())) request.setRequestHeader(name, value);
    request.send(body);
  });
}

/** Signed, and sent by the browser itself as the body demands; scripts may not set them (Fetch, forbidden request-header). */
const setByBrowser: ReadonlySet<string> = new Set(['host', 'content-length']);
const idleMs = 60_000;
const maxErrorLetters = 64 * 1024;

import { lineKey, lineSequence } from '../../domain/copied-ledger.ts';
import { hexToBase64, sha256Hex } from '../hash.ts';
import type { Credentials } from './presign.ts';
import type { S3Call } from './s3-call.ts';
import { elementText } from './xml.ts';

/** The ledger's lines in the copy of a country's vault. */
export interface CopiedLines {
  /**
   * Sequence of the newest line there; 0 where there is none. Lines are put down in order, so that all before it are there too. `from` is one that is
   * known to be there: nobody can take a line away.
   */
  readonly newest: (from: number) => Promise<number>;
  /** Puts a line down, unless it is there already. */
  readonly put: (sequence: number, text: string) => Promise<void>;
}

export function copiedLines(bucket: string, call: S3Call, credentials: Credentials): CopiedLines {
  const firstAfter = (sequence: number) => firstLineAfter({ bucket, call, credentials }, sequence);
  return {
    newest: (from) => newestOf(firstAfter, from),
    put: async (sequence, text) => {
      const headers = {
        'content-type': 'application/json',
        'if-none-match': '*',
        // Object Lock wants the body's integrity stated
        'x-amz-checksum-sha256': hexToBase64(sha256Hex(text)),
      };
      const answer = await call({ method: 'PUT', bucket, key: lineKey(sequence), headers, body: text }, credentials);
      if (answer.errorCode && answer.status !== 412) throw refused(answer);
    },
  };
}

/**
 * A listing goes upwards only: asks for what comes after a line that is there, goes on in ever larger steps, then halves the gap. One question where
 * nothing came since; forty for a million lines of which nothing was known.
 */
async function newestOf(firstAfter: (sequence: number) => Promise<number | undefined>, from: number): Promise<number> {
  let [known, step] = [from, 0];
  for (let next = await firstAfter(known); next !== undefined; next = await firstAfter(known + step)) {
    known = next;
    step = Math.max(1, step * 2);
  }
  // nothing lies after `beyond`
  let beyond = known + step;
  while (known < beyond) {
    const middle = Math.floor((known + beyond) / 2);
    const next = await firstAfter(middle);
    if (next === undefined) beyond = middle;
    else known = next;
  }
  return known;
}

interface Place {
  readonly bucket: string;
  readonly call: S3Call;
  readonly credentials: Credentials;
}

/** docs: Amazon S3 API, ListObjectsV2: keys after one, in UTF-8 order. */
async function firstLineAfter({ bucket, call, credentials }: Place, sequence: number): Promise<number | undefined> {
  const query = { 'list-type': '2', prefix: 'ledger/', 'start-after': lineKey(sequence), 'max-keys': '1' };
  const answer = await call({ method: 'GET', bucket, key: '', query }, credentials);
  if (answer.errorCode) throw refused(answer);
  const key = elementText(answer.text, 'Key');
  return key === undefined ? undefined : lineSequence(key);
}

function refused({ status, errorCode }: Awaited<ReturnType<S3Call>>): Error {
  return Object.assign(new Error('S3 refused'), { name: `S3 ${status} ${errorCode}` });
}

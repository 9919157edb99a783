import { lineKey, lineSequence } from '../../domain/copied-ledger.ts';
import { hexToBase64, sha256Hex } from '../hash.ts';
import type { Credentials } from './presign.ts';
import type { S3Call } from './s3-call.ts';
import { elementText } from './xml.ts';

/** The ledger's lines in the copy of a country's vault. */
export interface CopiedLines {
  /** Sequence of the newest line there; 0 where there is none. Lines are put down in order, so that all before it are there too. */
  readonly newest: () => Promise<number>;
  /** Puts a line down, unless it is there already. */
  readonly put: (sequence: number, text: string) => Promise<void>;
}

export function copiedLines(bucket: string, call: S3Call, credentials: Credentials): CopiedLines {
  const firstAfter = (sequence: number) => firstLineAfter({ bucket, call, credentials }, sequence);
  return {
    newest: () => newestOf(firstAfter),
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
 * A listing goes upwards only: asks for what comes after ever larger numbers, then halves the gap. Twenty questions for the first million lines;
 * a run that is up to date asks as many, once a minute.
 */
async function newestOf(firstAfter: (sequence: number) => Promise<number | undefined>): Promise<number> {
  let [known, beyond] = [0, 1];
  for (let next = await firstAfter(0); next !== undefined; next = await firstAfter(beyond)) {
    known = next;
    beyond = known * 2;
  }
  // nothing lies after `beyond`
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

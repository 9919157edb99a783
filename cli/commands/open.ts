import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../client/failure.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { download } from '../transfer/download.ts';
import { type DocumentsOptions, openIncoming } from './incoming.ts';
import type { Run } from './run.ts';

export interface OpenOptions extends DocumentsOptions {
  readonly out: string;
}

/** Fetches the documents of a dispatch into a folder and verifies each against the sender's manifest. */
export async function openDispatch(run: Run, options: OpenOptions): Promise<ExitCode> {
  const { connection, manifest, documents, askLink } = await openIncoming(run, options);
  const folder = resolve(run.host.cwd, options.out);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause) => {
    throw new Failure('FolderUnwritable', folder, { cause });
  });
  const { allowPlainHttp } = connection.place;
  const progress = run.output.progress(
    'Receiving',
    documents.reduce((sum, entry) => sum + entry.sizeBytes, 0),
  );
  const opened: Opened[] = [];
  try {
    for (const entry of documents) {
      const task = { dispatchId: manifest.dispatchId, entry, folder, allowPlainHttp, onBytes: progress.advance };
      const { path, kept } = await download({ ...task, askLink: () => askLink(entry.number) }, run.host);
      opened.push({ number: entry.number, name: entry.name, path, sizeBytes: entry.sizeBytes, sha256: entry.sha256, kept });
    }
  } finally {
    progress.end();
  }
  const { dispatchId, from, case: reference } = manifest;
  run.output.result({ dispatchId, from, case: reference, documents: opened }, opened.map(lineOf));
  return exitCodes.done;
}

interface Opened {
  readonly number: number;
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly kept: boolean;
}

function lineOf(one: Opened): string {
  const how = one.kept ? 'was there already, unchanged' : 'received';
  return `${one.number}. ${one.path} (${one.sizeBytes} bytes, ${how}; SHA-256 as the sender signed it: ${one.sha256})`;
}

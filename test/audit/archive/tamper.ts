import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';

/** Text of a gzip file. */
export async function readGzip(path: string): Promise<string> {
  return gunzipSync(await readFile(path)).toString('utf8');
}

/** Replaces the text of a gzip file by what `change` makes of it. */
export async function rewriteGzip(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, gzipSync(change(await readGzip(path))));
}

/** Replaces the bytes of a file by what `change` makes of them. */
export async function rewriteBytes(path: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  await writeFile(path, change(await readFile(path)));
}

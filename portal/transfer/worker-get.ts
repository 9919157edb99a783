import { createSHA256 } from 'hash-wasm';
import type { GetTask } from './messages.ts';
import { type How, Trouble } from './trouble.ts';
import type { Answered } from './worker-put.ts';

/**
 * Appends what is missing of a document to a file in the page's private folder (origin private file system), then hashes the whole of it.
 * What has arrived stays for the next try. Answers the SHA-256 once every byte is there.
 */
export async function get(task: GetTask, how: How): Promise<Answered & { readonly sha256?: string }> {
  const file = await open(task.name);
  try {
    const there = file.getSize();
    if (there > task.sizeBytes) file.truncate(0);
    const offset = Math.min(there, task.sizeBytes) === there ? there : 0;
    how.onBytes(offset);
    if (offset < task.sizeBytes || task.sizeBytes === 0) {
      const refused = await receive(task, { file, offset }, how);
      if (refused) return refused;
    }
    return { status: 200, text: '', sha256: await hashOf(file, how.signal) };
  } finally {
    file.close();
  }
}

/** FileSystemSyncAccessHandle, which only workers have. */
interface SyncFile {
  readonly getSize: () => number;
  readonly read: (into: Uint8Array, at: { readonly at: number }) => number;
  readonly write: (bytes: Uint8Array, at: { readonly at: number }) => number;
  readonly truncate: (sizeBytes: number) => void;
  readonly flush: () => void;
  readonly close: () => void;
}

async function open(name: string): Promise<SyncFile> {
  try {
    const folder = await navigator.storage.getDirectory();
    const handle: FileSystemFileHandle & { readonly createSyncAccessHandle?: () => Promise<SyncFile> } = await folder.getFileHandle(name, {
      create: true,
    });
    if (!handle.createSyncAccessHandle) throw new Error('no synchronous access');
    return await handle.createSyncAccessHandle();
  } catch (cause) {
    throw new Trouble('room', { cause });
  }
}

interface Place {
  readonly file: SyncFile;
  readonly offset: number;
}

async function receive({ url, sizeBytes }: GetTask, { file, offset }: Place, { signal, onBytes }: How): Promise<Answered | undefined> {
  const headers = new Headers(offset > 0 ? { range: `bytes=${offset}-` } : undefined);
  const response = await fetch(url, { headers, signal, credentials: 'omit', cache: 'no-store', redirect: 'error' }).catch((cause) => {
    throw new Trouble('line', { cause });
  });
  if (!response.ok) return { status: response.status, text: (await response.text().catch(() => '')).slice(0, 64 * 1024) };
  let at = response.status === 206 ? offset : 0;
  if (at < offset) onBytes(at - offset);
  const reader = response.body?.getReader();
  try {
    for (let step = await read(reader); step && !step.done; step = await read(reader)) {
      if (at + step.value.length > sizeBytes) throw new Trouble('overlong');
      write(file, step.value, at);
      at += step.value.length;
      onBytes(step.value.length);
    }
  } finally {
    await reader?.cancel().catch(() => {});
    file.flush();
  }
  if (at < sizeBytes) throw new Trouble('line');
  return undefined;
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array> | undefined) {
  try {
    return await reader?.read();
  } catch (cause) {
    throw new Trouble('line', { cause });
  }
}

function write(file: SyncFile, bytes: Uint8Array, at: number): void {
  try {
    if (file.write(bytes, { at }) !== bytes.length) throw new Trouble('room');
  } catch (cause) {
    throw new Trouble('room', { cause });
  }
}

async function hashOf(file: SyncFile, signal: AbortSignal): Promise<string> {
  const hash = await createSHA256();
  const chunk = new Uint8Array(8 * 1024 * 1024);
  const sizeBytes = file.getSize();
  for (let at = 0; at < sizeBytes; ) {
    const length = file.read(chunk, { at });
    if (length === 0) break;
    hash.update(chunk.subarray(0, length));
    at += length;
    // lets a stop be heard
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) throw new Trouble('stopped');
  }
  return hash.digest('hex');
}

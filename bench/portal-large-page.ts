import type { Connection } from '../client/connection.ts';
import { foreignDesk, homeDesk } from '../client/desk-client.ts';
import { readDirectory, requireMember } from '../client/directory.ts';
import { host } from '../portal/app/exchange.ts';
import { prepareDocument } from '../portal/transfer/prepare.ts';
import { type Sending, startSend } from '../portal/transfer/send.ts';

/** Runs in a plain headless browser: one very large sparse file, hashed and sent with a pause in the middle. */
interface Task {
  readonly directory: string;
  readonly token: string;
  readonly sizeBytes: number;
}

async function json<Answer>(path: string, body: unknown): Promise<Answer> {
  const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function run(): Promise<void> {
  const { directory, token, sizeBytes }: Task = await json('/bench/task', {});
  const file = await sparseFile(sizeBytes);
  const connection = await connect(directory, token);
  const begun = performance.now();
  const document = await prepareDocument(file, file.name, connection.directory);
  const hashed = performance.now();
  const sending = startSend({
    connection,
    owner: { country: 'EG', person: 'bench' },
    cover: { to: 'MA', case: 'BENCH-LARGE', legalBasis: { instrument: 'riyadh-1983' }, urgency: 'routine' },
    documents: [document],
    files: [file],
    host,
  });
  pauseOnce(sending, sizeBytes / 2);
  await ended(sending);
  const seconds = (from: number): number => (performance.now() - from) / 1000;
  await json('/bench/report', {
    hash: (hashed - begun) / 1000,
    send: seconds(hashed),
    parts: document.partSha256.length,
    isConfirmed: sending.isConfirmed.value,
  });
}

/** Holds no blocks on the disk until somebody writes to it. */
async function sparseFile(sizeBytes: number): Promise<File> {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle('sparse.img', { create: true });
  const writable = await handle.createWritable();
  await writable.truncate(sizeBytes);
  await writable.close();
  return handle.getFile();
}

async function connect(directory: string, token: string): Promise<Connection> {
  const known = await readDirectory((await (await fetch(directory)).text()).trim());
  const member = requireMember(known.directory, 'EG');
  const tokens = { get: async () => token, renew: async () => token };
  return {
    directory: known.directory,
    member,
    allowPlainHttp: true,
    home: homeDesk(member.desk, tokens, host),
    deskOf: (country) => foreignDesk(requireMember(known.directory, country).desk, host),
  };
}

function pauseOnce(sending: Sending, afterBytes: number): void {
  let isDue = true;
  sending.bytesDone.subscribe((bytes) => {
    if (!isDue || bytes < afterBytes) return;
    isDue = false;
    sending.pause();
  });
}

function ended(sending: Sending): Promise<void> {
  return new Promise((resolve, reject) => {
    sending.phase.subscribe((phase) => {
      if (phase === 'paused') setTimeout(sending.resume);
      if (phase === 'done') resolve();
      if (phase === 'failed' || phase === 'elsewhere') reject(new Error(String(sending.error.value)));
    });
  });
}

run().catch((error: unknown) => json('/bench/report', { failed: String(error) }));

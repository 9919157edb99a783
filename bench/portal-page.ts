import AwsS3 from '@uppy/aws-s3';
import Uppy from '@uppy/core';
import type { Connection } from '../client/connection.ts';
import { foreignDesk, homeDesk } from '../client/desk-client.ts';
import { readDirectory, requireMember } from '../client/directory.ts';
import { host } from '../portal/app/exchange.ts';
import { prepareDocument } from '../portal/transfer/prepare.ts';
import { type Sending, startSend } from '../portal/transfer/send.ts';

/** Runs in a plain headless browser: uploads one file in several ways, in turn, and reports the seconds that each took. */
interface Task {
  readonly directory: string;
  readonly token: string;
  readonly sizeBytes: number;
  readonly partSizeBytes: number;
  readonly rounds: number;
}

interface Signed {
  readonly url: string;
}

const sign = async (request: object): Promise<Signed> => json('/bench/sign', request);

async function json<Answer>(path: string, body: unknown): Promise<Answer> {
  const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function run(): Promise<void> {
  const task: Task = await json('/bench/task', {});
  const file = await makeFile(task.sizeBytes);
  const connection = await connect(task);
  const seconds: Record<string, number[]> = { bare: [], uppy: [], hash: [], send: [] };
  for (let round = 0; round < task.rounds; round += 1) {
    await json('/bench/settle', {});
    seconds.bare?.push(await timed(() => bare(file, task, `bare-${round}`)));
    let hashed: Awaited<ReturnType<typeof prepareDocument>> | undefined;
    seconds.hash?.push(
      await timed(async () => {
        hashed = await prepareDocument(file, file.name, connection.directory);
      }),
    );
    await json('/bench/settle', {});
    const documents = hashed ? [hashed] : [];
    seconds.send?.push(
      await timed(() =>
        ended(
          startSend({
            connection,
            owner: { country: 'EG', person: 'bench' },
            cover: { to: 'MA', case: `BENCH-${round}`, legalBasis: { instrument: 'riyadh-1983' }, urgency: 'routine' },
            documents,
            files: [file],
            host,
          }),
        ),
      ),
    );
    await json('/bench/settle', {});
    seconds.uppy?.push(await timed(() => uppy(file, task)));
  }
  await json('/bench/report', seconds);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

/** On disk, as a file that a person chooses. */
async function makeFile(sizeBytes: number): Promise<File> {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle('image.bin', { create: true });
  const writable = await handle.createWritable();
  const chunk = new Uint8Array(8 * 2 ** 20);
  for (let at = 0; at < chunk.length; at += 65_536) crypto.getRandomValues(chunk.subarray(at, at + 65_536));
  for (let written = 0; written < sizeBytes; written += chunk.length) await writable.write(chunk);
  await writable.close();
  return handle.getFile();
}

async function connect({ directory, token }: Task): Promise<Connection> {
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

/** The same parts, four at a time, without hash, checksum or manifest, into a plain bucket of the same rehearsal. */
async function bare(file: File, { partSizeBytes }: Task, key: string): Promise<void> {
  const { uploadId } = await json<{ readonly uploadId: string }>('/bench/begin', { key });
  const parts = Array.from({ length: Math.ceil(file.size / partSizeBytes) }, (_, index) => index);
  const queue = parts.values();
  const lane = async (): Promise<void> => {
    for (const index of queue) {
      const { url } = await sign({ method: 'PUT', key, uploadId, partNumber: index + 1 });
      await put(url, file.slice(index * partSizeBytes, (index + 1) * partSizeBytes));
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
}

function put(url: string, body: Blob): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.onload = () => (request.status === 200 ? resolve() : reject(new Error(`PUT: ${request.status}`)));
    request.onerror = () => reject(new Error('PUT'));
    request.open('PUT', url);
    request.send(body);
  });
}

async function uppy(file: File, { partSizeBytes }: Task): Promise<void> {
  const peer = new Uppy().use(AwsS3, { shouldUseMultipart: true, getChunkSize: () => partSizeBytes, signRequest: sign });
  peer.addFile({ name: 'image.bin', type: 'application/octet-stream', data: file });
  const outcome = await peer.upload();
  if (outcome?.successful?.length !== 1) throw new Error(`Uppy: ${outcome?.failed?.[0]?.error}`);
  peer.destroy();
}

function ended(sending: Sending): Promise<void> {
  return new Promise((resolve, reject) => {
    sending.phase.subscribe((phase) => {
      if (phase === 'done') resolve();
      if (phase === 'failed' || phase === 'elsewhere') reject(new Error(String(sending.error.value)));
    });
  });
}

run().catch((error: unknown) => json('/bench/report', { failed: String(error) }));

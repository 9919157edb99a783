import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { exchange, exchangeJson } from '../support/exchange-program.ts';
import { onePagePdf } from '../support/pdf.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

const gibibyte = 2 ** 30;
const reference = 'EG-2026-000123';
const sent = z.object({
  dispatchId: z.string(),
  state: z.string(),
  documents: z.array(z.object({ name: z.string(), sha256: z.string() })),
});
const inbox = z.object({
  dispatches: z.array(z.object({ dispatchId: z.string(), case: z.string(), state: z.string(), documents: z.number() })),
});
const opened = z.object({ documents: z.array(z.object({ path: z.string(), sha256: z.string() })) });
const receipts = z.object({ receipts: z.array(z.object({ event: z.string(), by: z.string().optional() })) });
const mails = z.array(z.object({ to: z.array(z.string()), subject: z.string(), text: z.string(), html: z.string() }));

let rehearsing: Rehearsing;
beforeAll(async () => {
  rehearsing = await rehearse();
});
afterAll(() => rehearsing.end());

test('a PDF and a 1 GiB file travel from Egypt to Morocco, are opened there, and both sides can prove it with nothing running', async () => {
  const { folder } = rehearsing;
  const { idle, endpoints, web } = rehearsing.rehearsal();
  await writeFile(join(folder, 'طلب إنابة.pdf'), onePagePdf('Request for judicial assistance'));
  await writeLargeFile(join(folder, 'image.bin'), gibibyte);

  const files = ['طلب إنابة.pdf', 'image.bin'];
  const dispatch = await exchangeJson(folder, sent, 'send', '--as', 'EG', '--to', 'MA', '--case', reference, ...files);
  expect(dispatch.state).toBe('available');
  await idle();

  const seen = mails.parse(await (await fetch(`${endpoints.mail}.json`)).json());
  expect(seen).toHaveLength(1);
  const [mail] = seen;
  expect(mail?.to).toEqual(['duty@liaison.ma.example']);
  for (const secret of [reference, 'إنابة', 'image.bin', 'Egypt', 'Égypte', 'مصر', 'liaison.eg'])
    expect(JSON.stringify(mail)).not.toContain(secret);
  for (const language of ['lang="ar" dir="rtl"', 'lang="fr"', 'lang="en"']) expect(mail?.html).toContain(language);
  expect((await fetch(`${web.origin}/mail`)).status).toBe(200);

  const listed = await exchangeJson(folder, inbox, 'inbox', '--as', 'MA');
  expect(listed.dispatches).toEqual([
    expect.objectContaining({ dispatchId: dispatch.dispatchId, case: reference, state: 'available', documents: 2 }),
  ]);
  const { documents } = await exchangeJson(folder, opened, 'open', dispatch.dispatchId, '--as', 'MA', '--out', join(folder, 'opened'));
  expect(documents.map(({ sha256 }) => sha256)).toEqual(dispatch.documents.map(({ sha256 }) => sha256));
  for (const [index, { path }] of documents.entries()) expect(await sha256Of(path)).toBe(await sha256Of(join(folder, files[index] ?? '')));

  await idle();
  await exchangeJson(folder, z.object({}), 'acknowledge', dispatch.dispatchId, '--as', 'MA', '--file-number', 'MA-77');
  const proofs = join(folder, 'proofs');
  for (const country of ['EG', 'MA']) {
    const kept = await exchangeJson(folder, receipts, 'receipts', dispatch.dispatchId, '--as', country, '--out', join(proofs, country));
    expect(kept.receipts.map(({ event }) => event)).toEqual([
      'SubmissionAcceptance',
      'ContentConsignment',
      'ContentHandover',
      'ContentHandover',
      'Acknowledgement',
    ]);
    expect(new Set(kept.receipts.flatMap(({ by }) => by ?? []))).toEqual(new Set(['liaison.ma']));
  }
  const directory = join(folder, 'directory.jws');
  await exchangeJson(folder, z.object({}), 'directory', '--out', directory);

  await rehearsing.stop();
  for (const country of ['EG', 'MA']) {
    const statements = await readdir(join(proofs, country));
    expect(statements).toHaveLength(6);
    for (const file of statements) {
      const { verified } = await exchangeJson(
        folder,
        z.object({ verified: z.boolean() }),
        'verify',
        join(proofs, country, file),
        '--directory',
        directory,
      );
      expect(verified).toBe(true);
    }
  }
  const [first = ''] = await readdir(join(proofs, 'EG'));
  const [header, payload = '', signature] = (await readFile(join(proofs, 'EG', first), 'utf8')).trim().split('.');
  const forged = payload.startsWith('e') ? `f${payload.slice(1)}` : `e${payload.slice(1)}`;
  await writeFile(join(folder, 'forged.jws'), `${header}.${forged}.${signature}`);
  expect((await exchange(folder, 'verify', join(folder, 'forged.jws'), '--directory', directory, '--json')).code).toBe(5);
}, 300_000);

async function writeLargeFile(path: string, sizeBytes: number): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const file = await open(path, 'w');
  // sparse, with a few bytes that differ, so that parts cannot be swapped unnoticed
  for (let at = 0; at < sizeBytes; at += 64 * 2 ** 20) await file.write(Buffer.from(`mark ${at}`), 0, undefined, at);
  await file.truncate(sizeBytes);
  await file.close();
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  for await (const chunk of file.createReadStream({ highWaterMark: 4 * 2 ** 20 })) hash.update(chunk);
  return hash.digest('hex');
}

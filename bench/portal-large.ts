import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { startRehearsal } from '../rehearsal/rehearsal.ts';
import type { Measurement } from './measure.ts';
import { bodyOf, bundled, ended, openPlainBrowser, send, tokenOf } from './portal.ts';
import { root } from './rehearsal-process.ts';

const sizeBytes = 5 * 2 ** 30;

/** A sparse file of 5 GiB through the portal's own transfer code, in a plain headless browser, with a pause in the middle. */
export async function portalLarge(): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-large-'));
  const rehearsal = await startRehearsal({
    assembly: join(root, 'cdk.out'),
    stateDir: join(folder, '.rehearsal'),
    report: (line) => console.error(line),
  });
  const { endpoints, web } = rehearsal;
  const task = { directory: endpoints.directory, token: await tokenOf(endpoints), sizeBytes };
  const script = await bundled('portal-large-page.ts');
  const reported = new Promise<z.infer<typeof report>>((resolve, reject) => {
    web.mount('/bench', async (request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (path === '/bench/page.js') return send(response, 'text/javascript', script);
      if (request.method !== 'POST')
        return send(response, 'text/html', '<!doctype html><script type="module" src="/bench/page.js"></script>');
      const asked = await bodyOf(request);
      if (path === '/bench/task') return send(response, 'application/json', JSON.stringify(task));
      send(response, 'application/json', '{}');
      const outcome = report.safeParse(asked);
      if (outcome.success) resolve(outcome.data);
      else reject(new Error(JSON.stringify(asked)));
    });
  });
  const browser = openPlainBrowser(`${web.origin}/bench`, join(folder, 'profile'));
  try {
    return toMeasurement(await reported);
  } finally {
    await ended(browser);
    await rehearsal.close();
    await rm(folder, { recursive: true, maxRetries: 5 });
  }
}

const report = z.strictObject({ hash: z.number(), send: z.number(), parts: z.int(), isConfirmed: z.boolean() });

function toMeasurement({ hash, send: sent, parts, isConfirmed }: z.infer<typeof report>): Measurement {
  const megabytes = (seconds: number): string => (sizeBytes / 1e6 / seconds).toFixed(0);
  return {
    title: 'A sparse file from the portal',
    against: `${(sizeBytes / 2 ** 30).toFixed(1)} GiB in ${parts} parts, plain headless Chromium, browser and rehearsal on the same machine; paused once in the middle and resumed. One run.`,
    columns: ['what', 'seconds', 'MB/s'],
    rows: [
      ['hashing', hash.toFixed(1), megabytes(hash)],
      ['sending, to the addressee’s receipt', sent.toFixed(1), megabytes(sent)],
    ],
    verdict: isConfirmed ? 'The addressee signed that every byte arrived.' : 'Sent, but not confirmed within a minute.',
  };
}

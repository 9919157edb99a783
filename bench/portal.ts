import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CreateMultipartUploadCommand, PutBucketCorsCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import * as z from 'zod';
import { registeredRedirectUri, signIn } from '../cli/sign-in/authorize.ts';
import { byForm } from '../cli/sign-in/rehearsal-form.ts';
import { readDirectory, requireMember } from '../client/directory.ts';
import { type Rehearsal, startRehearsal } from '../rehearsal/rehearsal.ts';
import { type Measurement, median, settleDisk, spread } from './measure.ts';
import { presignFor } from './presign.ts';
import { root } from './rehearsal-process.ts';

const gibibyte = 2 ** 30;
const rounds = 3;
const wantedOfBare = 0.8;

/** 1 GiB through the portal's own transfer code, in a plain headless browser, against bare PUTs and against Uppy in the same browser. */
export async function portal(): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-portal-'));
  const rehearsal = await startRehearsal({
    assembly: join(root, 'cdk.out'),
    stateDir: join(folder, '.rehearsal'),
    report: (line) => console.error(line),
  });
  try {
    return toMeasurement(await measured(rehearsal, folder));
  } finally {
    await rehearsal.close();
    await rm(folder, { recursive: true, maxRetries: 5 });
  }
}

const times = z.array(z.number()).min(1);
const report = z.strictObject({ bare: times, uppy: times, hash: times, send: times });
type Seconds = z.infer<typeof report>;

async function measured(rehearsal: Rehearsal, folder: string): Promise<Seconds> {
  const { endpoints, web } = rehearsal;
  const bucket = endpoints.scratch.bucket;
  const credentials = endpoints.operator;
  const s3 = new S3Client({ endpoint: endpoints.s3, region: endpoints.region, credentials, forcePathStyle: true });
  const cors = {
    AllowedOrigins: [web.origin],
    AllowedMethods: ['PUT', 'POST', 'GET', 'DELETE'],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['ETag'],
  };
  await s3.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [cors] } }));
  const sign = presignFor({ endpoint: endpoints.s3, region: endpoints.region, bucket, credentials });
  const token = await tokenOf(endpoints);
  const script = await bundled('portal-page.ts');
  const task = { directory: endpoints.directory, token, sizeBytes: gibibyte, partSizeBytes: 16 * 2 ** 20, rounds };
  const reported = new Promise<Seconds>((resolve, reject) => {
    web.mount('/bench', async (request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (path === '/bench/page.js') return send(response, 'text/javascript', script);
      if (request.method !== 'POST')
        return send(response, 'text/html', '<!doctype html><script type="module" src="/bench/page.js"></script>');
      const asked = await bodyOf(request);
      if (path === '/bench/task') return send(response, 'application/json', JSON.stringify(task));
      if (path === '/bench/settle') {
        await settleDisk();
        return send(response, 'application/json', '{}');
      }
      if (path === '/bench/sign') return send(response, 'application/json', JSON.stringify({ url: await sign(asked) }));
      if (path === '/bench/begin') {
        const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: asked.key }));
        return send(response, 'application/json', JSON.stringify({ uploadId: UploadId }));
      }
      send(response, 'application/json', '{}');
      const outcome = report.safeParse(asked);
      if (outcome.success) resolve(outcome.data);
      else reject(new Error(JSON.stringify(asked)));
    });
  });
  const browser = openPlainBrowser(`${web.origin}/bench`, join(folder, 'profile'));
  try {
    return await reported;
  } finally {
    await ended(browser);
  }
}

function toMeasurement({ bare, uppy, hash, send }: Seconds): Measurement {
  const ofBare = bare.map((seconds, round) => seconds / (send[round] ?? Number.NaN));
  const withHash = bare.map((seconds, round) => seconds / ((send[round] ?? Number.NaN) + (hash[round] ?? Number.NaN)));
  const ofUppy = uppy.map((seconds, round) => seconds / (send[round] ?? Number.NaN));
  const ofUppyWithHash = uppy.map((seconds, round) => seconds / ((send[round] ?? Number.NaN) + (hash[round] ?? Number.NaN)));
  const isEnough = median(ofBare) >= wantedOfBare && median(ofUppy) > 1;
  return {
    title: '1 GiB from the portal',
    against:
      'Plain headless Chromium, browser and rehearsal on the same machine. Peers, in turn, in the same browser with the same file and 16 MiB parts, as the portal cuts it: bare PUTs ' +
      '(four at a time, no hash, no checksum, no manifest, into a plain bucket), and the S3 plug-in of Uppy. *Sending* is from the press of the button to the ' +
      `addressee's receipt; *hashing* runs before it, while the form is filled in. Each begins with a quiet disk. Wanted: sending at least ${wantedOfBare} of the bare PUTs, and ahead of Uppy.`,
    columns: ['what', 'median (range)'],
    rows: [
      ['bare PUTs, seconds', spread(bare, 2)],
      ['portal, hashing, seconds', spread(hash, 2)],
      ['portal, sending with receipts, seconds', spread(send, 2)],
      ['Uppy, seconds', spread(uppy, 2)],
      ['sending: throughput against bare PUTs', spread(ofBare, 2)],
      ['hashing and sending: throughput against bare PUTs', spread(withHash, 2)],
      ['sending: throughput against Uppy', spread(ofUppy, 2)],
      ['hashing and sending: throughput against Uppy', spread(ofUppyWithHash, 2)],
    ],
    verdict:
      (isEnough ? 'Sending is as wanted.' : 'Sending is not as wanted.') +
      ' Where somebody presses *Send* before hashing has ended, what is left of it comes on top; neither peer hashes anything (decision 015).',
  };
}

/** A page of this folder, as a browser loads it. */
export async function bundled(page: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'bench', page)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

/** An access token of Egypt's first magistrate. */
export async function tokenOf({ directory, countries }: Rehearsal['endpoints']): Promise<string> {
  const known = await readDirectory((await (await fetch(directory)).text()).trim());
  const [seeded] = countries.EG?.magistrates ?? [];
  if (!seeded) throw new Error('Egypt has no magistrate');
  const how = { now: () => new Date(), allowPlainHttp: true, redirectUri: registeredRedirectUri };
  const { accessToken } = await signIn(requireMember(known.directory, 'EG').signIn, byForm(seeded), how);
  return accessToken;
}

/** Chromium without anything that watches it: throughput under a driver is another. */
export function openPlainBrowser(url: string, profile: string): ChildProcess {
  const program = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (!program) throw new Error('this benchmark needs Chromium: name it with CHROMIUM');
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  return spawn(program, [...flags, '--disable-component-update', '--disable-sync', `--user-data-dir=${profile}`, url], { stdio: 'ignore' });
}

export async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

const question = z.looseObject({
  key: z.string().optional(),
  method: z.string().optional(),
  uploadId: z.string().optional(),
  partNumber: z.number().optional(),
});

export async function bodyOf(request: IncomingMessage): Promise<z.infer<typeof question>> {
  return question.parse(JSON.parse(await text(request)));
}

export function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': type });
  response.end(body);
}

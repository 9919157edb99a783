import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A copy of an archive served as S3 and CloudTrail would serve it: just enough for `aws cloudtrail validate-logs`. */
export interface ServedArchive {
  readonly origin: string;
  readonly trailArn: string;
  readonly close: () => Promise<void>;
}

export interface ServedArchiveProps {
  readonly dir: string;
  readonly bucket: string;
  readonly keysFile: string;
  readonly trail: { readonly account: string; readonly region: string; readonly trail: string };
  /** Object metadata by key. */
  readonly metadata: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

export async function serveArchive(props: ServedArchiveProps): Promise<ServedArchive> {
  const { account, region, trail } = props.trail;
  const trailArn = `arn:aws:cloudtrail:${region}:${account}:trail/${trail}`;
  const keys = listKeys(join(props.dir, props.bucket)).sort();
  const server = createServer((request, response) => {
    answer({ ...props, trailArn, keys }, request, response).catch((error: unknown) => {
      response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = addressOf(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    trailArn,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Serving extends ServedArchiveProps {
  readonly trailArn: string;
  readonly keys: readonly string[];
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address;
}

function listKeys(folder: string, prefix = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const key = `${prefix}${entry.name}`;
    return entry.isDirectory() ? listKeys(join(folder, entry.name), `${key}/`) : [key];
  });
}

async function answer(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'POST') return answerTrail(serving, request, response);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const key = decodeURIComponent(url.pathname).split('/').slice(2).join('/');
  if (url.searchParams.has('location')) {
    response.end(`<LocationConstraint>${serving.trail.region}</LocationConstraint>`);
    return;
  }
  if (key === '') {
    response.end(listing(serving.keys, url.searchParams));
    return;
  }
  const body = serving.keys.includes(key) || serving.metadata.has(key) ? await bytesOf(join(serving.dir, serving.bucket, key)) : undefined;
  if (body === undefined) {
    response.writeHead(404, { 'content-type': 'application/xml' });
    response.end('<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>');
    return;
  }
  for (const [name, value] of Object.entries(serving.metadata.get(key) ?? {})) response.setHeader(`x-amz-meta-${name}`, value);
  response.end(body);
}

/** Undefined where there is no such object. */
function bytesOf(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(() => undefined);
}

/** ListObjects, version 1, 1000 keys a page. */
function listing(keys: readonly string[], query: URLSearchParams): string {
  const [prefix, marker] = [query.get('prefix') ?? '', query.get('marker') ?? ''];
  const found = keys.filter((key) => key.startsWith(prefix) && key > marker);
  const page = found.slice(0, 1000).map((key) => `<Contents><Key>${encodeURIComponent(key)}</Key><Size>1</Size></Contents>`);
  return `<ListBucketResult><IsTruncated>${found.length > 1000}</IsTruncated><EncodingType>url</EncodingType>${page.join('')}</ListBucketResult>`;
}

async function answerTrail(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await text(request);
  const operation = String(request.headers['x-amz-target']).split('.').at(-1);
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  if (operation === 'ListPublicKeys') {
    response.end(await readFile(serving.keysFile));
    return;
  }
  const { bucket, trail, trailArn } = serving;
  const described = { Name: trail.trail, TrailARN: trailArn, S3BucketName: bucket, HomeRegion: trail.region, IsOrganizationTrail: false };
  response.end(JSON.stringify({ trailList: [described] }));
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { StoredFile, StoredFiles } from './stored-files.ts';

const behavior = {
  TargetOriginId: z.string(),
  AllowedMethods: z.tuple([z.literal('GET'), z.literal('HEAD')]),
  CachePolicyId: z.string(),
  Compress: z.coerce.boolean(),
  ResponseHeadersPolicyId: z.string(),
  ViewerProtocolPolicy: z.literal('https-only'),
};

/** AWS::CloudFront::Distribution, as far as the exchange uses it; anything else is refused. */
const distribution = z.strictObject({
  DistributionConfig: z.strictObject({
    Comment: z.string().optional(),
    Aliases: z.array(z.string()).optional(),
    ViewerCertificate: z.unknown().optional(),
    Enabled: z.literal([true, 'true']),
    DefaultRootObject: z.string(),
    DefaultCacheBehavior: z.strictObject(behavior),
    /** Without wildcards: each names one file. */
    CacheBehaviors: z.array(z.strictObject({ ...behavior, PathPattern: z.string().regex(/^\/[\w.-]+$/) })).default([]),
    HttpVersion: z.string(),
    IPV6Enabled: z.unknown(),
    Origins: z.array(
      z.strictObject({
        Id: z.string(),
        DomainName: z.string(),
        OriginAccessControlId: z.string(),
        S3OriginConfig: z.strictObject({ OriginAccessIdentity: z.literal('') }),
      }),
    ),
  }),
  Tags: z.unknown().optional(),
});

export interface DistributionProps {
  readonly files: StoredFiles;
  readonly headersOf: (policyId: string) => Readonly<Record<string, string>>;
}

/** Serves a distribution's files with its headers on every answer, as its template says. */
export function serveDistribution(properties: Readonly<Record<string, unknown>>, { files, headersOf }: DistributionProps) {
  const { DistributionConfig: config } = distribution.parse(properties);
  const compressed = new Map<string, Buffer>();
  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const chosen = config.CacheBehaviors.find(({ PathPattern }) => PathPattern === path) ?? config.DefaultCacheBehavior;
    for (const [name, value] of Object.entries(headersOf(chosen.ResponseHeadersPolicyId))) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      end(response, 405, 'Method not allowed');
      return;
    }
    const origin = config.Origins.find(({ Id }) => Id === chosen.TargetOriginId);
    const bucket = origin?.DomainName.split('.')[0] ?? '';
    const key = path === '/' ? config.DefaultRootObject : path.slice(1);
    const file = files.get(bucket)?.get(key);
    if (file) sendFile({ request, response, key, file, compressed });
    else end(response, 404, 'Not found');
  };
}

interface Sending {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly key: string;
  readonly file: StoredFile;
  readonly compressed: Map<string, Buffer>;
}

function sendFile({ request, response, key, file, compressed }: Sending): void {
  response.setHeader('etag', file.etag);
  response.setHeader('vary', 'accept-encoding');
  if (file.cacheControl !== undefined) response.setHeader('cache-control', file.cacheControl);
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end();
    return;
  }
  const type = types[key.slice(key.lastIndexOf('.'))] ?? 'application/octet-stream';
  response.setHeader('content-type', type);
  const encoding = type.startsWith('font/') ? undefined : encodingFor(request);
  const body = encoding === undefined ? file.bytes : encode(file, encoding, compressed);
  if (encoding !== undefined) response.setHeader('content-encoding', encoding);
  response.writeHead(200, { 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

type Encoding = 'br' | 'gzip';

function encodingFor({ headers }: IncomingMessage): Encoding | undefined {
  const accepted = String(headers['accept-encoding'] ?? '');
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
}

function encode(file: StoredFile, encoding: Encoding, compressed: Map<string, Buffer>): Buffer {
  const name = `${encoding} ${file.etag}`;
  const kept = compressed.get(name) ?? (encoding === 'br' ? brotliCompressSync(file.bytes) : gzipSync(file.bytes));
  compressed.set(name, kept);
  return kept;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
}

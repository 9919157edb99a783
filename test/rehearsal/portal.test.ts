import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

let rehearsing: Rehearsing;
let origin: string;
/** Directives of the policies, by name and in order. */
let pages: readonly string[];
let worker: readonly string[];

const policySchema = z.object({
  ResponseHeadersPolicyConfig: z.object({
    Name: z.string(),
    SecurityHeadersConfig: z.looseObject({ ContentSecurityPolicy: z.object({ ContentSecurityPolicy: z.unknown() }) }),
  }),
});

beforeAll(async () => {
  rehearsing = await rehearse();
  origin = new URL(rehearsing.rehearsal().endpoints.portal).origin;
  const template: unknown = JSON.parse(
    await readFile(fileURLToPath(new URL('../../cdk.out/Portal.template.json', import.meta.url)), 'utf8'),
  );
  const { Resources } = z
    .object({ Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.unknown() })) })
    .parse(template);
  const policies = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudFront::ResponseHeadersPolicy')
    .map(({ Properties }) => policySchema.parse(Properties).ResponseHeadersPolicyConfig);
  const ordered = (part: string) => {
    const found = policies.find(({ Name }) => Name.endsWith(part));
    // a Join of texts and addresses: addresses stand for nothing here
    const texts = JSON.stringify(found?.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy).match(/"[^"]*[ ;][^"]*"/g) ?? [];
    return namesIn(texts.map((text) => text.slice(1, -1)).join(''));
  };
  pages = ordered('pages');
  worker = ordered('worker');
});

afterAll(() => rehearsing.end());

const namesIn = (policy: string) => policy.split(';').map((each) => each.trim().split(' ')[0] ?? '');
const directives = (headers: Headers) => namesIn(headers.get('content-security-policy') ?? '');

test('sends with the first page what the template orders, and asks for no third party', async () => {
  const response = await fetch(`${origin}/`);
  expect(response.status).toBe(200);
  expect(directives(response.headers)).toEqual(pages);
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*require-trusted-types-for 'script'/);
  expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/);
  expect(await response.text()).not.toMatch(/<script(?![^>]*\bsrc=)|\bon\w+=|style=|https?:\/\//);
});

test('the worker has a policy of its own', async () => {
  const response = await fetch(`${origin}/worker.js`);
  expect(response.status).toBe(200);
  expect(directives(response.headers)).toEqual(worker);
});

test.each(['/nothing-here.js', '/portal.json/more', '/INDEX.HTML'])('answers 404 with the same headers for %s', async (path) => {
  const response = await fetch(origin + path);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await response.text()).not.toContain(path);
});

/** Raw, since `fetch` straightens a path before it sends it. */
function raw(path: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    // the end is the server's: one that has heard the client's before it answers ends without an answer
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`),
    );
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('error', reject).on('close', () => resolve(Buffer.concat(parts).toString('utf8')));
  });
}

test.each([
  '/../package.json',
  '/%2e%2e/package.json',
  '/..%2fpackage.json',
  '/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '/..\\package.json',
  '/%5c..%5cpackage.json',
  '/assets/../../package.json',
  '//etc/passwd',
  '/index.html%00.js',
  '/%',
  '/.rehearsal/endpoints.json',
])('leaves its own files for nobody: %s', async (path) => {
  const answer = await raw(path);
  expect(answer).toMatch(/^HTTP\/1\.1 (?:400|403|404) /);
  expect(answer).not.toMatch(/liaison-exchange"|root:x|secretAccessKey/);
});

test.each(['POST', 'PUT', 'DELETE'])('takes no %s', async (method) => {
  const response = await fetch(`${origin}/`, { method });
  expect(response.status).toBeGreaterThanOrEqual(403);
});

import { logQuestions } from '../../bin/log-questions.ts';
import { auditQuestions } from '../../domain/audit-questions.ts';
import { auditPages } from '../../rehearsal/audit-pages.ts';
import { serviceCaller } from '../../rehearsal/callers.ts';
import type { Caller, TrailEvent } from '../../rehearsal/cloud.ts';
import { createWebListener, type WebListener } from '../../rehearsal/web-listener.ts';
import { sample } from '../lib/templates.ts';
import { ACCOUNT, type IdentityCloud, newState, openIdentityCloud, removeState } from '../support/identity-cloud.ts';

const trailArn = `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/evidence`;
const readerArn = (country: string): string => `arn:aws:iam::${ACCOUNT}:role/${country}-reader`;
const script = '<script>alert("x")</script>';

let cloud: IdentityCloud;
let web: WebListener;
let nextRequest = 0;

beforeEach(async () => {
  cloud = await openIdentityCloud(await newState());
  web = await createWebListener({ report: () => {} });
  await makeTrail();
  auditPages({ web, trail: cloud.trail, trailArn, countries: ['EG', 'MA'], countryOf, questions: logQuestions(sample.countries) });
});
afterEach(async () => {
  await web.close();
  await cloud.stop();
  await removeState(cloud.stateDir);
});

const makeTrail = () =>
  cloud.provision('Trail', 'AWS::CloudTrail::Trail', {
    TrailName: 'evidence',
    S3BucketName: 'archive',
    IsLogging: true,
    EnableLogFileValidation: true,
    EventSelectors: [
      {
        IncludeManagementEvents: true,
        ReadWriteType: 'All',
        DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::box-eg/', 'arn:aws:s3:::box-ma/'] }],
      },
    ],
  });

const countryOf = (resource: string): string | undefined =>
  new Map([
    ['arn:aws:s3:::box-eg', 'EG'],
    ['arn:aws:s3:::box-ma', 'MA'],
    ['key-ma', 'MA'],
    [readerArn('EG'), 'EG'],
  ]).get(resource);

const magistrate = (name: string, country = 'EG'): Caller => ({
  principal: {
    kind: 'session',
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${country}-reader/${name}`,
    accountId: ACCOUNT,
    roleArn: readerArn(country),
  },
  session: {
    roleArn: readerArn(country),
    roleName: `${country}-reader`,
    roleId: 'AROAEXAMPLE',
    name,
    sourceIdentity: name,
    tags: {},
    policies: [],
    issuedAt: new Date(),
    expiresAt: new Date(),
  },
  identityPolicies: [],
  userId: `AROAEXAMPLE:${name}`,
  sourceIp: '127.0.0.1',
  userAgent: 'test',
});

const read = (bucket: string, key: string, extra: Partial<TrailEvent> = {}): Promise<void> =>
  cloud.trail.recorder.record({
    caller: magistrate('liaison.eg'),
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    category: 'Data',
    readOnly: true,
    requestId: `request-${nextRequest++}`,
    requestParameters: { bucketName: bucket, key },
    resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/${key}` }],
    ...extra,
  });

const page = async (path = '/audit'): Promise<string> => (await fetch(`${web.origin}${path}`)).text();
const rows = (html: string): readonly string[] => html.match(/<tr(?: class="refused")?>\n<td>[\s\S]*?<\/tr>/g) ?? [];
const idsIn = (html: string): readonly string[] => [...html.matchAll(/href="\/audit\/([0-9a-f-]{36})"/g)].map(([, id]) => id ?? '');

describe('the list', () => {
  test('says who by session name and source identity, what, on which document, and when, newest first', async () => {
    await read('box-eg', 'first/1');
    await read('box-eg', 'second/1');
    const [newest = '', oldest = ''] = rows(await page());
    for (const part of [
      '<b><bdi dir="ltr">liaison.eg</bdi></b>',
      'sourceIdentity liaison.eg',
      'EG-reader',
      'GetObject',
      'box-eg/second/1',
      'done',
    ])
      expect(newest).toContain(part);
    expect(newest).toMatch(/<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<\/time>/);
    expect(oldest).toContain('box-eg/first/1');
  });

  test('names the document whose key was used, and the service that asked', async () => {
    await cloud.trail.recorder.record({
      caller: magistrate('liaison.ma', 'MA'),
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      category: 'Management',
      readOnly: true,
      requestId: 'r',
      invokedBy: 's3.amazonaws.com',
      requestParameters: { keyId: 'key-ma', encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::box-ma/abc/1' } },
      resources: [{ type: 'AWS::KMS::Key', ARN: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/key-ma` }],
    });
    const [row = ''] = rows(await page());
    for (const part of ['Decrypt', 'box-ma/abc/1', 'key/key-ma', 'invokedBy s3.amazonaws.com']) expect(row).toContain(part);
  });

  test('shows a service that acts in its own name', async () => {
    await read('box-eg', 'x/1', { caller: serviceCaller('s3.amazonaws.com') });
    expect(rows(await page())[0]).toContain('<b><bdi dir="ltr">s3.amazonaws.com</bdi></b>');
  });

  test('escapes whatever a record says, and has no script', async () => {
    await read('box-eg', script, { errorCode: script, errorMessage: script, caller: magistrate(script) });
    const html = await page();
    expect(html).not.toContain('<script');
    expect(html).toContain('&#60;script&#62;');
    const [id = ''] = idsIn(html);
    const single = await page(`/audit/${id}`);
    expect(single).not.toContain('<script');
    expect(single).toContain('&#60;script&#62;alert(');
    expect(await page(`/audit?event=${encodeURIComponent(`"${script}`)}`)).not.toContain('<script');
  });

  test('forbids script, frames and anything from elsewhere', async () => {
    const policy = (await fetch(`${web.origin}/audit`)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
  });

  test('speaks three languages, each marked', async () => {
    const html = await page();
    for (const part of ['<span lang="en" dir="ltr">Audit log', '<span lang="fr" dir="ltr">Journal', '<span lang="ar" dir="rtl">سجل'])
      expect(html).toContain(part);
  });
});

describe('a filter', () => {
  beforeEach(async () => {
    await read('box-eg', 'one/1');
    await read('box-ma', 'two/1', { caller: serviceCaller('s3.amazonaws.com'), eventName: 'PutObject', readOnly: false });
    await read('box-ma', 'three/1', { caller: serviceCaller('s3.amazonaws.com'), errorCode: 'AccessDenied', errorMessage: 'no' });
  });

  test.each([
    ['country=EG', ['one/1']],
    ['country=MA', ['three/1', 'two/1']],
    ['country=XX', []],
    ['event=PutObject', ['two/1']],
    ['event=putobject', ['two/1']],
    ['event=Put', []],
    ['refused=on', ['three/1']],
    ['country=EG&refused=on', []],
    ['country=MA&event=GetObject&refused=on', ['three/1']],
    ['country=%3Cb%3E', ['three/1', 'two/1', 'one/1']],
  ])('%s shows %j', async (query, keys) => {
    const shown = rows(await page(`/audit?${query}`)).map((row) => /box-\w\w\/([^<]+)</.exec(row)?.[1]);
    expect(shown).toEqual(keys);
  });

  test('a reader of one country in the box of another counts for both', async () => {
    await read('box-ma', 'four/1', { errorCode: 'AccessDenied' });
    for (const country of ['EG', 'MA']) expect(rows(await page(`/audit?country=${country}`))[0]).toContain('four/1');
  });
});

test('fifty records to a page; the older ones follow, none twice and none left out', async () => {
  for (let number = 1; number <= 120; number++) await read('box-eg', `d/${number}`);
  const seen: string[] = [];
  let path: string | undefined = '/audit?country=EG';
  const sizes: number[] = [];
  while (path !== undefined) {
    const html: string = await page(path);
    sizes.push(rows(html).length);
    seen.push(...idsIn(html));
    path = /href="(\/audit\?[^"]*before=[^"]*)"/.exec(html)?.[1]?.replaceAll('&#38;', '&');
  }
  expect(sizes).toEqual([50, 50, 20]);
  expect(new Set(seen).size).toBe(120);
});

describe('how far a record’s proof has come', () => {
  const standing = async (): Promise<string | undefined> =>
    /class="(recorded|delivered|digested)"/.exec(await page('/audit?event=GetObject'))?.[1];

  test('pending until delivered, pending until its digest, then in a signed digest; it stays on the page all the while', async () => {
    await read('box-eg', 'one/1');
    expect(await standing()).toBe('recorded');
    await cloud.trail.flush();
    expect(await standing()).toBe('delivered');
    await cloud.trail.digest();
    expect(await standing()).toBe('digested');
    await read('box-eg', 'two/1');
    expect(await standing()).toBe('recorded');
  });

  test('looking at the page adds nothing to the log', async () => {
    await read('box-eg', 'one/1');
    await cloud.trail.flush();
    const before = idsIn(await page());
    expect(idsIn(await page())).toEqual(before);
  });

  test('an archive that refuses the log leaves the record on the page, pending', async () => {
    await read('box-eg', 'one/1');
    cloud.shelf.refuse(true);
    await expect(cloud.trail.flush()).rejects.toThrow('refused for a test');
    expect(await standing()).toBe('recorded');
  });
});

describe('one record', () => {
  test('is shown whole', async () => {
    await read('box-eg', 'one/1', { errorCode: 'AccessDenied', errorMessage: 'not you' });
    const [id = ''] = idsIn(await page());
    const html = await page(`/audit/${id}`);
    for (const part of [id, 'not you', '&#34;sourceIdentity&#34;: &#34;liaison.eg&#34;', '&#34;eventVersion&#34;: &#34;1.11&#34;'])
      expect(html).toContain(part);
  });

  test.each([
    '/audit/00000000-0000-4000-8000-000000000000',
    '/audit/none',
    '/audit/%3Cscript%3E',
    '/audit/00000000-0000-4000-8000-000000000000/more',
  ])('%s is not found', async (path) => {
    await read('box-eg', 'one/1');
    const answer = await fetch(`${web.origin}${path}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('<script>');
  });
});

test('the page reloads by itself only where that was asked for, and says how to stop it', async () => {
  expect((await fetch(`${web.origin}/audit`)).headers.get('refresh')).toBeNull();
  const live = await fetch(`${web.origin}/audit?live=on`);
  expect(live.headers.get('refresh')).toBe('5');
  expect(await live.text()).toContain('Stop following');
});

describe('the auditor’s questions', () => {
  const box = 'box-ma';
  beforeEach(async () => {
    await read(box, 'one/1');
    await read(box, 'two/1', { errorCode: 'AccessDenied', errorMessage: 'no' });
  });
  const answer = (path: string): Promise<string> => page(`/audit/questions${path}`);

  test('are all there, with what the log answers now', async () => {
    const html = await answer('');
    for (const { titles } of auditQuestions) for (const title of [titles.ar, titles.fr, titles.en]) expect(html).toContain(title);
    const refused = /href="\/audit\/questions\/RefusedAttempts"><bdi dir="ltr"> <b>(\d+)</;
    expect(refused.exec(html)?.[1]).toBe('1');
    await read(box, 'three/1', { errorCode: 'AccessDenied' });
    expect(refused.exec(await answer(''))?.[1]).toBe('2');
  });

  test.each([
    ['RefusedAttempts', '', ['two/1']],
    ['WhoOpenedADocument', 'one/1', ['one/1']],
    ['EverythingAPersonDid', 'liaison.eg', ['two/1', 'one/1']],
    ['EverythingAPersonDid', 'nobody.at.all', []],
    ['WhoOpenedADocument', '', []],
  ])('%s with "%s" shows the records %j and the commands that prove them', async (id, value, keys) => {
    const html = await answer(`/${id}?${new URLSearchParams({ value })}`);
    expect(rows(html).map((row) => /box-\w\w\/([^<]+)</.exec(row)?.[1])).toEqual(keys);
    expect(html).toContain(`npx exchange audit ask ${id}`);
    expect(idsIn(html)).toHaveLength(keys.length);
  });

  test('a value that the question does not take is told, and stands in no command', async () => {
    const html = await answer(`/ReadsOfABox?${new URLSearchParams({ value: `ma'; ${script}` })}`);
    expect(html).toContain('two capital letters');
    expect(html).not.toContain('<script');
    expect(/<pre[^>]*>([\s\S]*?)<\/pre>/.exec(html)?.[1]).toContain('--country COUNTRY');
  });

  test('a document with a strange name is quoted in the command', async () => {
    const html = await answer(`/WhoOpenedADocument?${new URLSearchParams({ value: "it's $(here)" })}`);
    expect(html).toContain('--object-key &#39;it&#39;\\&#39;&#39;s $(here)&#39;');
  });

  test('a record names its log file and its place in it once it is delivered', async () => {
    const [id = ''] = idsIn(await answer('/RefusedAttempts'));
    expect(await page(`/audit/${id}`)).not.toContain('.json.gz#');
    await cloud.trail.flush();
    const place = /<bdi dir="ltr">(AWSLogs\/[^<]+\.json\.gz)#(\d+)</.exec(await page(`/audit/${id}`));
    expect(place?.[2]).toBe('1');
  });

  test('a question that there is not is not found', async () => {
    expect((await fetch(`${web.origin}/audit/questions/Nothing`)).status).toBe(404);
  });
});

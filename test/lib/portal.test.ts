import { join } from 'node:path';
import * as z from 'zod';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { exchangeNames } from '../../lib/names.ts';
import { Portal } from '../../lib/stacks/portal.ts';
import { alone } from './alone.ts';
import { realmOf } from './realm.ts';
import { deployed, ofType, root, sample } from './templates.ts';

const synthesis = deployed();
const portal = synthesis.stack('Portal');
const { prefix } = exchangeNames(sample);
const bucketName = `${prefix}-portal-${sample.portal.account}`;

const statement = z.object({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]).transform((one) => [one].flat()),
  Resource: z.union([z.string(), z.array(z.string())]).transform((one) => [one].flat()),
});
const rolePolicy = z.object({ Statement: z.array(statement) });

test('the role that writes the files reaches the portal’s own bucket, the deployment’s assets and its log; elsewhere it only empties caches', () => {
  const documents = realmOf(synthesis).documents.filter(({ stack, type }) => stack === 'Portal' && type === 'AWS::IAM::Policy');
  const statements = documents.flatMap(({ document }) => rolePolicy.parse(document).Statement);
  expect(statements.length).toBeGreaterThan(0);
  for (const { Action, Resource } of statements) {
    if (Action.every((action) => /^cloudfront:(?:GetInvalidation|CreateInvalidation)$/.test(action))) continue;
    for (const arn of Resource) {
      expect(arn).toMatch(
        new RegExp(
          `^arn:aws:(?:s3:::(?:${bucketName}|cdk-hnb659fds-assets-[0-9]{12}-[a-z0-9-]+)(?:/\\*)?|other:[^*]*:Portal[.]DeploymentLog[0-9A-F]+)$`,
        ),
      );
    }
  }
});

test('the bucket is private, and only this distribution reads it', () => {
  const [bucket] = ofType(portal, 'AWS::S3::Bucket');
  expect(bucket?.Properties.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
  const [policy] = ofType(portal, 'AWS::S3::BucketPolicy');
  const text = JSON.stringify(policy?.Properties.PolicyDocument);
  expect(text).toContain('"cloudfront.amazonaws.com"');
  expect(text).toContain('AWS:SourceArn');
  expect(text).toContain('"aws:SecureTransport":"false"');
});

describe('the headers', () => {
  const policies = ofType(portal, 'AWS::CloudFront::ResponseHeadersPolicy').map(({ Properties }) => JSON.stringify(Properties));
  const pages = policies.find((text) => text.includes('portal-pages')) ?? '';
  const worker = policies.find((text) => text.includes('portal-worker')) ?? '';

  test.each([
    "default-src 'none'",
    "script-src 'self';",
    "style-src 'self';",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types liaison-worker',
    'no-referrer',
    'DENY',
  ])('of pages say %s', (said) => {
    expect(pages).toContain(said);
  });

  test('of pages name no drop box, and allow neither inline code nor WebAssembly', () => {
    expect(pages).not.toMatch(/unsafe|dropbox|\.s3\./);
  });

  test('of the worker reach drop boxes alone', () => {
    const [, connect = ''] = /connect-src ([^;]*)/.exec(worker) ?? [];
    expect(connect.split(' ')).toHaveLength(sample.countries.length);
    for (const source of connect.split(' '))
      expect(source).toMatch(/^https:\/\/[a-z-]+-dropbox-[a-z]{2}-\d{12}\.s3\.[a-z0-9-]+\.amazonaws\.com$/);
  });

  test('stay within what CloudFront takes, also with many countries', () => {
    const [pattern] = sample.countries;
    if (!pattern) throw new Error('no country');
    const codes = Array.from({ length: 26 }, (_, index) => `X${String.fromCharCode(65 + index)}`);
    const many = portalOf({ ...sample, countries: codes.map((code) => ({ ...pattern, code })) });
    for (const { Properties } of ofType(many, 'AWS::CloudFront::ResponseHeadersPolicy')) {
      const text = JSON.stringify(Properties.ResponseHeadersPolicyConfig);
      expect(text.length).toBeLessThan(3000);
    }
  });
});

test('a certificate comes with the portal’s name and TLS 1.2 at least', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000';
  const named = portalOf({ ...sample, portal: { ...sample.portal, certificateArn } });
  const [distribution] = ofType(named, 'AWS::CloudFront::Distribution');
  expect(distribution?.Properties.DistributionConfig).toMatchObject({
    Aliases: [new URL(sample.exchange.portalUrl).hostname],
    ViewerCertificate: { AcmCertificateArn: certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
  });
});

test('says where it is', () => {
  expect(portal.outputs.PortalUrl).toBe(sample.exchange.portalUrl);
});

/** The portal's stack knows of the desks their addresses alone. */
function portalOf(config: ExchangeConfig) {
  const { account, region } = config.portal;
  const desks = config.countries.map(({ code }) => `https://desk-${code.toLowerCase()}.example`);
  const directoryUrl = 'https://directory.example/directory';
  const files = join(root, 'portal');
  return alone((app) => new Portal(app, 'Portal', { config, files, directoryUrl, desks, env: { account, region } }));
}

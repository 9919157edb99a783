import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { acceptedFindings } from './accepted-findings.ts';
import { expectedOf, type Findings, findingsOf } from './findings.ts';
import { placed } from './synthesized.ts';
import { present, sample } from './templates.ts';

const outdir = mkdtempSync(join(tmpdir(), 'rule-packs-'));
const app = placed(outdir, sample);
afterAll(() => rmSync(outdir, { recursive: true }));

const packs = [
  ['AwsSolutions-', new AwsSolutionsChecks(app)],
  ['NIST.800.53.R5-', new NIST80053R5Checks(app)],
  ['HIPAA.Security-', new HIPAASecurityChecks(app)],
  ['PCI.DSS.321-', new PCIDSS321Checks(app)],
] as const;

function findingsBy(pack: (typeof packs)[number][1]): Findings {
  return findingsOf(pack.validateScope(app), ({ constructPath }) => present('the path of a construct', constructPath));
}

test.each(packs)('%s: every finding is accepted with a reason, and every accepted one occurs', (prefix, pack) => {
  expect(findingsBy(pack)).toEqual(expectedOf(acceptedFindings, prefix, sample));
});

test('a new bucket that forgets TLS is found', () => {
  const [prefix, pack] = packs[0];
  const stack = present('the audit stack', app.node.tryFindChild('Audit'));
  new CfnBucket(stack, 'Forgotten');
  const unexpected = findingsBy(pack).filter((one) => !expectedOf(acceptedFindings, prefix, sample).includes(one));
  stack.node.tryRemoveChild('Forgotten');
  expect(unexpected).toContain('AwsSolutions-S10 on Audit/Forgotten');
});

test('every reason is a line of its own words', () => {
  for (const { reason } of acceptedFindings) expect(reason).toMatch(/^\S.{29,219}$/);
  expect(new Set(acceptedFindings.map(({ reason }) => reason)).size).toBe(acceptedFindings.length);
});

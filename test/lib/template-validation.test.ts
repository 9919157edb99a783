import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard';
import { type App, CfnResource, CloudFormationValidatePlugin, type IPolicyValidationPlugin, Stack } from 'aws-cdk-lib';
import * as z from 'zod';
import { acceptedFindings } from './accepted-findings.ts';
import { expectedOf, type Findings, type Found, findingsOf } from './findings.ts';
import { placed } from './synthesized.ts';
import { only, present, withCountries } from './templates.ts';

// every country's templates have the same form, and Control Tower's 237 rules take seconds for each country
const config = withCountries('EG');
const outdir = mkdtempSync(join(tmpdir(), 'template-validation-'));
const app = placed(outdir, config);
app.synth();
const cloudFormation = new CloudFormationValidatePlugin();
afterAll(() => rmSync(outdir, { recursive: true }));

test("CloudFormation's own schemas and rules find nothing", () => {
  expect(foundBy(cloudFormation, app, outdir)).toEqual([]);
});

test("CloudFormation's own rules find a property that does not exist and a value of a wrong type", () => {
  const weakened = mkdtempSync(join(tmpdir(), 'template-validation-'));
  try {
    cpSync(outdir, weakened, { recursive: true });
    const file = join(weakened, 'Audit.template.json');
    const template = z
      .object({ Resources: z.record(z.string(), z.looseObject({ Properties: z.unknown() })) })
      .parse(JSON.parse(readFileSync(file, 'utf8')));
    const trail = only(
      'trail',
      Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudTrail::Trail'),
    );
    trail.Properties = { ...Object(trail.Properties), IsLogging: 'perhaps', Forever: true };
    writeFileSync(file, JSON.stringify(template));
    expect(foundBy(cloudFormation, app, weakened)).not.toEqual([]);
  } finally {
    rmSync(weakened, { recursive: true });
  }
});

test('every finding of the Control Tower rules is accepted with a reason, and every accepted one occurs', () => {
  expect(foundBy(new CfnGuardValidator({ maxBuffer: 256 * 1024 * 1024 }), app, outdir)).toEqual(
    expectedOf(acceptedFindings, 'CT.', config),
  );
});

function foundBy(plugin: IPolicyValidationPlugin, scope: App, directory: string): Findings {
  const stackTemplates = scope.node.children.filter(Stack.isStack).map((stack) => ({
    stackConstructPath: stack.node.path,
    templatePath: join(directory, stack.templateFile),
    accountId: stack.account,
    region: stack.region,
  }));
  const templatePaths = stackTemplates.map(({ templatePath }) => templatePath);
  const report = plugin.validate({ stackTemplates, templatePaths, appConstruct: scope });
  return findingsOf(report, (found) => placeOf(scope, found));
}

/** Of the construct behind a logical id; a finding that names none is its stack's. */
function placeOf(scope: App, { templatePath, resourceLogicalId }: Found): string {
  const stack = present(
    `the stack of ${templatePath}`,
    scope.node.children.filter(Stack.isStack).find(({ templateFile }) => templatePath?.endsWith(`/${templateFile}`)),
  );
  if (!resourceLogicalId) return stack.node.path;
  const resources = stack.node.findAll().filter((one) => CfnResource.isCfnResource(one));
  return only(
    resourceLogicalId,
    resources.filter((one) => stack.resolve(one.logicalId) === resourceLogicalId),
  ).node.path;
}

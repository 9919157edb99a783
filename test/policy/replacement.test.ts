import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { typeIdentities } from '../../policy/templates/replacement.ts';

const assembly = fileURLToPath(new URL('../../cdk.out', import.meta.url));
const specification = z.object({
  schema: z.object({
    resource: z.object({
      entities: z.array(
        z.object({
          cloudFormationType: z.string(),
          properties: z.record(z.string(), z.object({ causesReplacement: z.string().optional() })),
        }),
      ),
    }),
  }),
});

/** What the CDK CLI itself knows of CloudFormation's resource types. */
function replacingByType(): ReadonlyMap<string, readonly string[]> {
  const folder = dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json'));
  const { schema } = specification.parse(JSON.parse(gunzipSync(readFileSync(join(folder, 'db.json.gz'))).toString('utf8')));
  return new Map(
    schema.resource.entities.map(({ cloudFormationType, properties }) => [
      cloudFormationType,
      Object.entries(properties).flatMap(([name, { causesReplacement }]) => (causesReplacement === 'yes' ? [name] : [])),
    ]),
  );
}

test('the table of replacements holds what the CDK CLI knows, as far as the templates use it, and invents nothing', () => {
  const known = replacingByType();
  const used = usedProperties();
  const differing = Object.entries(typeIdentities).flatMap(([type, { replacing }]) => {
    const wanted = known.get(type);
    if (!wanted) return type.startsWith('Custom::') ? [] : [`${type} is not known`];
    const missing = wanted.filter((name) => !replacing.includes(name) && used.has(`${type} ${name}`));
    const invented = replacing.filter((name) => !wanted.includes(name));
    return [...missing.map((name) => `${type} lacks ${name}`), ...invented.map((name) => `${type} invents ${name}`)];
  });
  expect(differing).toEqual([]);
});

test('every resource type of the templates has an identity', () => {
  const types = new Set([...usedProperties()].flatMap((text) => text.split(' ')[0] ?? []));
  expect([...types].filter((type) => !(type in typeIdentities))).toEqual([]);
});

const template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) })),
});

function usedProperties(): ReadonlySet<string> {
  const files = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  const entries = files.flatMap((name) => Object.values(template.parse(JSON.parse(readFileSync(join(assembly, name), 'utf8'))).Resources));
  return new Set(entries.flatMap(({ Type, Properties }) => [`${Type} `, ...Object.keys(Properties).map((name) => `${Type} ${name}`)]));
}

import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Lambda measures all variables of a function together, as JSON (docs: "AWS Lambda quotas"; its refusal names the "String measured"). */
const mostBytes = 4096;

/** Stands for what is known only after the deployment: ARNs of keys, addresses of APIs and issuers are shorter. */
const placeholder = 'x'.repeat(100);

/**
 * Throws, while the templates are made, where a function's variables are more than Lambda takes: the deployment would fail half-way. `cure` says
 * what to shorten.
 */
export function requireFittingEnvironment(scope: Construct, { name, variables, cure }: FunctionEnvironment): void {
  const known = Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, withPlaceholders(scope, value)]));
  const bytes = Buffer.byteLength(JSON.stringify(known));
  if (bytes <= mostBytes) return;
  const [longest = ''] = Object.keys(known).sort((one, other) => (known[other]?.length ?? 0) - (known[one]?.length ?? 0));
  throw new Error(
    `${name}: its environment variables take ${bytes} bytes; wanted at most ${mostBytes}, as AWS Lambda does. The longest is ${longest}: ${cure[longest] ?? 'shorten it'}.`,
  );
}

export interface FunctionEnvironment {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  /** By variable. */
  readonly cure: Readonly<Record<string, string>>;
}

function withPlaceholders(scope: Construct, value: string): string {
  if (!Token.isUnresolved(value)) return value;
  const resolved: unknown = Stack.of(scope).resolve(value);
  const pieces = joined(resolved);
  return pieces === undefined ? placeholder : pieces.map((piece) => (typeof piece === 'string' ? piece : placeholder)).join('');
}

/** The pieces of an `Fn::Join` without a separator. */
function joined(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null || !('Fn::Join' in value) || !Array.isArray(value['Fn::Join'])) return undefined;
  const pieces: unknown = value['Fn::Join'][1];
  return Array.isArray(pieces) ? pieces : undefined;
}

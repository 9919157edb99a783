import type { PrincipalMatch } from './model.ts';
import { PolicyError } from './policy-error.ts';
import { fieldsOf, textsOf } from './shape.ts';

/**
 * Parses Principal or NotPrincipal (docs: AWS JSON policy elements, Principal). Throws PolicyError on a kind of principal that the exchange
 * does not use, and on a wildcard within a name, which IAM refuses too.
 */
export function principalsOf(where: string, kind: PrincipalMatch['kind'], element: unknown): PrincipalMatch {
  if (element === '*' && kind === 'in') return { kind, aws: ['*'], services: [], federated: [] };
  const fields = fieldsOf(where, element, ['AWS', 'Service', 'Federated']);
  const read = (name: string, form: RegExp) => (fields[name] === undefined ? [] : named(where, form, textsOf(where, fields[name])));
  const match: PrincipalMatch = {
    kind,
    aws: read('AWS', kind === 'in' ? awsOrEverybody : aws),
    services: read('Service', service),
    federated: read('Federated', federated),
  };
  if (match.aws.length + match.services.length + match.federated.length === 0) throw new PolicyError(where, 'no principal');
  return match;
}

const aws =
  /^(?:\d{12}|arn:aws[a-z-]*:(?:iam::\d{12}:(?:root|(?:role|user)\/[\w+=,.@/-]+)|sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+))$/;
const awsOrEverybody = new RegExp(`^\\*$|${aws.source}`);
const service = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/;
const federated = /^[\w.:/-]+$/;

function named(where: string, form: RegExp, texts: readonly string[]): readonly string[] {
  const odd = texts.find((text) => !form.test(text));
  if (odd !== undefined) throw new PolicyError(where, `no principal: ${JSON.stringify(odd)}`);
  return texts;
}

import { AwsError } from '../cloud.ts';
import { members, type QueryParameters } from '../wire/query.ts';

export const invalid = (message: string): AwsError => new AwsError('ValidationError', 400, message);

/** Throws NotImplemented on a parameter that the operation does not carry out here. Names of lists stand without their indexes. */
export function requireKnown(parameters: QueryParameters, known: readonly string[]): void {
  const names = new Set(['Action', 'Version', 'DeploymentConfig', ...known]);
  const { Mode, DisableRollback } = {
    Mode: parameters.get('DeploymentConfig.Mode'),
    DisableRollback: parameters.get('DeploymentConfig.DisableRollback'),
  };
  if ((Mode ?? 'STANDARD') !== 'STANDARD' || (DisableRollback ?? 'false') !== 'false')
    throw new AwsError('NotImplemented', 501, 'The rehearsal deploys in the standard mode only, with rollback.');
  const odd = [...parameters.keys()].find((name) => !names.has(name.split('.')[0] ?? ''));
  if (odd !== undefined)
    throw new AwsError('NotImplemented', 501, `The rehearsal does not carry out the parameter ${odd} of ${parameters.get('Action')}.`);
}

/** A parameter that must be there. */
export function required(parameters: QueryParameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') throw invalid(`1 validation error detected: Value null at '${name}' must not be null`);
  return value;
}

/** `NAME.member.N.key` and `.value` as one record. */
export function pairs(
  parameters: QueryParameters,
  list: string,
  fields: { readonly key: string; readonly value: string },
): Record<string, string> {
  return Object.fromEntries(members(parameters, list).map((one) => [one.get(fields.key) ?? '', one.get(fields.value) ?? '']));
}

/** A list of texts. */
export function texts(parameters: QueryParameters, list: string): readonly string[] {
  return members(parameters, list).map((one) => one.get('') ?? '');
}

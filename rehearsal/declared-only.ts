import { createHash } from 'node:crypto';
import type { EmbeddedService, TemplateResource } from './cloud.ts';

/** Resource types that a rehearsal accepts without carrying them out, and why. They are listed when it starts, never passed over in silence. */
export const declaredOnly: Readonly<Record<string, string>> = {
  'AWS::Logs::LogGroup': 'functions log into files of the state folder',
  'AWS::CloudWatch::Alarm': 'nobody is paged by a rehearsal',
  'AWS::CloudWatch::Dashboard': 'exchange status tells what it would show, as far as a rehearsal knows',
  'AWS::Logs::MetricFilter': 'nothing is counted over time in a rehearsal',
  'AWS::Budgets::Budget': 'a rehearsal costs nothing',
  'AWS::Glue::Database': 'the log is queried offline',
  'AWS::Glue::Table': 'the log is queried offline',
  'AWS::Athena::WorkGroup': 'the log is queried offline',
  'AWS::Athena::NamedQuery': 'the log is queried offline',
  'AWS::ECR::Repository': 'no function of the exchange is a container image',
  'AWS::Lambda::LayerVersion': "CDK's own deployment function is Python; the rehearsal copies the portal's files itself",
};

/** Nothing stands for them, so nothing is taken away. */
export const declaredOnlyRemovals: EmbeddedService['removals'] = Object.fromEntries(
  Object.keys(declaredOnly).map((type) => [type, async () => {}]),
);

export function declaredOnlyTypes({
  accountId,
  region,
}: {
  readonly accountId: string;
  readonly region: string;
}): EmbeddedService['resourceTypes'] {
  const accept = async ({ type, stack, logicalId, properties }: TemplateResource) => {
    const given = properties.LogGroupName ?? properties.AlarmName ?? properties.RepositoryName ?? properties.Name;
    const name = typeof given === 'string' ? given : `${stack}-${createHash('sha256').update(logicalId).digest('hex').slice(0, 12)}`;
    return { ref: name, attributes: { Arn: `arn:aws:${type.split('::')[1]?.toLowerCase()}:${region}:${accountId}:${name}` } };
  };
  return Object.fromEntries(Object.keys(declaredOnly).map((type) => [type, accept]));
}

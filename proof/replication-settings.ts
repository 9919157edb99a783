import type { CountryParts } from './parts.ts';
import type { Realm } from './realm.ts';
import { at, list } from './shape.ts';

/**
 * What is otherwise than it must be with the copying of a drop box: where the country has no copy, any at all; where it has one, anything but one
 * rule for the whole box, under the role that S3 alone takes on, into that copy, under that copy's key, deletions left out. A copy itself is
 * never copied on.
 */
export function replicationProblems({ dropBox, copy }: CountryParts, realm: Realm): readonly string[] {
  const onwards =
    copy?.bucket.properties.ReplicationConfiguration === undefined ? [] : [`${copy.bucket.path}: a copy is not replicated any further`];
  const configuration = dropBox.properties.ReplicationConfiguration;
  if (configuration === undefined) return onwards;
  if (!copy) return [`${dropBox.path}: it is replicated, and the country has no copy`];
  const rules = list(dropBox.path, at(configuration, 'Rules'));
  const told = JSON.stringify(sorted({ ...Object(configuration), Rules: rules.map((rule) => ({ ...Object(rule), Id: 'one' })) }));
  const wanted = aliasArns(copy.key.arn, realm).map((key) => JSON.stringify(sorted(wantedConfiguration(copy, key))));
  return wanted.includes(told) ? onwards : [...onwards, `${dropBox.path}: it is replicated otherwise than whole into ${copy.bucket.path}`];
}

function wantedConfiguration({ replicator, bucket }: NonNullable<CountryParts['copy']>, key: string) {
  return {
    Role: replicator.arn,
    Rules: [
      {
        Id: 'one',
        Priority: 1,
        Status: 'Enabled',
        Filter: { Prefix: '' },
        DeleteMarkerReplication: { Status: 'Disabled' },
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        Destination: { Bucket: bucket.arn, EncryptionConfiguration: { ReplicaKmsKeyID: key }, Metrics: { Status: 'Enabled' } },
      },
    ],
  };
}

/** By which a key may be named: itself, and the aliases that the templates give it. */
function aliasArns(keyArn: string, { resources }: Realm): readonly string[] {
  const aliases = resources.filter(({ type, properties }) => type === 'AWS::KMS::Alias' && properties.TargetKeyId === `${keyArn}#KeyId`);
  return [
    keyArn,
    ...aliases.map(({ stack: { region, accountId }, properties }) => `arn:aws:kms:${region}:${accountId}:${String(properties.AliasName)}`),
  ];
}

/** The same whatever order a template gives its keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, part]) => [name, sorted(part)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

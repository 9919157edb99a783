import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { existingKeyPolicy } from '../../lib/documents-key-policy.ts';
import { countryNames } from '../../lib/names.ts';
import { differenceLine, policyDifferences } from '../keys/policy-document.ts';
import type { KeyFact, OwnKeyFact, PlaceFacts } from './facts.ts';
import { about, type Finding, type Say } from './finding.ts';

/** Whether the documents key that a country made itself is there, can do what it must, and has the policy that the exchange prints. */
export function checkOwnKeys(config: ExchangeConfig, place: PlaceFacts): readonly Finding[] {
  if (!config.countries.some(({ code, documentsKeyArn }) => documentsKeyArn !== undefined && place.holds.includes(code))) return [];
  const subject = `${place.account} ${place.region}`;
  return about({ check: 'documents-key', subject }, place.ownKeys, (keys) =>
    keys.flatMap((own) => [
      ...about({ check: 'documents-key', subject: own.country }, own.key, (key, say) => checkKey(own, key, say)),
      ...about({ check: 'documents-key-policy', subject: own.country }, own.policy, (policy, say) =>
        checkPolicy({ config, place, own }, policy, say),
      ),
      ...about({ check: 'documents-key-grants', subject: own.country }, own.grants, (count, say) =>
        count === 0
          ? [say.ok('no grant lends the key to anybody')]
          : [
              say.error(
                `${count} grants lend the use of the key to others, whatever its policy says`,
                `aws kms list-grants and revoke-grant before the policy is put, which lets nobody revoke them: ${runbook}`,
              ),
            ],
      ),
    ]),
  );
}

const runbook = 'docs/runbooks/key-ceremony.md#a-documents-key-of-the-countrys-own-making';

function checkKey({ arn, country }: OwnKeyFact, key: KeyFact | undefined, say: Say): readonly Finding[] {
  if (!key) return [say.error(`KMS knows no key ${arn}`, `make it, or correct documentsKeyArn: ${runbook}`)];
  const { state, usage, spec, origin, manager, isMultiRegion } = key;
  const another = `make another key, before ${country} is deployed: ${runbook}`;
  const wrong = [
    ...(usage === 'ENCRYPT_DECRYPT' && spec === 'SYMMETRIC_DEFAULT'
      ? []
      : [say.error(`it is ${spec} for ${usage}; S3 wants SYMMETRIC_DEFAULT for ENCRYPT_DECRYPT`, another)]),
    ...(isMultiRegion ? [say.error('it is a multi-Region key: copies of it can decrypt elsewhere', another)] : []),
    ...(manager === 'CUSTOMER' ? [] : [say.error('AWS manages it: nobody else sets its policy', another)]),
    ...(origin === 'EXTERNAL'
      ? [
          say.error(
            'its material is imported, and its policy lets nobody bring it again',
            'documentsKeyOrigin "imported": the templates make the key',
          ),
        ]
      : []),
    ...(origin === 'AWS_KMS'
      ? [
          say.warning(
            'it is an ordinary key, whose material lies at AWS and does not rotate unless you see to it',
            'good for practice; else leave documentsKeyOrigin out, and the templates make such a key',
          ),
        ]
      : []),
    ...(state === 'Enabled' ? [] : [say.error(`its state is ${state}`, cures[state] ?? `look at it in the KMS console; ${runbook}`)]),
  ];
  return wrong.length > 0 ? wrong : [say.ok(`${origin}, symmetric, enabled`)];
}

const cures: Readonly<Record<string, string>> = {
  Disabled: 'npx exchange key restore, as the custodian',
  Unavailable: 'connect its key store: aws kms connect-custom-key-store; see that proxy and key manager answer',
  PendingDeletion: 'aws kms cancel-key-deletion at once, then enable-key: once it is deleted its documents are lost',
  PendingImport: 'documentsKeyOrigin "imported" is for such a key',
};

interface Place {
  readonly config: ExchangeConfig;
  readonly place: PlaceFacts;
  readonly own: OwnKeyFact;
}

function checkPolicy({ config, place, own }: Place, policy: unknown, say: Say): readonly Finding[] {
  const country = config.countries.find(({ code }) => code === own.country);
  if (!country) return [];
  const differences = policyDifferences(existingKeyPolicy(config, country), policy);
  if (differences.length === 0) return [say.ok('the key has the policy that the exchange prints')];
  const vault = `${countryNames(config, country).prefix}-Vault`;
  const isDeployed = 'unknown' in place.stacks || place.stacks.known.some(({ name }) => name === vault);
  const put = `npx exchange key policy --as ${country.code} > policy.json, then put it: ${runbook}`;
  if (isDeployed) return [say.error(`the key has another policy than the exchange prints: ${differenceLine(differences)}`, put)];
  // KMS takes no policy that names a role which is not there (docs: PutKeyPolicy)
  return [
    say.warning('the key has not got its policy yet, whose roles come with the vault', `npx cdk deploy ${country.code}-Vault, then ${put}`),
  ];
}

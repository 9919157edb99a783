import type { ExchangeConfig } from '../lib/config/schema.ts';
import { existingKeyPolicy } from '../lib/documents-key-policy.ts';
import type { KeyMadeElsewhere } from '../rehearsal/kms/stand-in.ts';

/** The documents keys that countries made themselves, each with the policy that it must have. */
export function keysMadeElsewhere(config: ExchangeConfig): readonly KeyMadeElsewhere[] {
  return config.countries.flatMap((country) => {
    const arn = country.documentsKeyArn;
    return arn === undefined ? [] : [{ arn, policy: { ...existingKeyPolicy(config, country) } }];
  });
}

/** For a terminal; nothing where there are none. */
export function toldOfKeys(config: ExchangeConfig): readonly string[] {
  const codes = config.countries.flatMap(({ code, documentsKeyArn }) => (documentsKeyArn === undefined ? [] : [code]));
  if (codes.length === 0) return [];
  return [`An ordinary key stands in for the documents key that ${codes.join(', ')} made: no external key manager is asked here.`];
}

import * as z from 'zod';

/** A key ARN, and no other: an alias may be turned to another key, and a multi-Region key has copies elsewhere. */
export const keyArn = z
  .string()
  .regex(
    /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    'the ARN of a KMS key such as arn:aws:kms:eu-central-1:ACCOUNT:key/UUID, not of an alias, and not of a multi-Region key',
  );

/**
 * Mistakes about keys that countries made themselves, one line each. Looks at the configuration as it was written, so that they are told
 * together with mistakes of form.
 */
export function documentsKeyMistakes(json: unknown): readonly string[] {
  const { countries } = configuration.parse(json);
  return countries.flatMap(({ documentsKeyOrigin: origin, documentsKeyArn: arn, account, region }, index) => {
    const say = (wanted: string): readonly string[] => [
      `countries.${index}.documentsKeyArn: got ${arn === undefined ? 'nothing' : JSON.stringify(arn)}; wanted ${wanted}`,
    ];
    if (arn === undefined)
      return origin === 'existing' ? say('the ARN of the key that the country made: its documentsKeyOrigin is "existing"') : [];
    if (origin !== 'existing') return say('none, or documentsKeyOrigin "existing"');
    if (!keyArn.safeParse(arn).success) return [];
    const [, , , keyRegion, keyAccount] = String(arn).split(':');
    return [
      // S3 takes a key of its own Region alone; a key of another account would be that account's to open
      ...(keyAccount === account && keyRegion === region ? [] : say(`a key of account ${String(account)} in Region ${String(region)}`)),
      ...(countries.findIndex((other) => other.documentsKeyArn === arn) < index ? say('a key of one country alone') : []),
    ];
  });
}

const entry = z.looseObject({
  account: z.unknown(),
  region: z.unknown(),
  documentsKeyOrigin: z.unknown().optional(),
  documentsKeyArn: z.unknown().optional(),
});
const configuration = z.object({ countries: z.array(entry.catch({ account: '', region: '' })).catch([]) }).catch({ countries: [] });

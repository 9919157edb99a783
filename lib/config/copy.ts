import * as z from 'zod';
import { regionLike } from './region.ts';

/**
 * A copy of what a country cannot get back from others: the documents in its drop box, and its ledger. Decided step by step, each a deployment:
 * a replica needs rights that stand before it begins, and nobody reads a copy as long as nobody must.
 */
export const copyConfig = z.strictObject({
  /** Another one than the country's own. It never changes: the copy lies where it was made. */
  region: regionLike('eu-west-1'),
  /** `prepare`: bucket, key and rights, and the ledger is copied. `replicate`: S3 copies every document that arrives from then on, too. */
  phase: z.enum(['prepare', 'replicate']),
  /**
   * Who stands in the role that reads the copy: `ledger` for a drill, which also lists what lies there; `documents` after a loss. @default - nobody:
   * no such role exists
   */
  reading: z.enum(['ledger', 'documents']).optional(),
});
export type CopyConfig = z.infer<typeof copyConfig>;

/** Mistakes about copies that only two values together show, one line each; told together with mistakes of form. */
export function copyMistakes(json: unknown): readonly string[] {
  const { countries } = configuration.parse(json);
  return countries.flatMap(({ region, documentsKeyOrigin, copy }, index) => {
    if (copy === undefined) return [];
    const say = (got: unknown, wanted: string): string =>
      `countries.${index}.${got === copy ? 'copy' : 'copy.region'}: got ${JSON.stringify(got)}; wanted ${wanted}`;
    return [
      // a copy in the Region that is lost is none
      ...(copy.region === region && region !== undefined ? [say(region, "another Region than the country's own")] : []),
      // its copy would lie under a key that the country did not make: weaker than what it chose
      ...(documentsKeyOrigin === 'existing'
        ? [say(copy, 'none: the country made its documents key itself, and a key of its own for a copy cannot be named yet')]
        : []),
    ];
  });
}

const entry = z.looseObject({
  region: z.unknown(),
  documentsKeyOrigin: z.unknown().optional(),
  copy: z.looseObject({ region: z.unknown() }).optional(),
});
const configuration = z.object({ countries: z.array(entry.catch({ region: undefined })).catch([]) }).catch({ countries: [] });

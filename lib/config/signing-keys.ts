import * as z from 'zod';

/** As many as a country's entry in the directory names. */
const mostGenerations = 20;

/**
 * Which signing keys a country has. Every generation is a key of its own in the vault and stays there for good; what changes is who may sign
 * with it. One ahead of `signing` is announced: the directory names it before it signs anything. One behind is still good until `formerUntil`.
 */
export const signingKeys = z
  .strictObject({
    /** How many were made in all. */
    made: z.int().min(1).max(mostGenerations),
    /** Which of them signs, counted from 1. */
    signing: z.int().min(1).max(mostGenerations),
    /** Until when the one before it still counts. @default - it signs no more, and the directory knows its end */
    formerUntil: z.iso.datetime({ error: 'an instant in UTC such as 2027-01-31T00:00:00.000Z' }).optional(),
  })
  .refine(({ made, signing }) => signing === made || signing === made - 1, 'signing: the newest key, or the one before it')
  .refine(
    ({ made, signing, formerUntil }) => formerUntil === undefined || (made === signing && signing > 1),
    'formerUntil: only where the newest key signs and another came before it',
  );
export type SigningKeysConfig = z.infer<typeof signingKeys>;

/** `announced`: named and not yet used; `former`: not used any more, good until a set end; `retired`: nobody signs with it. */
export type GenerationStanding = 'announced' | 'signing' | 'former' | 'retired';

export interface Generation {
  readonly number: number;
  readonly standing: GenerationStanding;
  /** Of a former one: when it ends. */
  readonly until?: string;
}

/** Every signing key of a country, oldest first. */
export function generationsOf({ signingKeys: configured }: { readonly signingKeys?: SigningKeysConfig }): readonly Generation[] {
  const { made, signing, formerUntil } = configured ?? { made: 1, signing: 1 };
  return Array.from({ length: made }, (_, index): Generation => {
    const number = index + 1;
    if (number > signing) return { number, standing: 'announced' };
    if (number === signing) return { number, standing: 'signing' };
    if (number === signing - 1 && formerUntil !== undefined) return { number, standing: 'former', until: formerUntil };
    return { number, standing: 'retired' };
  });
}

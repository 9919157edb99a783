import * as z from 'zod';

/** A Region of the partition aws: the templates' names are written for no other. */
export function regionLike(example: string) {
  return z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, `a Region such as ${example}`)
    .refine((region) => !/^(?:cn|us-gov|us-iso[a-z]?|eu-isoe|eusc)-/.test(region), 'a Region of the partition aws');
}

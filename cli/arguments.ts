import type * as z from 'zod';
import { Failure } from '../client/failure.ts';

/** What a person typed, in the form wanted. Throws InvalidArguments with every option that is wrong and what was wanted. */
export function parseArguments<Wanted>(schema: z.ZodType<Wanted>, given: unknown): Wanted {
  const outcome = schema.safeParse(given);
  if (outcome.success) return outcome.data;
  throw new Failure('InvalidArguments', outcome.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

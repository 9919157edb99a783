import * as z from 'zod/mini';
import { Failure } from '../client/failure.ts';

// people read these messages, and zod/mini brings no language along
z.config(z.locales.en());

/** What a person typed, in the form wanted. Throws InvalidArguments with every option that is wrong and what was wanted. */
export function parseArguments<Wanted>(schema: z.core.$ZodType<Wanted>, given: unknown): Wanted {
  const outcome = z.safeParse(schema, given);
  if (outcome.success) return outcome.data;
  throw new Failure('InvalidArguments', outcome.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

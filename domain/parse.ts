import type * as z from 'zod/mini';
import { Refusal } from './refusal.ts';

/** The refusal of an input that is not as its schema wants it: DocumentNameRefused where a document's name is at fault, else InvalidInput. */
export function refusalFor(error: z.core.$ZodError): Refusal {
  const name = error.issues.find(({ path }) => path[0] === 'documents' && path[2] === 'name');
  return name ? new Refusal('DocumentNameRefused', `document ${Number(name.path[1]) + 1}`) : new Refusal('InvalidInput', problemsOf(error));
}

/** Paths and rules only: values may be case data. */
export function problemsOf(error: z.core.$ZodError): string {
  const first = error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'body'}: ${issue.code}`);
  return first.join('; ');
}

import * as z from 'zod/mini';
import { instant } from './identifiers.ts';

/** What the addressee owes, or in the case of `arrival` the sender. */
export const waits = ['arrival', 'reading', 'acknowledgement', 'resumption'] as const;
export const due = z.object({ what: z.enum(waits), by: instant });
export type Due = z.infer<typeof due>;

export function isOverdue({ by }: Pick<Due, 'by'>, now: Date): boolean {
  return Date.parse(by) <= now.getTime();
}

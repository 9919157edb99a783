import * as z from 'zod';

const coded = z.object({ code: z.string() });

/** The code of a system error (`ENOENT`), empty where it has none. Looks at the shape: errors of Node may come from another realm. */
export function codeOf(error: unknown): string {
  const parsed = coded.safeParse(error);
  return parsed.success ? parsed.data.code : '';
}

/** True for "no such file" and for a path through something that is no folder. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

import * as z from 'zod';

const codes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EEXIST', 'ENOTDIR', 'EISDIR']);
const words = /No space left|File too large|quota exceeded|Read-only file system|Could not write|Failed to write/i;

/** True where a write failed for want of room or rights; the engine tells that in words alone. */
export function isDiskTrouble(error: unknown): boolean {
  const { code = '', message = '' } = told.safeParse(error).data ?? {};
  return codes.has(code) || words.test(message);
}

/** What an error says, whichever realm it comes from: the engine's are not of this one. */
export function messageOf(error: unknown): string {
  return told.safeParse(error).data?.message ?? '';
}

const told = z.object({ code: z.string().optional(), message: z.string().optional() });

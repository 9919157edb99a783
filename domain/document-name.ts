import * as z from 'zod/mini';

/** UTF-8 bytes: what common file systems hold. */
export const maxNameBytes = 255;

/**
 * A document's name as data: NFC, one path segment, no control, bidi-override, bidi-isolate, zero-width or unassigned-surrogate
 * character (Unicode TR 36), nothing that a file system reads as something else. Arabic and Latin letters are both welcome.
 */
export const documentName = z.string().check(z.refine(isDocumentName, 'a plain file name in NFC, at most 255 bytes'));

/** The name that a sender's file gets in the manifest: NFC; refusing the rest is the desk's part. */
export function toDocumentName(fileName: string): string {
  return fileName.normalize('NFC');
}

export function isDocumentName(name: string): boolean {
  if (name.length === 0 || new TextEncoder().encode(name).length > maxNameBytes) return false;
  if (name !== name.normalize('NFC') || !name.isWellFormed()) return false;
  if (forbidden.test(name) || reserved.test(name)) return false;
  return name === name.trim() && !name.endsWith('.') && !name.startsWith('.');
}

/**
 * Controls (Cc), line and paragraph separators, path and shell separators, and all that shows nothing or steers what is shown: bidi marks,
 * zero-width characters, fillers, variation selectors, tags (Unicode property Default_Ignorable_Code_Point).
 */
const forbidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}/\\:*?"<>|]/u;

/** Device names of Windows, with or without extension. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

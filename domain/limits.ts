import * as z from 'zod';

const count = z.int().positive();

/** What one dispatch may hold and how long links and statements live. From the configuration; the same for every desk. */
export const limits = z.strictObject({
  maxDocuments: count.max(1000),
  maxDocumentBytes: count.max(5_000_000_000_000),
  maxDispatchBytes: count.max(50_000_000_000_000),
  /** A document above this goes in parts. S3 takes at most 5 GiB in one PUT and at least 5 MiB a part. */
  singlePutMaxBytes: count.min(5 * 1024 * 1024).max(5 * 1024 * 1024 * 1024),
  uploadLinkSeconds: count.min(120).max(900),
  downloadLinkSeconds: count.min(120).max(300),
  /** A manifest is accepted for deposit this long after it was signed. */
  manifestFreshSeconds: count.max(3600),
  assertionSeconds: count.max(900),
  downloadTokenSeconds: count.max(300),
  /** Tolerated difference between two desks' clocks. */
  clockSkewSeconds: count.max(300),
});
export type Limits = z.infer<typeof limits>;

/** Links for parts are signed a few at a time, so that little is in circulation. */
export const maxLinksPerRequest = 8;

/** A manifest larger than this is refused before it is parsed. */
export const maxManifestBytes = 1_000_000;

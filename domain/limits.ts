import * as z from 'zod/mini';

const count = z.int().check(z.positive());

/** What one dispatch may hold and how long links and statements live. From the configuration; the same for every desk. */
export const limits = z.strictObject({
  maxDocuments: count.check(z.maximum(1000)),
  maxDocumentBytes: count.check(z.maximum(5_000_000_000_000)),
  maxDispatchBytes: count.check(z.maximum(50_000_000_000_000)),
  /** A document above this goes in parts. S3 takes at most 5 GiB in one PUT and at least 5 MiB a part. */
  singlePutMaxBytes: count.check(z.minimum(5 * 1024 * 1024), z.maximum(5 * 1024 * 1024 * 1024)),
  uploadLinkSeconds: count.check(z.minimum(120), z.maximum(900)),
  downloadLinkSeconds: count.check(z.minimum(120), z.maximum(300)),
  /** A manifest is accepted for deposit this long after it was signed. */
  manifestFreshSeconds: count.check(z.maximum(3600)),
  assertionSeconds: count.check(z.maximum(900)),
  downloadTokenSeconds: count.check(z.maximum(300)),
  /** Tolerated difference between two desks' clocks. */
  clockSkewSeconds: count.check(z.maximum(300)),
});
export type Limits = z.infer<typeof limits>;

/** Links for parts are signed a few at a time, so that little is in circulation. */
export const maxLinksPerRequest = 16;

/** A manifest larger than this is refused before it is parsed. */
export const maxManifestBytes = 1_000_000;

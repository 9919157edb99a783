import * as z from 'zod';

const text = z.string().nullable();
const place = z.strictObject({ bucket: z.string(), key: z.string() });

/** Where the raw record of a row lies, and what vouches for it. */
export const proofOfRow = z.strictObject({
  logFile: place,
  /** Of the uncompressed log file. */
  sha256: z.string(),
  /** Index in `Records`, from 0. */
  ordinal: z.int().min(0),
  digest: place.nullable(),
  standing: z.enum(['verified', 'pending', 'unverified']),
});
export type ProofOfRow = z.infer<typeof proofOfRow>;

const row = z.strictObject({ values: z.array(text), proof: proofOfRow });
export type AnswerRow = z.infer<typeof row>;

/** An answer that carries its proof: `exchange audit prove` reads it back. */
export const answer = z.strictObject({
  format: z.literal('liaison-answer/1'),
  question: z.string(),
  parameters: z.record(z.string(), z.string()),
  /** ISO 8601, UTC: records that were delivered later are not in it. Absent in answers of earlier versions. */
  askedAt: z.iso.datetime().optional(),
  /** Days in UTC, both inside. */
  period: z.strictObject({ from: z.string(), to: z.string() }),
  /** What the answer rests on; `UNVERIFIED`: files that no digest vouches for (`--unverified`); `REHEARSAL`: digests signed by a rehearsal. */
  basis: z.enum(['verified', 'verified and pending', 'REHEARSAL', 'UNVERIFIED']),
  /** What the store held when it was asked: files, and findings of its last ingestion that may make the answer incomplete. */
  store: z.strictObject({
    files: z.int(),
    pending: z.int(),
    events: z.int(),
    findings: z.array(z.strictObject({ code: z.string(), ...place.shape, detail: z.string().optional() })),
  }),
  columns: z.array(z.string()),
  /** How many rows there are; more than `rows` holds where `isWhole` is false. */
  found: z.int(),
  isWhole: z.boolean(),
  rows: z.array(row),
  /** Whether a raw scan of the archive, without index and SQL, found the same rows. Absent: not asked for. */
  crossCheck: z
    .strictObject({
      agrees: z.boolean(),
      recordsRead: z.int(),
      filesUnread: z.int().default(0),
      onlyInAnswer: z.array(z.string()),
      onlyInScan: z.array(z.string()),
    })
    .optional(),
});
export type Answer = z.infer<typeof answer>;

/** Rows of one answer, at most; more are counted and the answer says that it is not whole. */
export const rowLimit = 100_000;

/** Names one record in the archive, the same in answers, scans and proofs. */
export function recordId({ logFile, ordinal }: Pick<ProofOfRow, 'logFile' | 'ordinal'>): string {
  return `${logFile.bucket}/${logFile.key}#${ordinal}`;
}

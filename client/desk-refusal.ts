import * as z from 'zod/mini';
import { compactJws } from '../domain/identifiers.ts';
import { Refusal, type RefusalBody } from '../domain/refusal.ts';
import { refusals } from '../domain/refusals.ts';

const refusalBody = z.object({
  code: z.string().check(z.maxLength(64)),
  sentence: z.object({
    ar: z.string().check(z.maxLength(1000)),
    fr: z.string().check(z.maxLength(1000)),
    en: z.string().check(z.maxLength(1000)),
  }),
  detail: z.optional(z.string().check(z.maxLength(1000))),
  /** The SubmissionRejection of a manifest that was not accepted. */
  receipt: z.optional(compactJws),
});

/** A desk's "no", in its own words. A newer desk may use a code that this program does not know. */
export class DeskRefusal extends Error {
  readonly status: number;
  readonly body: Omit<RefusalBody, 'code'> & { readonly code: string };
  readonly receipt?: string;

  constructor(status: number, body: z.infer<typeof refusalBody>) {
    const { receipt, ...rest } = body;
    super(`${rest.code}: ${rest.sentence.en}`);
    this.name = 'DeskRefusal';
    this.status = status;
    this.body = rest;
    this.receipt = receipt;
  }
}

/** The refusal in an answer; undefined where the answer is none. A 401 without a body of ours comes from the HTTP API's authorizer. */
export function refusalIn(status: number, body: unknown): DeskRefusal | undefined {
  const parsed = refusalBody.safeParse(body);
  if (parsed.success) return new DeskRefusal(status, parsed.data);
  return status === refusals.NotSignedIn.status ? new DeskRefusal(status, new Refusal('NotSignedIn').toBody()) : undefined;
}

export function isRefusal(error: unknown, code: keyof typeof refusals): boolean {
  return error instanceof DeskRefusal && error.body.code === code;
}

import { Refusal, type RefusalCode } from '../../domain/refusal.ts';

/** A refusal that this desk also signed: the answer's body carries the SubmissionRejection as `receipt`. */
export class SignedRefusal extends Refusal {
  readonly receipt: string;

  constructor(code: RefusalCode, receipt: string, detail?: string) {
    super(code, detail);
    this.name = 'SignedRefusal';
    this.receipt = receipt;
  }
}

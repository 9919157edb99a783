import { proveReceipt } from '../../client/evidence.ts';
import { keepReceipts } from '../../client/receipts.ts';
import { statementTyp } from '../../domain/statement.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { connectAs, type Run, readStatement } from './run.ts';

export interface TakeReceiptsOptions {
  readonly as: string;
  readonly files: readonly string[];
}

/**
 * Stores receipts that came back as files, such as `exchange receipts --out` wrote them at the addressee's: verified, each once, in any order.
 * What is no receipt among them, such as the manifest, is passed over.
 */
export async function takeReceipts(run: Run, options: TakeReceiptsOptions): Promise<ExitCode> {
  const statements = await Promise.all(options.files.map((file) => readStatement(run, file)));
  const jws = statements.filter((one) => statementTyp(one) === receiptStatement.typ);
  const { home, directory } = await connectAs(run, options.as);
  const ids = await Promise.all(jws.map(async (one) => (await proveReceipt(one, directory)).payload.dispatchId));
  const stored: { readonly dispatchId: string; readonly event: string; readonly issuedAt: string }[] = [];
  for (const dispatchId of new Set(ids)) {
    const { manifest } = await home.showDispatch(dispatchId);
    const receipts = jws.filter((_, index) => ids[index] === dispatchId);
    const kept = await keepReceipts({ dispatchId, manifest, receipts, home, directory });
    stored.push(...kept.map(({ receipt }) => ({ dispatchId, event: receipt.event, issuedAt: receipt.issuedAt })));
  }
  run.output.result(
    { receipts: stored },
    stored.map(({ dispatchId, event, issuedAt }) => `${dispatchId}  ${event}  ${issuedAt}`),
  );
  return exitCodes.done;
}

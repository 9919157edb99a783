import { type Assertion, assertion } from './assertion.ts';
import { type DirectoryEntry, directoryEntry } from './directory.ts';
import { type DraftNotice, type DraftRemark, draftNotice, draftRemark } from './draft-check.ts';
import { type Manifest, manifest } from './manifest.ts';
import { type ProofReport, proofReport } from './proof-report.ts';
import { type ReadableReceipt, type Receipt, readableReceipt, receipt } from './receipt.ts';
import { type CountryReport, countryReport } from './report.ts';
import type { StatementKind } from './statement.ts';

export const manifestStatement: StatementKind<Manifest> = { typ: 'liaison-manifest+jws', schema: manifest };
export const receiptStatement: StatementKind<Receipt> = { typ: 'liaison-receipt+jws', schema: receipt };
/** The same statements, for whoever only reads: those of newer desks too. */
export const readableReceiptStatement: StatementKind<ReadableReceipt> = { typ: receiptStatement.typ, schema: readableReceipt };
/** Of the draft check: neither is ever taken for a manifest or a receipt. */
export const draftStatement: StatementKind<DraftNotice> = { typ: 'liaison-draft+jws', schema: draftNotice };
export const remarkStatement: StatementKind<DraftRemark> = { typ: 'liaison-draft-remark+jws', schema: draftRemark };
export const reportStatement: StatementKind<CountryReport> = { typ: 'liaison-report+jws', schema: countryReport };
export const assertionStatement: StatementKind<Assertion> = { typ: 'liaison-assertion+jws', schema: assertion };
export const entryStatement: StatementKind<DirectoryEntry> = { typ: 'liaison-entry+jws', schema: directoryEntry };
export const proofStatement: StatementKind<ProofReport> = { typ: 'liaison-proof+jws', schema: proofReport };

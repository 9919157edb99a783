import type { Command } from 'commander';
import * as z from 'zod';
import { countryCode } from '../domain/identifiers.ts';
import type { Add } from './add-command.ts';
import { showCountry } from './commands/country.ts';
import { showDirectory } from './commands/directory.ts';
import { makePackage } from './commands/evidence.ts';
import { keepLedger } from './commands/ledger.ts';
import { receipts } from './commands/receipts.ts';
import { forgetTokens } from './commands/sign-out.ts';
import { signProof } from './commands/sign-proof.ts';
import { verify } from './commands/verify.ts';
import { aboutDispatch, dispatchOptions, located } from './located.ts';
import { addDirectoryActs } from './operations-program.ts';

/** What proves something later, and the directory by which it is verified. */
export function addEvidence(program: Command, add: Add): void {
  const evidence = aboutDispatch(program.command('receipts').description('fetch, check and keep the receipts of a dispatch'));
  add(
    evidence.option('--out <folder>', 'write manifest.jws and the receipts there'),
    dispatchOptions.and(z.object({ out: text })),
    receipts,
  );
  const pack = located(program.command('evidence'))
    .description(
      'make the evidence package of a case: statements, custody record, report to print, and a page that verifies all of it offline',
    )
    .requiredOption('--as <country>', 'country of the magistrate')
    .requiredOption('--out <file>', 'the package, such as evidence.zip')
    .option('--with-documents <folder>', 'enclose the documents of the case that lie there, found by their hashes')
    .option('--audit <file>', 'enclose an answer of: exchange audit ask TimelineOfACase --format json --out FILE')
    .option('--audit-proof <file>', 'enclose what exchange audit prove --json said of that answer')
    .option(
      '--use-directory <file>',
      'the directory as it was kept, instead of the present one: the same case and directory give the same bytes',
    )
    .argument('<case>', 'case reference, or the id of a dispatch of the case');
  add(pack, evidenceOptions, makePackage);
  const check = program
    .command('verify')
    .description('verify an evidence package, or a receipt, manifest, entry, signed proof or directory; needs no network')
    .option('--directory <file>', 'file with the signed directory; a package has its own')
    .option('--manifest <file>', 'manifest that the receipt must speak of')
    .option('--trust-directory-key <fingerprint>', 'accept a directory signed with this key only')
    .option('--as <country>', 'tell limits by the clock of this country, with UTC beside it (default: UTC)')
    .argument('<file>', 'evidence package (.zip), or file with the statement');
  add(check, verifyOptions, verify);
  const ledger = located(program.command('ledger'))
    .description('fetch the whole ledger of the own country, check its chain, and keep it for: exchange audit reconcile --ledger')
    .requiredOption('--as <country>', 'country of the magistrate')
    .requiredOption('--out <file>', 'the ledger, one entry of JSON a line');
  add(ledger, z.object({ as: countryCode, out: z.string().min(1) }), keepLedger);
  const signing = located(program.command('sign-proof'))
    .description('have your desk sign the outcome of a proof with your country’s key')
    .requiredOption('--as <country>', 'country of the magistrate')
    .option('--out <file>', 'write the signed statement there', 'proof.jws')
    .argument('<report>', 'proof.json of: exchange prove --out FOLDER');
  add(signing, signProofOptions, signProof);
  const directory = located(program.command('directory').description('show the members; keep the signed directory in a file'));
  addDirectoryActs(directory, add);
  add(directory.option('--out <file>', 'write the signed directory there'), z.object({ out: text }), showDirectory);
  const sheet = located(program.command('country'))
    .description('calendar, languages, holidays and contact points of a country, and how to write to it')
    .argument('<country>', 'code of the country, such as MA');
  add(sheet, countryOptions, showCountry);
  const leave = located(program.command('sign-out').description('forget the access token kept on this machine'));
  add(leave.requiredOption('--as <country>', 'country of the magistrate'), z.object({ as: countryCode }), forgetTokens);
}

const text = z.string().min(1).optional();
const countryOptions = z.object({ args: z.tuple([countryCode]) }).transform(({ args: [country] }) => ({ country }));
const evidenceOptions = z
  .object({
    as: countryCode,
    out: z.string().min(1),
    withDocuments: text,
    audit: text,
    auditProof: text,
    useDirectory: text,
    args: z.tuple([z.string()]),
  })
  .transform(({ args: [reference], ...rest }) => ({ ...rest, case: reference }));
const verifyOptions = z
  .object({ directory: text, manifest: text, trustDirectoryKey: text, as: z.optional(countryCode), args: z.tuple([z.string()]) })
  .transform(({ args: [file], ...rest }) => ({ file, ...rest }));
const signProofOptions = z
  .object({ as: countryCode, out: z.string().min(1), args: z.tuple([z.string()]) })
  .transform(({ as, out, args: [report] }) => ({ as, out, report }));

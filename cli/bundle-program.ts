import type { Command } from 'commander';
import * as z from 'zod';
import { countryCode } from '../domain/identifiers.ts';
import type { Add } from './add-command.ts';
import { checkBundle } from './commands/bundle-check.ts';
import { exportBundle } from './commands/bundle-export.ts';
import { importBundle } from './commands/bundle-import.ts';
import { takeReceipts } from './commands/bundle-receipts.ts';
import { coverOptions } from './cover-options.ts';
import { located } from './located.ts';

/** `exchange bundle ...`: a dispatch in one sealed file, where there is no line to the addressee's desk. */
export function addBundles(program: Command, add: Add): void {
  const bundle = program.command('bundle').description('a dispatch in one sealed file, for a USB stick or the diplomatic bag');
  const as = (command: Command): Command => located(command).requiredOption('--as <country>', 'country of the magistrate');
  const out = coverOptions(as(bundle.command('export')))
    .description('seal a dispatch into a file that only the addressee’s desk can open; needs the own desk alone')
    .requiredOption('--out <file>', 'the bundle; choose a name that says nothing')
    .option('--to <country>', 'country addressed')
    .option('--case <reference>', 'case number of the sending authority, such as EG-2026-000123')
    .option('--dispatch <dispatch>', 'instead of --to and --case: one that was signed already, begun here or in the portal')
    .argument('<files...>', 'its documents, or folders of them');
  add(out, exportOptions, exportBundle);
  const into = as(bundle.command('import'))
    .description('bring a sealed bundle into the own drop box; run the same command again to go on after an interruption')
    .option('--wait <seconds>', 'how long to wait for the confirmation of arrival', '120')
    .argument('<file>', 'the bundle');
  add(into, importOptions, importBundle);
  const check = bundle
    .command('check')
    .description('say whether a sealed bundle is whole, and to whom it is addressed; needs no network and no key')
    .option('--directory <file>', 'file with the signed directory')
    .argument('<file>', 'the bundle');
  add(check, checkOptions, checkBundle);
  const back = as(bundle.command('receipts'))
    .description('store receipts that came back as files')
    .argument('<files...>', 'receipts, as the addressee’s exchange receipts --out wrote them');
  add(back, receiptsOptions, takeReceipts);
}

const text = z.string().min(1).optional();
const exportOptions = z
  .object({
    as: countryCode,
    out: z.string().min(1),
    to: text,
    case: text,
    basis: z.string(),
    articles: text,
    furtherBasis: z.array(z.string()).optional(),
    urgency: z.string(),
    inReplyTo: text,
    dispatch: text,
    args: z.array(z.string()).min(1),
  })
  .transform(({ args: files, ...rest }) => ({ ...rest, files }));
const importOptions = z
  .object({ as: countryCode, wait: z.coerce.number().int().min(0).max(86_400), args: z.tuple([z.string()]) })
  .transform(({ as, wait, args: [file] }) => ({ as, file, waitSeconds: wait }));
const checkOptions = z
  .object({ directory: text, args: z.tuple([z.string()]) })
  .transform(({ directory, args: [file] }) => ({ directory, file }));
const receiptsOptions = z.object({ as: countryCode, args: z.array(z.string()).min(1) }).transform(({ as, args: files }) => ({ as, files }));

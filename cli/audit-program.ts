import { type Command, Option } from 'commander';
import * as z from 'zod';
import type { Add } from './add-command.ts';
import { defaultStore } from './default-store.ts';

/**
 * `exchange audit …`: the auditor's commands. Only `copy` and `digest` need a network. Each is loaded when it is called: the engines behind
 * them are large.
 */
export function addAudit(program: Command, add: Add): void {
  const audit = program.command('audit').description('question the CloudTrail log offline, on a plain copy of the archive');
  addCopy(audit, add);
  addVerify(audit, add);
  addIngest(audit, add);
  addAsk(audit, add);
  const sql = stored(audit.command('sql'))
    .description('run one SELECT of your own over the view all_events')
    .addOption(new Option('--format <format>', 'form of the answer').choices(['table', 'csv', 'json']).default('table'))
    .option('--timeout <seconds>', 'stop after so many seconds', '60')
    .option('--out <file>', 'write the answer there')
    .argument('<sql>', 'the query');
  add(sql, sqlOptions, async (run, options) => (await import('./commands/audit-sql.ts')).auditSql(run, options));
  const prove = archived(audit.command('prove'))
    .description('read an answer back: every row against its raw record, the whole against a raw scan')
    .argument('<answer>', 'file of: exchange audit ask --format json --out FILE');
  add(prove, proveOptions, async (run, options) => (await import('./commands/audit-prove.ts')).auditProve(run, options));
  const compare = stored(audit.command('reconcile'))
    .description('compare receipts and ledger with the log, both ways')
    .requiredOption('--directory <file>', 'file with the signed directory')
    .option('--ledger <file>', 'the ledger of the addressee, as exchange ledger --out wrote it')
    .option('--ledger-end <sha256>', 'fingerprint of its last line, as exchange ledger printed it: finds a shortened file')
    .argument('<folders...>', 'folders of: exchange receipts --out');
  add(compare, reconcileOptions, async (run, options) => (await import('./commands/audit-reconcile.ts')).auditReconcile(run, options));
}

function addCopy(audit: Command, add: Add): void {
  const copy = audit
    .command('copy')
    .description('copy the archive to this machine, with the signatures of its digests; goes on where it was interrupted')
    .option('--bucket <names...>', 'archive buckets, asked of AWS with the credentials that the AWS CLI would use (default: the rehearsal)')
    .option('--prefix <prefix>', 'only keys that begin so')
    .option('--rehearsal <folder>', 'folder of a running rehearsal (default: .rehearsal)')
    .option('--keys <file>', 'write the public keys of the digests there')
    .option('--from <time>', 'keys that were valid since then (default: ten years ago)')
    .argument('<folder>', 'folder of the copy');
  add(copy, copyOptions, async (run, options) => (await import('./commands/audit-copy.ts')).auditCopy(run, options));
  const digest = audit
    .command('digest')
    .description('have the rehearsal deliver its log and sign a digest now, instead of at the full hour')
    .option('--rehearsal <folder>', 'folder of a running rehearsal (default: .rehearsal)');
  add(digest, z.object({ rehearsal: text }), async (run, options) =>
    (await import('./commands/audit-digest.ts')).auditDigest(run, options),
  );
}

function addVerify(audit: Command, add: Add): void {
  const command = audit
    .command('verify')
    .description('verify a copy of archive buckets (DIR/BUCKET/AWSLogs/…) against its signed digests')
    .requiredOption('--keys <files...>', 'what aws cloudtrail list-public-keys printed, one file for each Region')
    .option('--until <time>', 'until when digests must be there, such as 2026-11-23T14:00:00Z: finds a cut end')
    .option('--from <time>', 'since when digests must be there, where an older part was left out on purpose')
    .option('--expect <places...>', 'accounts, or ACCOUNT/REGION, that must have digests: finds one that was taken out whole')
    .option('--report <file>', 'write a report to print, in the language of --language')
    .option('--workers <number>', 'threads that inflate and hash', '2')
    .argument('<folder>', 'folder with one folder for each bucket');
  add(command, verifyOptions, async (run, options) => (await import('./commands/audit-verify.ts')).auditVerify(run, options));
}

function addIngest(audit: Command, add: Add): void {
  const command = stored(audit.command('ingest'))
    .description('take the log files that verify into the store')
    .option('--keys <files...>', 'what aws cloudtrail list-public-keys printed, one file for each Region')
    .option('--unverified', 'take files that have no digests; every answer says so')
    .argument('<archive>', 'plain copy of the archive: DIR/BUCKET/AWSLogs/…');
  add(command, ingestOptions, async (run, options) => (await import('./commands/audit-ingest.ts')).auditIngest(run, options));
}

function addAsk(audit: Command, add: Add): void {
  const command = stored(audit.command('ask'))
    .description('answer a question, each row with its proof; without one, list the questions')
    .addOption(new Option('--format <format>', 'form of the answer').choices(['table', 'csv', 'json', 'html']).default('table'))
    .option('--out <file>', 'write the answer there')
    .option('--from <day>', 'first day (UTC, YYYY-MM-DD)')
    .option('--to <day>', 'last day')
    .option('--object-key <key>', 'document, DISPATCH/NUMBER')
    .option('--person <name>', 'person, as sessions name them')
    .option('--country <code>', 'country')
    .option('--dispatches <ids>', 'dispatch ids of a case, with commas between')
    .option('--case <reference>', 'case, found in --receipts, which --directory verifies')
    .option('--receipts <folder>', 'folders of: exchange receipts --out')
    .option('--directory <file>', 'file with the signed directory')
    .option('--config <file>', 'configuration with the calendars of the countries', 'config/exchange.json')
    .option('--cross-check', 'ask the raw archive too, without index and SQL; wants --archive and --keys')
    .option('--raw', 'answer from the archive itself, without a store; wants --archive and --keys')
    .option('--archive <folder>', 'plain copy of the archive')
    .option('--keys <files...>', 'what aws cloudtrail list-public-keys printed, one file for each Region')
    .argument('[question]', 'id of the question');
  add(command, askOptions, async (run, options) => (await import('./commands/audit-ask.ts')).auditAsk(run, options));
}

function stored(command: Command): Command {
  return command.option('--store <folder>', 'folder of the store', defaultStore);
}

function archived(command: Command): Command {
  return command
    .requiredOption('--archive <folder>', 'plain copy of the archive: DIR/BUCKET/AWSLogs/…')
    .requiredOption('--keys <files...>', 'what aws cloudtrail list-public-keys printed, one file for each Region');
}

const text = z.string().min(1).optional();
const store = z.string().min(1);
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/);
const keyFiles = z.array(z.string().min(1)).min(1);
const time = z.iso.datetime({ offset: true }).transform((given) => new Date(given));
const copyOptions = z
  .object({
    bucket: z.array(store).default([]),
    prefix: text,
    rehearsal: text,
    keys: text,
    from: time.optional(),
    args: z.tuple([store]),
  })
  .transform(({ args: [folder], bucket: buckets, ...rest }) => ({ folder, buckets, ...rest }));
const verifyOptions = z
  .object({
    args: z.tuple([store]),
    keys: keyFiles,
    until: time.optional(),
    from: time.optional(),
    expect: z.array(z.string().regex(/^\d{12}(?:\/[a-z0-9-]+)?$/)).optional(),
    report: text,
    workers: z.coerce.number().int().min(1).max(64),
    language: z.enum(['ar', 'fr', 'en']),
  })
  .transform(({ args: [folder], ...rest }) => ({ folder, ...rest }));
const ingestOptions = z
  .object({ store, keys: keyFiles.optional(), unverified: z.boolean().default(false), args: z.tuple([z.string()]) })
  .transform(({ args: [archive], ...rest }) => ({ ...rest, archive }));
const sqlOptions = z
  .object({
    store,
    format: z.enum(['table', 'csv', 'json']),
    timeout: z.coerce.number().min(1).max(3600),
    out: text,
    args: z.tuple([z.string()]),
  })
  .transform(({ args: [sql], timeout: timeoutSeconds, ...rest }) => ({ ...rest, timeoutSeconds, sql }));
const proveOptions = z
  .object({ archive: z.string(), keys: keyFiles, args: z.tuple([z.string()]) })
  .transform(({ args: [answer], ...rest }) => ({ ...rest, answer }));
const reconcileOptions = z
  .object({ store, directory: z.string(), ledger: text, ledgerEnd: fingerprint.optional(), args: z.array(z.string()).min(1) })
  .transform(({ args: folders, ...rest }) => ({ ...rest, folders }));
const askOptions = z
  .object({
    store,
    format: z.enum(['table', 'csv', 'json', 'html']),
    language: z.enum(['ar', 'fr', 'en']),
    out: text,
    from: text,
    to: text,
    objectKey: text,
    person: text,
    country: text,
    dispatches: text,
    case: text,
    receipts: text,
    directory: text,
    config: z.string(),
    crossCheck: z.boolean().default(false),
    raw: z.boolean().default(false),
    archive: text,
    keys: keyFiles.optional(),
    args: z.array(z.string()).max(1),
  })
  .transform(({ args: [question], ...rest }) => ({ ...rest, question }));

import { Command, CommanderError, Option } from 'commander';
import * as z from 'zod';
import { Failure } from '../client/failure.ts';
import { actNames } from '../domain/acts.ts';
import { countryCode } from '../domain/identifiers.ts';
import { type Add, collected } from './add-command.ts';
import { parseArguments } from './arguments.ts';
import { addAudit } from './audit-program.ts';
import { addBundles } from './bundle-program.ts';
import { acknowledge } from './commands/acknowledge.ts';
import { act } from './commands/act.ts';
import { listBox } from './commands/boxes.ts';
import { showCaseFile } from './commands/case.ts';
import { checkRequest } from './commands/check-request.ts';
import { showCountry } from './commands/country.ts';
import { showDirectory } from './commands/directory.ts';
import { makePackage } from './commands/evidence.ts';
import { showInstruments } from './commands/instruments.ts';
import { keepLedger } from './commands/ledger.ts';
import { showLinks } from './commands/link.ts';
import { openDispatch } from './commands/open.ts';
import { receipts } from './commands/receipts.ts';
import type { Run } from './commands/run.ts';
import { send } from './commands/send.ts';
import { forgetTokens } from './commands/sign-out.ts';
import { signProof } from './commands/sign-proof.ts';
import { verify } from './commands/verify.ts';
import { addDrafts } from './draft-program.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Host } from './host.ts';
import { addDirectoryActs, addOperations } from './operations-program.ts';
import { makeOutput, type OutputStyle, reportError } from './output.ts';
import { addReport } from './report-program.ts';

/** Runs one command of the `exchange` program and gives its exit code. `args` without node and script. Never throws. */
export async function runExchange(args: readonly string[], host: Host): Promise<ExitCode> {
  const style = styleIn(args);
  try {
    return await parseAndRun(args, host, style);
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(host, error, style);
    if (error.exitCode === 0) return exitCodes.done;
    const detail = error.code === 'commander.help' ? 'a command was wanted' : error.message.replace(/^error: /, '');
    return reportError(host, new Failure('InvalidArguments', detail, { cause: error }), style);
  }
}

async function parseAndRun(args: readonly string[], host: Host, style: OutputStyle): Promise<ExitCode> {
  const output = makeOutput(host, style);
  let exitCode: ExitCode = exitCodes.done;
  const add: Add = (command, schema, act) => {
    withSpeech(command).action(async () => {
      const given = { ...command.opts(), args: command.args };
      const run: Run = { host, output, shared: parseArguments(sharedOptions, given) };
      exitCode = await act(run, parseArguments(schema, given));
    });
    return command;
  };
  await buildProgram(host, add).parseAsync(args, { from: 'user' });
  return exitCode;
}

function buildProgram(host: Host, add: Add): Command {
  const program = new Command('exchange')
    .description('Sends and receives judicial dispatches between the member states, with signed receipts.')
    .version(host.version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: host.out, writeErr: host.err, outputError: () => {} })
    .addHelpText('after', exitCodeHelp);
  // sub-commands inherit exitOverride and the output at the moment they are made
  addSending(program, add);
  addReceiving(program, add);
  addEvidence(program, add);
  addProof(program, add);
  addAudit(program, add);
  addDrafts(program, add, located);
  addBundles(program, add, located);
  addReport(program, add, located);
  addOperations(program, add, located);
  return program;
}

const exitCodeHelp = `
Exit codes: 0 done · 1 wrong use · 2 refused by a desk, provider or drop box · 3 network: run the same command again ·
4 content differs · 5 signature or directory not verified · 6 sent, arrival not yet confirmed ·
7 audit: not everything could be verified · 8 audit: whole, by the keys of a rehearsal ·
9 doctor, status: something must be cured · 10 smoke: a pair failed · 70 fault of the program.
With --json, stdout is one line: the outcome, or {"error":{"code","message","detail"}}.`;

function addSending(program: Command, add: Add): void {
  const command = located(program.command('send'))
    .description('send files, or the files of a folder, to another country; run the same command again to go on after an interruption')
    .requiredOption('--as <country>', 'country of the sending magistrate')
    .requiredOption('--to <country>', 'country addressed')
    .requiredOption('--case <reference>', 'case number of the sending authority, such as EG-2026-000123')
    .option('--basis <instrument>', 'id of the legal instrument', 'riyadh-1983')
    .option('--articles <articles>', 'articles of the instrument')
    .option(
      '--further-basis <instrument>',
      'a further instrument, as id or id:articles, such as untoc-2000:16,18; may be repeated',
      collected,
    )
    .addOption(new Option('--urgency <urgency>', 'how urgent').choices(['routine', 'urgent', 'detention-pending']).default('routine'))
    .option('--in-reply-to <dispatch>', 'id of the dispatch that this one answers')
    .option('--check <file>', 'a request in JSON: sent only where it says all that the instrument asks for; the file itself is not sent')
    .option('--start-over', 'forget an interrupted send of the same files and begin anew')
    .option('--wait <seconds>', 'how long to wait for the confirmation of arrival', '120')
    .option('--no-wait', 'do not wait for the confirmation of arrival')
    .argument('<files...>', 'files, or folders of files');
  add(command, sendOptions, send);
  const instruments = program
    .command('instruments')
    .description('show the legal instruments: what a request says, and which states have confirmed that they are bound; needs no network')
    .argument('[instrument]', 'its id, such as riyadh-1983');
  add(instruments, instrumentsOptions, showInstruments);
  const check = program
    .command('check-request')
    .description('say what a drafted request lacks under an instrument; needs no network')
    .option('--basis <instrument>', 'id of the legal instrument', 'riyadh-1983')
    .option(
      '--further-basis <instrument>',
      'a further instrument, as id or id:articles, such as untoc-2000:16,18; may be repeated',
      collected,
    )
    .argument(
      '<file>',
      'the request in JSON: authority, facts, offence, persons, assistance, purpose, confidentiality, time-limit, speciality',
    );
  add(check, checkRequestOptions, checkRequest);
}

function addReceiving(program: Command, add: Add): void {
  for (const [name, box] of [
    ['inbox', 'in'],
    ['outbox', 'out'],
  ] as const) {
    const command = located(program.command(name))
      .description(box === 'in' ? 'list the dispatches that came in' : 'list the dispatches that went out')
      .requiredOption('--as <country>', 'country of the magistrate')
      .option('--due', 'only what waits for something, earliest limit first')
      .option('--limit <number>', 'at most so many');
    add(command, boxOptions, (run, options) => listBox(run, { ...options, box }));
  }
  const file = located(program.command('case').description('all dispatches of a case, both ways: where each stands, and whose turn it is'))
    .requiredOption('--as <country>', 'country of the magistrate')
    .argument('<case>', 'case reference, or the id of a dispatch of the case');
  add(file, caseOptions, showCaseFile);
  const open = aboutDispatch(program.command('open').description('fetch and check the documents of a dispatch'))
    .requiredOption('--out <folder>', 'where the documents go')
    .option('--document <number>', 'one document only');
  add(open, dispatchOptions.and(z.object({ out: z.string().min(1), document })), openDispatch);
  const link = aboutDispatch(program.command('link').description('print short-lived download links, for curl and other tools'));
  add(link.option('--document <number>', 'one document only'), dispatchOptions.and(z.object({ document })), showLinks);
  const note = aboutDispatch(program.command('acknowledge').description('take note of a dispatch as a person'));
  add(note.option('--file-number <number>', 'own file number'), dispatchOptions.and(z.object({ fileNumber: text })), acknowledge);
  addActs(program, add);
}

function addActs(program: Command, add: Add): void {
  const command = aboutDispatch(program.command('act').description('take a step about a dispatch, as its sender or its addressee'))
    .addOption(new Option('--do <act>', 'the step').choices(actNames).makeOptionMandatory())
    .option('--reason <text>', 'reasons, a question or its answer; the other country reads them')
    .option('--until <date>', 'for postpone and suspend: until which day, YYYY-MM-DD')
    .option('--authority <name>', 'for refer: the authority to which the request goes')
    .option('--supplement <dispatch>', 'for supplement: id of the dispatch that holds what was asked for')
    .option('--answer <dispatch>', 'for return-results: id of the dispatch that holds the results')
    .option('--to <person>', 'for assign and hand-over: the colleague');
  add(command, dispatchOptions.and(actOptions), act);
}

function addEvidence(program: Command, add: Add): void {
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
  addDirectoryActs(directory, add, located);
  add(directory.option('--out <file>', 'write the signed directory there'), z.object({ out: text }), showDirectory);
  const sheet = located(program.command('country'))
    .description('calendar, languages, holidays and contact points of a country, and how to write to it')
    .argument('<country>', 'code of the country, such as MA');
  add(sheet, countryOptions, showCountry);
  const leave = located(program.command('sign-out').description('forget the access token kept on this machine'));
  add(leave.requiredOption('--as <country>', 'country of the magistrate'), z.object({ as: countryCode }), forgetTokens);
}

/** The proof wants the sources, the solver and the CDK: it runs as a program of its own, which reads its own options. */
function addProof(program: Command, add: Add): void {
  const prove = program
    .command('prove')
    .description('prove from the templates who can do what, and compare them with what is deployed: exchange prove --help')
    .allowUnknownOption()
    .helpOption(false)
    .argument('[options...]', 'options of the proof');
  add(prove, proveOptions, (run, { json, args }) => run.host.prove(json ? [...args, '--json'] : args));
}

function aboutDispatch(command: Command): Command {
  return located(command).requiredOption('--as <country>', 'country of the magistrate').argument('<dispatch>', 'id of the dispatch');
}

/** Options of every command that goes to the exchange. */
function located(command: Command): Command {
  return command
    .option('--directory <url>', 'address of the directory (or EXCHANGE_DIRECTORY); without it, the rehearsal in this folder')
    .option('--rehearsal <folder>', 'folder of a running rehearsal (default: .rehearsal)')
    .option('--person <name>', 'user name of the magistrate, where the rehearsal has several for the country')
    .option('--state <folder>', 'folder for pinned keys, tokens and journals (default: .exchange in the home folder)')
    .option('--trust-directory-key <fingerprint>', 'accept the directory key with this fingerprint from now on')
    .option('--allow-plain-http', 'talk to a rehearsal on another machine without TLS');
}

function withSpeech(command: Command): Command {
  return command
    .option('--json', 'one line of JSON on stdout')
    .addOption(new Option('--language <language>', 'language of refusals and receipts').choices(['ar', 'fr', 'en']).default('en'));
}

const text = z.string().min(1).optional();
const document = z.coerce.number().int().min(1).optional();
const sharedOptions = z.object({
  directory: text,
  rehearsal: text,
  state: text,
  trustDirectoryKey: text,
  person: text,
  allowPlainHttp: z.boolean().optional(),
});
const dispatchOptions = z
  .object({ as: countryCode, args: z.tuple([z.string()]) })
  .transform(({ as, args: [dispatch] }) => ({ as, dispatch }));
const actOptions = z.object({
  do: z.enum(actNames),
  reason: text,
  until: text,
  authority: text,
  supplement: text,
  answer: text,
  to: text,
});
const boxOptions = z.object({ as: countryCode, due: z.boolean().default(false), limit: z.coerce.number().int().min(1).optional() });
const caseOptions = z
  .object({ as: countryCode, args: z.tuple([z.string()]) })
  .transform(({ as, args: [reference] }) => ({ as, case: reference }));
const countryOptions = z.object({ args: z.tuple([countryCode]) }).transform(({ args: [country] }) => ({ country }));
const instrumentsOptions = z.object({ args: z.array(z.string()).max(1) }).transform(({ args: [instrument] }) => ({ instrument }));
const checkRequestOptions = z
  .object({ basis: z.string(), furtherBasis: z.array(z.string()).optional(), args: z.tuple([z.string()]) })
  .transform(({ args: [file], ...rest }) => ({ ...rest, file }));
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
  .object({ directory: text, manifest: text, trustDirectoryKey: text, args: z.tuple([z.string()]) })
  .transform(({ args: [file], ...rest }) => ({ file, ...rest }));
const signProofOptions = z
  .object({ as: countryCode, out: z.string().min(1), args: z.tuple([z.string()]) })
  .transform(({ as, out, args: [report] }) => ({ as, out, report }));
const proveOptions = z.object({ json: z.boolean().default(false), args: z.array(z.string()) });
const sendOptions = z
  .object({
    as: countryCode,
    to: z.string(),
    case: z.string(),
    basis: z.string(),
    articles: text,
    furtherBasis: z.array(z.string()).optional(),
    urgency: z.string(),
    inReplyTo: text,
    check: text,
    startOver: z.boolean().default(false),
    wait: z.union([z.literal(false), z.coerce.number().int().min(0).max(86_400)]),
    args: z.array(z.string()).min(1),
  })
  .transform(({ args: files, wait, ...rest }) => ({ ...rest, files, waitSeconds: wait || 0 }));

/** Known before the arguments are parsed, so that even a wrong command is answered in the form asked for. */
function styleIn(args: readonly string[]): OutputStyle {
  const given = args[args.indexOf('--language') + 1] ?? args.find((arg) => arg.startsWith('--language='))?.slice('--language='.length);
  const language = args.some((arg) => arg.startsWith('--language')) && (given === 'ar' || given === 'fr') ? given : 'en';
  return { json: args.includes('--json'), language };
}

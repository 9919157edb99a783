import { Command, CommanderError, Option } from 'commander';
import * as z from 'zod';
import { Failure } from '../client/failure.ts';
import type { Add } from './add-command.ts';
import { parseArguments } from './arguments.ts';
import { addAudit } from './audit-program.ts';
import { addBundles } from './bundle-program.ts';
import type { Run } from './commands/run.ts';
import { addDrafts } from './draft-program.ts';
import { addEvidence } from './evidence-program.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Host } from './host.ts';
import { addOperations } from './operations-program.ts';
import { makeOutput, type OutputStyle, reportError } from './output.ts';
import { addReceiving } from './receiving-program.ts';
import { addReport } from './report-program.ts';
import { addSending } from './sending-program.ts';

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

/** Every command with its options. */
export function buildProgram(host: Host, add: Add): Command {
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
  addDrafts(program, add);
  addBundles(program, add);
  addReport(program, add);
  addOperations(program, add);
  return program;
}

const exitCodeHelp = `
Exit codes: 0 done · 1 wrong use · 2 refused by a desk, provider or drop box · 3 network: run the same command again ·
4 content differs · 5 signature or directory not verified · 6 sent, arrival not yet confirmed ·
7 audit: not everything could be verified · 8 audit: whole, by the keys of a rehearsal ·
9 doctor, status: something must be cured · 10 smoke: a pair failed · 70 fault of the program.
With --json, stdout is one line: the outcome, or {"error":{"code","message","detail"}}.`;

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

function withSpeech(command: Command): Command {
  return command
    .option('--json', 'one line of JSON on stdout')
    .addOption(new Option('--language <language>', 'language of refusals and receipts').choices(['ar', 'fr', 'en']).default('en'));
}

const text = z.string().min(1).optional();
const sharedOptions = z.object({
  directory: text,
  rehearsal: text,
  state: text,
  trustDirectoryKey: text,
  person: text,
  allowPlainHttp: z.boolean().optional(),
});
const proveOptions = z.object({ json: z.boolean().default(false), args: z.array(z.string()) });

/** Known before the arguments are parsed, so that even a wrong command is answered in the form asked for. */
function styleIn(args: readonly string[]): OutputStyle {
  const given = args[args.indexOf('--language') + 1] ?? args.find((arg) => arg.startsWith('--language='))?.slice('--language='.length);
  const language = args.some((arg) => arg.startsWith('--language')) && (given === 'ar' || given === 'fr') ? given : 'en';
  return { json: args.includes('--json'), language };
}

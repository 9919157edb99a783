import type { Command } from 'commander';
import * as z from 'zod';
import { countryCode } from '../domain/identifiers.ts';
import { regionLike } from '../lib/config/region.ts';
import type { Add } from './add-command.ts';
import { located } from './located.ts';

/** Commands of the ops team. Each is loaded when it is called: magistrates need none of them. */
export function addOperations(program: Command, add: Add): void {
  addDoctor(program, add);
  addSmoke(program, add);
  addKey(program, add);
  const status = located(program.command('status')).description(
    'how the exchange is: desks, directory, keys, trail and alarms, with the runbook for each',
  );
  add(
    status.option('--region <region>', 'ask CloudWatch and CloudTrail of this Region'),
    z.object({ region: regionLike('eu-central-1').optional() }),
    async (run, options) => (await import('./commands/status.ts')).status(run, options),
  );
  addCost(program, add);
  addRestore(program, add);
}

function addRestore(program: Command, add: Add): void {
  const command = located(program.command('restore'))
    .description(
      'rebuild a register from ledger and drop box alone, or from the copy of both, in a rehearsal and in memory, and compare it record by record; keep what a copy holds',
    )
    .requiredOption('--as <country>', 'country whose register it is')
    .option('--drill', 'nothing is changed')
    .option('--from-copy', 'from the copy in another Region; somebody must be let read it (copy.reading in the configuration)')
    .option(
      '--out <folder>',
      'with --from-copy and without --drill: keep the copied ledger and the list of documents there; asks nothing of the lost Region',
    )
    .option('--config <file>', 'the configuration', 'config/exchange.json');
  const options = z.object({
    as: countryCode,
    config: z.string().min(1),
    drill: z.boolean().default(false),
    fromCopy: z.boolean().default(false),
    out: text,
  });
  add(command, options, async (run, given) => (await import('./commands/restore.ts')).restoreDrill(run, given));
}

function addCost(program: Command, add: Add): void {
  const command = program
    .command('cost')
    .description('estimate what the exchange costs, per country and month; needs no network')
    .option('--config <file>', 'the configuration', 'config/exchange.json')
    .option('--dispatches-per-year <number>', 'of the whole exchange', '8000')
    .option('--documents <number>', 'documents in a dispatch', '4')
    .option('--megabytes <number>', 'size of a document', '20')
    .option('--readings <number>', 'how often a document is read', '2')
    .option('--magistrates <number>', 'magistrates of each country', '20')
    .option('--years <number>', 'years of documents that lie there already', '1');
  add(command, costOptions, async (run, options) => (await import('./commands/cost.ts')).cost(run, options));
}

const positive = z.coerce.number().positive().max(1e9);
const costOptions = z.object({
  config: z.string().min(1),
  dispatchesPerYear: positive,
  documents: positive,
  megabytes: positive,
  readings: positive,
  magistrates: positive,
  years: positive,
});

function addDoctor(program: Command, add: Add): void {
  const command = program
    .command('doctor')
    .description('before a deployment: what stands in its way, each finding with its cure; changes nothing')
    .option('--config <file>', 'the configuration', 'config/exchange.json')
    .option('--stage <stage>', 'the configuration of that stage, beside it: as cdk -c stage=STAGE')
    .option('--offline', 'ask nobody: this machine and the configuration only')
    .option('--rehearsal <folder>', 'ask a running rehearsal instead of AWS');
  add(command, doctorOptions, async (run, options) => (await import('./commands/doctor.ts')).runDoctor(run, options));
}

const text = z.string().min(1).optional();
const doctorOptions = z.object({ config: z.string().min(1), stage: text, offline: z.boolean().default(false), rehearsal: text });

function addSmoke(program: Command, add: Add): void {
  const command = located(program.command('smoke'))
    .description('after a deployment: a marked synthetic dispatch through every ordered pair, timed, read back and closed')
    .option('--as <countries...>', 'send in the name of these countries only (default: every member)')
    .option(
      '--ring',
      'each country to the next one only, with --as among those named: every desk once, with fewer notices to the magistrates on duty',
    )
    .option('--wait <seconds>', 'how long an arrival may take', '60');
  add(command, smokeOptions, async (run, options) => (await import('./commands/smoke.ts')).runSmoke(run, options));
}

const smokeOptions = z
  .object({
    as: z.array(countryCode).min(1).optional(),
    ring: z.boolean().default(false),
    wait: z.coerce.number().int().min(1).max(3600),
  })
  .transform(({ wait, ...rest }) => ({ ...rest, waitSeconds: wait }));

/** `exchange key …`: the custodian's commands. Each only says what it would do until the country's name is typed. */
function addKey(program: Command, add: Add): void {
  const key = program
    .command('key')
    .description(
      'the keys of a country: list, make and import material, rotate, cut off, restore, drill, as its custodian; the policy of a key of its own making',
    );
  const custodial = (name: string, description: string): Command =>
    located(key.command(name).description(description))
      .requiredOption('--as <country>', 'country whose custodian you are')
      .option('--config <file>', 'the configuration', 'config/exchange.json');
  const acting = (name: string, description: string): Command =>
    custodial(name, description).option('--confirm <name>', "the country's name, typed: without it nothing is changed");
  add(custodial('list', "show the country's keys"), custodianOptions, async (run, options) => (await commands()).listKeys(run, options));
  const showing = key
    .command('policy')
    .description('print the policy that a documents key of the country’s own making must have; asks nobody')
    .requiredOption('--as <country>', 'country whose key it is')
    .option('--config <file>', 'the configuration', 'config/exchange.json');
  const policyOptions = z.object({ as: countryCode, config: z.string().min(1) });
  add(showing, policyOptions, async (run, options) => (await import('./commands/key-policy.ts')).showKeyPolicy(run, options));
  const make = key.command('make').description('make material for a key of imported origin, in a file; sends nothing');
  add(make.requiredOption('--out <file>', 'where the material goes'), z.object({ out: z.string().min(1) }), async (run, options) =>
    (await commands()).makeMaterial(run, options),
  );
  const bring = acting('import', 'import material into the documents key, wrapped for this one import');
  add(bring.requiredOption('--material <file>', 'file of: exchange key make'), importOptions, async (run, options) =>
    (await commands()).importMaterial(run, options),
  );
  const cutting = acting('cut-off', 'stop every link, every read and every signature of the country at once');
  add(cutting.option('--delete-material', 'delete the imported material as well'), cutOffOptions, async (run, options) =>
    (await commands()).cutOff(run, options),
  );
  add(acting('restore', 'enable the keys again'), custodianOptions, async (run, options) => (await commands()).restore(run, options));
  const rotating = acting('rotate', 'renew the signing key, one step at a time: says which comes next').option(
    '--overlap-days <days>',
    'how long the former key still counts once the new one signs',
    '7',
  );
  add(rotating, rotateOptions, async (run, options) => (await import('./commands/key-rotate.ts')).rotate(run, options));
  const drilling = acting('drill', 'cut off, measure the seconds until everything is refused, and restore')
    .requiredOption('--with <country>', 'another country, which sends two synthetic dispatches')
    .option('--wait <seconds>', 'how long to wait for refusals', '60');
  add(drilling, drillOptions, async (run, options) => (await import('./commands/key-drill.ts')).drill(run, options));
}

const commands = () => import('./commands/key.ts');
const custodian = { as: countryCode, config: z.string().min(1), confirm: text };
const custodianOptions = z.object(custodian);
const importOptions = z.object({ ...custodian, material: z.string().min(1) });
const cutOffOptions = z.object({ ...custodian, deleteMaterial: z.boolean().default(false) });
const rotateOptions = z.object({ ...custodian, overlapDays: z.coerce.number().min(0).max(90) });
const drillOptions = z
  .object({ ...custodian, with: countryCode, wait: z.coerce.number().int().min(5).max(900) })
  .transform(({ wait, ...rest }) => ({ ...rest, waitSeconds: wait }));

/** `exchange directory …`: what the operator of the directory does with it. */
export function addDirectoryActs(directory: Command, add: Add): void {
  // what stands behind the name of the act belongs to the act, though the command itself has options of the same names
  directory.enablePositionalOptions();
  const shown = located(
    directory.command('fingerprints').description('fingerprints of every signing key, grouped for comparison by telephone'),
  );
  add(shown, z.object({}), async (run) => (await import('./commands/directory-acts.ts')).showFingerprints(run));
  const acting = (name: string, description: string): Command =>
    located(directory.command(name).description(description))
      .option('--config <file>', 'the configuration', 'config/exchange.json')
      .option('--confirm <name>', 'the name of the exchange, typed: without it nothing is changed');
  const publishing = { config: z.string().min(1), confirm: text };
  add(
    acting('publish', 'collect the entries of the desks, sign them and put the directory to every desk'),
    z.object(publishing),
    async (run, options) => (await import('./commands/directory-acts.ts')).publish(run, options),
  );
  const back = acting('rollback', 'publish the content of a former directory again, under a new and higher number').requiredOption(
    '--to <file>',
    'file of: exchange directory --out',
  );
  const options = z.object({ ...publishing, to: z.string().min(1) }).transform(({ to, ...rest }) => ({ ...rest, restore: to }));
  add(back, options, async (run, given) => (await import('./commands/directory-acts.ts')).publish(run, given));
}

import type { Command } from 'commander';
import * as z from 'zod';
import { countryCode } from '../domain/identifiers.ts';
import type { Add } from './add-command.ts';

/** Commands of the ops team. Each is loaded when it is called: magistrates need none of them. */
export function addOperations(program: Command, add: Add, located: (command: Command) => Command): void {
  addDoctor(program, add);
  addSmoke(program, add, located);
}

function addDoctor(program: Command, add: Add): void {
  const command = program
    .command('doctor')
    .description('before a deployment: what stands in its way, each finding with its cure; changes nothing')
    .option('--config <file>', 'the configuration', 'config/exchange.json')
    .option('--offline', 'ask nobody: this machine and the configuration only')
    .option('--rehearsal <folder>', 'ask a running rehearsal instead of AWS');
  add(command, doctorOptions, async (run, options) => (await import('./commands/doctor.ts')).runDoctor(run, options));
}

const text = z.string().min(1).optional();
const doctorOptions = z.object({ config: z.string().min(1), offline: z.boolean().default(false), rehearsal: text });

function addSmoke(program: Command, add: Add, located: (command: Command) => Command): void {
  const command = located(program.command('smoke'))
    .description('after a deployment: a marked synthetic dispatch through every ordered pair, timed, read back and closed')
    .option('--as <countries...>', 'send in the name of these countries only (default: every member)')
    .option('--ring', 'each country to the next one only: every desk once, with fewer notices to the magistrates on duty')
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

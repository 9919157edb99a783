import { type Command, Option } from 'commander';
import * as z from 'zod';
import { actNames } from '../domain/acts.ts';
import { countryCode } from '../domain/identifiers.ts';
import type { Add } from './add-command.ts';
import { acknowledge } from './commands/acknowledge.ts';
import { act } from './commands/act.ts';
import { listBox } from './commands/boxes.ts';
import { showCaseFile } from './commands/case.ts';
import { showLinks } from './commands/link.ts';
import { openDispatch } from './commands/open.ts';
import { aboutDispatch, dispatchOptions, located } from './located.ts';

/** Boxes and cases, and what is done with a dispatch in them. */
export function addReceiving(program: Command, add: Add): void {
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

const text = z.string().min(1).optional();
const document = z.coerce.number().int().min(1).optional();
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

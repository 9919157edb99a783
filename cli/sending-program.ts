import type { Command } from 'commander';
import * as z from 'zod';
import { countryCode } from '../domain/identifiers.ts';
import type { Add } from './add-command.ts';
import { checkRequest } from './commands/check-request.ts';
import { showInstruments } from './commands/instruments.ts';
import { send } from './commands/send.ts';
import { basisOptions, coverOptions } from './cover-options.ts';
import { located } from './located.ts';

/** `exchange send`, and what is asked before it. */
export function addSending(program: Command, add: Add): void {
  const command = coverOptions(located(program.command('send')))
    .description('send files, or the files of a folder, to another country; run the same command again to go on after an interruption')
    .requiredOption('--as <country>', 'country of the sending magistrate')
    .requiredOption('--to <country>', 'country addressed')
    .requiredOption('--case <reference>', 'case number of the sending authority, such as EG-2026-000123')
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
  const check = basisOptions(program.command('check-request'))
    .description('say what a drafted request lacks under an instrument; needs no network')
    .argument(
      '<file>',
      'the request in JSON: authority, facts, offence, persons, assistance, purpose, confidentiality, time-limit, speciality',
    );
  add(check, checkRequestOptions, checkRequest);
}

const text = z.string().min(1).optional();
const instrumentsOptions = z.object({ args: z.array(z.string()).max(1) }).transform(({ args: [instrument] }) => ({ instrument }));
const checkRequestOptions = z
  .object({ basis: z.string(), furtherBasis: z.array(z.string()).optional(), args: z.tuple([z.string()]) })
  .transform(({ args: [file], ...rest }) => ({ ...rest, file }));
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

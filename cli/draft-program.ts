import { type Command, Option } from 'commander';
import * as z from 'zod';
import { countryCode } from '../domain/identifiers.ts';
import type { Add } from './add-command.ts';
import { listDraftsOf, readDraftOf, remarkOn, showDraft } from './commands/draft.ts';
import { located } from './located.ts';

/** `exchange draft ...`: the draft check, apart from everything that transmits. */
export function addDrafts(program: Command, add: Add): void {
  const draft = program.command('draft').description('show a draft to another country for comment; never a transmission');
  const as = (command: Command): Command => located(command).requiredOption('--as <country>', 'country of the magistrate');
  const show = as(draft.command('show'))
    .description('show the text of a draft; no document is sent and no receipt given')
    .requiredOption('--to <country>', 'country that is to comment')
    .requiredOption('--case <reference>', 'own case number, such as EG-2026-000123')
    .option('--basis <instrument>', 'id of the legal instrument', 'riyadh-1983')
    .addOption(
      new Option('--urgency <urgency>', 'how urgent it will be').choices(['routine', 'urgent', 'detention-pending']).default('routine'),
    )
    .argument('<file>', 'the text, in UTF-8');
  add(show, showOptions, showDraft);
  const list = as(draft.command('list'))
    .description('list the drafts that were shown to you, or that you showed')
    .addOption(new Option('--box <box>', 'in or out').choices(['in', 'out']).default('in'));
  add(list, z.object({ as: countryCode, box: z.enum(['in', 'out']) }), listDraftsOf);
  const read = as(draft.command('read')).description('read a draft and the remarks on it').argument('<draft>', 'id of the draft');
  add(read, aboutDraft, readDraftOf);
  const remark = as(draft.command('remark'))
    .description('say something about a draft that was shown to you; it binds nobody')
    .requiredOption('--text <text>', 'the remark')
    .argument('<draft>', 'id of the draft');
  add(remark, aboutDraft.and(z.object({ text: z.string() })), remarkOn);
}

const aboutDraft = z.object({ as: countryCode, args: z.tuple([z.string()]) }).transform(({ as, args: [dispatch] }) => ({ as, dispatch }));
const showOptions = z
  .object({ as: countryCode, to: z.string(), case: z.string(), basis: z.string(), urgency: z.string(), args: z.tuple([z.string()]) })
  .transform(({ args: [file], ...rest }) => ({ ...rest, file }));

import { type Command, Option } from 'commander';
import { collected } from './add-command.ts';

/** The instruments that a request cites. */
export function basisOptions(command: Command): Command {
  return command
    .option('--basis <instrument>', 'id of the legal instrument', 'riyadh-1983')
    .option(
      '--further-basis <instrument>',
      'a further instrument, as id or id:articles, such as untoc-2000:16,18; may be repeated',
      collected,
    );
}

/** What a dispatch says of itself beside addressee and case. */
export function coverOptions(command: Command): Command {
  return basisOptions(command)
    .option('--articles <articles>', 'articles of the instrument')
    .addOption(new Option('--urgency <urgency>', 'how urgent').choices(['routine', 'urgent', 'detention-pending']).default('routine'))
    .option('--in-reply-to <dispatch>', 'id of the dispatch that this one answers');
}

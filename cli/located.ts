import type { Command } from 'commander';
import * as z from 'zod';
import { countryCode } from '../domain/identifiers.ts';

/** Options of every command that goes to the exchange. */
export function located(command: Command): Command {
  return command
    .option('--directory <url>', 'address of the directory (or EXCHANGE_DIRECTORY); without it, the rehearsal in this folder')
    .option('--rehearsal <folder>', 'folder of a running rehearsal (default: .rehearsal)')
    .option('--person <name>', 'user name of the magistrate, where the rehearsal has several for the country')
    .option('--state <folder>', 'folder for pinned keys, tokens and journals (default: .exchange in the home folder)')
    .option('--trust-directory-key <fingerprint>', 'accept the directory key with this fingerprint from now on')
    .option('--allow-plain-http', 'talk to a rehearsal on another machine without TLS');
}

/** Options of every command about one dispatch. */
export function aboutDispatch(command: Command): Command {
  return located(command).requiredOption('--as <country>', 'country of the magistrate').argument('<dispatch>', 'id of the dispatch');
}

/** What `aboutDispatch` gives. */
export const dispatchOptions = z
  .object({ as: countryCode, args: z.tuple([z.string()]) })
  .transform(({ as, args: [dispatch] }) => ({ as, dispatch }));

import type { Command } from 'commander';
import type * as z from 'zod';
import type { Run } from './commands/run.ts';
import type { ExitCode } from './exit-codes.ts';

/** An option that may be given several times. */
export function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Gives a command of the program its action: the options are parsed with the schema before it runs. */
export type Add = <Options>(
  command: Command,
  schema: z.ZodType<Options>,
  act: (run: Run, options: Options) => Promise<ExitCode>,
) => Command;

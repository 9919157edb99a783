import { ledgerEntry } from '../../domain/ledger.ts';
import type { CopiedLines } from '../aws/copied-lines.ts';
import type { LinesAfter } from '../aws/dynamo-ledger.ts';
import type { World } from '../world.ts';

export interface CopyingDesk {
  readonly world: Pick<World, 'log'>;
  readonly linesAfter: LinesAfter;
  readonly copy: CopiedLines;
  /** How many lines one run copies at most: what is left is the next run's. */
  readonly most: number;
  /** A line that an earlier run found in the copy; 0 where nothing is known. */
  readonly from: number;
}

const pageSize = 100;

/**
 * Copies the lines of the ledger that the copy in another Region has not yet, in order, so that it never has a gap. A line that is there already is
 * as good as copied. Runs may overlap and may be cut off anywhere. Answers the newest line that is there. Throws where a line could not be put down: the
 * run is tried again.
 */
export async function copyLedger({ world, linesAfter, copy, most, from }: CopyingDesk): Promise<number> {
  let newest = await copy.newest(from);
  let copied = 0;
  try {
    while (copied < most) {
      // parsed: its fields come in the order of the schema, whatever order the table gave, and the same line is the same bytes
      const lines = (await linesAfter(newest, Math.min(pageSize, most - copied))).map((item) => ledgerEntry.parse(item));
      if (lines.length === 0) break;
      for (const line of lines) {
        await copy.put(line.sequence, JSON.stringify(line));
        newest = line.sequence;
        copied += 1;
      }
    }
  } catch (error) {
    world.log({ event: 'LedgerNotCopied', copied, newest, code: error instanceof Error ? error.name : 'Unknown' });
    throw error;
  }
  world.log({ event: 'LedgerCopied', copied, newest });
  return newest;
}

import type { Host } from '../../cli/host.ts';
import { runExchange } from '../../cli/program.ts';
import { buildVerifyPage } from '../../evidence/page/build.mjs';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The one line of --json. */
  readonly json: Record<string, unknown>;
  /** Seconds that retries would have waited, one entry per wait. */
  readonly pauses: readonly number[];
}

/** Nobody waits for long, and a desk that is asked again and again until something arrives is not asked more often than its throttle allows. */
const longestPauseMs = 25;

/** Runs one command in this process, in `cwd`, hardly waiting between retries. */
export async function run(cwd: string, args: readonly string[], changes: Partial<Host> = {}): Promise<Ran> {
  let [out, err] = ['', ''];
  const pauses: number[] = [];
  const code = await runExchange(args, {
    now: () => new Date(),
    sleep: async (milliseconds) => {
      pauses.push(milliseconds / 1000);
      await new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, longestPauseMs)));
    },
    random: () => 0.5,
    version: '0.0.0',
    cwd,
    home: cwd,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isTerminal: false,
    prove: () => Promise.reject(new Error('no proof from here')),
    verifyPage: buildVerifyPage,
    openBrowser: () => {},
    onInterrupt: () => () => {},
    ...changes,
  });
  return { code, out, err, json: args.includes('--json') ? JSON.parse(out) : {}, pauses };
}

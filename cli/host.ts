import type { Clock, Pause } from '../client/retry.ts';
import type { ExitCode } from './exit-codes.ts';

/** What the program is given of the machine it runs on. One object per run; bin/ makes the real one. */
export interface Host extends Pause, Clock {
  readonly version: string;
  readonly cwd: string;
  readonly home: string;
  /** EXCHANGE_DIRECTORY. */
  readonly directoryUrl?: string;
  /** AWS_ENDPOINT_URL: what the AWS CLI asks instead of AWS. */
  readonly awsEndpointUrl?: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** True where stderr is a terminal: only then progress bars are drawn. */
  readonly isTerminal: boolean;
  /** Runs the proof of isolation as a program of its own; answers its exit code. */
  readonly prove: (args: readonly string[]) => Promise<ExitCode>;
  /** The page that verifies evidence packages, as one HTML file. */
  readonly verifyPage: () => Promise<string>;
  /** Opens an address in the person's browser; does nothing where there is none. */
  readonly openBrowser: (url: string) => void;
  /** Calls `act` instead of ending the program when it is asked to end (Ctrl-C, a closed terminal), until what it answers is called. */
  readonly onInterrupt: (act: () => void) => () => void;
}

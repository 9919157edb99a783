import type { Exchange } from './exchange.ts';

export interface AppProps {
  readonly exchange: Exchange;
  /** Why the last sign-in failed. @default - it did not */
  readonly signInError?: unknown;
}

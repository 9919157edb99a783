import type { HomeDesk } from '../desk-client.ts';
import type { Clock } from '../retry.ts';

/** Gives an assertion for one dispatch, asked for anew at the home desk shortly before the last one expires. */
export function assertionsFor(home: HomeDesk, dispatchId: string, now: Clock['now']): () => Promise<string> {
  let current: Promise<Issued> | undefined;
  const ask = (): Promise<Issued> => {
    const asked = home.signAssertion(dispatchId);
    asked.catch(() => {
      current = undefined;
    });
    current = asked;
    return asked;
  };
  return async () => {
    const kept = await current;
    const { assertion } = kept && Date.parse(kept.expiresAt) - marginMs > now().getTime() ? kept : await ask();
    return assertion;
  };
}

const marginMs = 30_000;

interface Issued {
  readonly assertion: string;
  readonly expiresAt: string;
}

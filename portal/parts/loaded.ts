import { useEffect, useState } from 'preact/hooks';

/** What became of something that is fetched when a component appears. */
export type Loaded<Value> =
  | { readonly at: 'waiting' }
  | { readonly at: 'failed'; readonly error: unknown }
  | { readonly at: 'here'; readonly value: Value };

/** Fetches when the component appears and whenever one of `inputs` changes. `again` fetches once more; what is shown stays meanwhile. */
export function useLoaded<Value>(fetchIt: () => Promise<Value>, inputs: readonly unknown[]): readonly [Loaded<Value>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ at: 'waiting' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = true;
    const settle = (outcome: Loaded<Value>): void => {
      if (current) setLoaded(outcome);
    };
    setLoaded((shown) => (round > 0 && shown.at === 'here' ? shown : { at: 'waiting' }));
    fetchIt().then(
      (value) => settle({ at: 'here', value }),
      (error) => settle({ at: 'failed', error }),
    );
    return () => {
      current = false;
    };
  }, [...inputs, round]);
  return [loaded, () => setRound(round + 1)];
}

/** Who sends to whom. */
export interface Pair {
  readonly from: string;
  readonly to: string;
}

/** Every ordered pair of countries whose sender is among `senders`. */
export function everyPair(countries: readonly string[], senders: readonly string[] = countries): readonly Pair[] {
  return senders.flatMap((from) => countries.filter((to) => to !== from).map((to) => ({ from, to })));
}

/** Each sender to the next country: every desk sends once and receives once, with as few notices as possible. */
export function ring(countries: readonly string[], senders: readonly string[] = countries): readonly Pair[] {
  return senders.flatMap((from) => {
    const to = countries[(countries.indexOf(from) + 1) % countries.length];
    return to === undefined || to === from ? [] : [{ from, to }];
  });
}

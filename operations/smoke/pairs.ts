/** Who sends to whom. */
export interface Pair {
  readonly from: string;
  readonly to: string;
}

/** Every ordered pair of countries whose sender is among `senders`. */
export function everyPair(countries: readonly string[], senders: readonly string[] = countries): readonly Pair[] {
  return senders.flatMap((from) => countries.filter((to) => to !== from).map((to) => ({ from, to })));
}

/**
 * Each sender to the next country: every desk sends once and receives once, with as few notices as possible. Where several are named, the ring
 * is theirs: whoever names a new country and one other sees dispatches go both ways. One alone sends to the next of all.
 */
export function ring(countries: readonly string[], senders: readonly string[] = countries): readonly Pair[] {
  const circle = senders.length > 1 ? senders : countries;
  return senders.flatMap((from) => {
    const to = circle[(circle.indexOf(from) + 1) % circle.length];
    return to === undefined || to === from ? [] : [{ from, to }];
  });
}

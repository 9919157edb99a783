/** Seeded chance, the same on every machine (mulberry32). */
export interface Dice {
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(from: readonly [T, ...T[]]) => T;
  /** Each item with the given share, in order. */
  readonly some: <T>(from: readonly T[], share: number) => readonly T[];
  readonly upTo: (most: number) => number;
}

export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    chance: (share) => roll() < share,
    pick: (from) => from[Math.floor(roll() * from.length)] ?? from[0],
    some: (from, share) => from.filter(() => roll() < share),
    upTo: (most) => Math.floor(roll() * (most + 1)),
  };
}

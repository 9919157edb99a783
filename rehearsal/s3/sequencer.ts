/** Numbers that tell which of two events of one key came later (S3: "sequencer"). They grow over a restart as long as the clock does. */
export const newSequencer = (now: () => Date): (() => string) => {
  let last = 0n;
  return () => {
    const next = BigInt(now().getTime()) << 12n;
    last = next > last ? next : last + 1n;
    return last.toString(16).toUpperCase().padStart(16, '0');
  };
};

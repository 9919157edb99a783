/** The wall clock of one IANA time zone, with its changes as the machine's time zone data knows them. */
export interface Zone {
  /** The date there (YYYY-MM-DD) at a moment. */
  readonly dateAt: (at: Date) => string;
  /** The moment at which the clock there shows that time. Of a time that comes twice the first; of one that is left out the change itself. */
  readonly instantOf: (date: string, time: string) => Date;
}

/** Throws RangeError where there is no such zone. */
export function zoneOf(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  /** What the clock there shows, read as if it were UTC. */
  const wallAt = (ms: number): number => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  };
  const offsetAt = (ms: number): number => wallAt(Math.floor(ms / 1000) * 1000) - Math.floor(ms / 1000) * 1000;
  return {
    dateAt: (at) => new Date(wallAt(at.getTime())).toISOString().slice(0, 10),
    instantOf: (date, time) => {
      const wall = Date.parse(`${date}T${time}:00Z`);
      // offsets a day to either side: one of them holds, or a change lies between
      const [before, after] = [offsetAt(wall - dayMs), offsetAt(wall + dayMs)];
      const candidates = [...new Set([wall - before, wall - after])].sort((one, other) => one - other);
      const exact = candidates.find((ms) => wallAt(ms) === wall);
      return new Date(exact ?? changeWithin(offsetAt, wall - dayMs, wall + dayMs));
    },
  };
}

const dayMs = 24 * 60 * 60 * 1000;

/** The first millisecond of the later offset: there is one change between the two moments. */
function changeWithin(offsetAt: (ms: number) => number, from: number, to: number): number {
  const before = offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * What the log may say of something unexpected: names of the error and its causes, and where it was thrown. Never its message, which may
 * quote what somebody sent.
 */
export function faultOf(error: unknown): string {
  return namesOf(error).join(' < ') + placeOf(error);
}

function namesOf(error: unknown, depth = 0): readonly string[] {
  if (!(error instanceof Error)) return [typeof error];
  const further = error.cause === undefined || depth > 3 ? [] : namesOf(error.cause, depth + 1);
  return [error.name, ...further];
}

function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames
    .slice(0, 4)
    .map((line) => ` ${line.trim()}`)
    .join('');
}

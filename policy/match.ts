/** A pattern as code units and wildcards. Matching needs no regular expression, so no pattern can make it slow. */
export type Glob = readonly number[];

/** Reads IAM's wildcards: `*` is any characters, also none; `?` is exactly one. Case matters: lower both sides where it must not. */
export function globOf(text: string): Glob {
  return codes(text).map((code) => wildcards.get(code) ?? code);
}

/** The text itself, whatever characters it holds. */
export function literally(text: string): Glob {
  return codes(text);
}

/** Takes at most the product of both lengths in steps. */
export function matchesGlob(glob: Glob, value: string): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let resume = 0;
  while (index < value.length) {
    const wanted = glob[at];
    if (wanted === ONE || wanted === value.charCodeAt(index)) {
      at += 1;
      index += 1;
    } else if (wanted === MANY) {
      star = at;
      resume = index;
      at += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else return false;
  }
  while (glob[at] === MANY) at += 1;
  return at === glob.length;
}

export const MANY = -1;
export const ONE = -2;
const wildcards: ReadonlyMap<number, number> = new Map([
  ['*'.charCodeAt(0), MANY],
  ['?'.charCodeAt(0), ONE],
]);

function codes(text: string): readonly number[] {
  const found: number[] = [];
  for (let index = 0; index < text.length; index += 1) found.push(text.charCodeAt(index));
  return found;
}

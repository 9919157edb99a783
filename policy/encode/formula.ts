/** A formula of SMT-LIB 2 over Booleans and reals, in its own syntax: what the solver reads is what an auditor reads. */
export type Formula = string;

export const TRUE: Formula = 'true';
export const FALSE: Formula = 'false';

export function and(...parts: readonly Formula[]): Formula {
  const kept = [...new Set(parts)].filter((part) => part !== TRUE);
  if (kept.includes(FALSE)) return FALSE;
  return kept.length > 1 ? `(and ${kept.join(' ')})` : (kept[0] ?? TRUE);
}

export function or(...parts: readonly Formula[]): Formula {
  const kept = [...new Set(parts)].filter((part) => part !== FALSE);
  if (kept.includes(TRUE)) return TRUE;
  return kept.length > 1 ? `(or ${kept.join(' ')})` : (kept[0] ?? FALSE);
}

export function not(part: Formula): Formula {
  if (part === TRUE) return FALSE;
  return part === FALSE ? TRUE : `(not ${part})`;
}

export function implies(left: Formula, right: Formula): Formula {
  return or(not(left), right);
}

/** A symbol that shows what it stands for (SMT-LIB 2.6, 3.1: quoted symbols hold neither `|` nor `\`). */
export function symbol(text: string): Formula {
  return `|${text.replace(/[|\\]/g, (character) => (character === '|' ? '¦' : '∖'))}|`;
}

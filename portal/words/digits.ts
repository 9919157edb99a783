/** Digits of any script as ASCII, letters in one case: what a search compares. */
export function folded(text: string): string {
  return asciiDigits(text.normalize('NFKC')).toLowerCase();
}

/** A person may type `٢٠٢٦` where a reference wants `2026`. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

/** Unicode keeps each script's ten digits together, beginning with zero. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
}

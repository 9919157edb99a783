import { namesIn } from '../../domain/directory.ts';
import { language } from '../words/language.ts';
import { members } from '../words/members.ts';
import { Ltr } from './text.tsx';

/** A member's name in the page's language; its code where the directory no longer names it. */
export function countryName(code: string): string {
  return (members.value && namesIn(members.value, code)?.[language.value]) ?? code;
}

export function Country({ code }: { readonly code: string }) {
  return (
    <span class="country">
      {countryName(code)} <Ltr class="code">{code}</Ltr>
    </span>
  );
}

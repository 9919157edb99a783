import type { ComponentChildren } from 'preact';
import { ago, isoMoment, moment } from '../words/format.ts';

/** A reference, file name, hash or address: left-to-right and isolated in whatever stands around it. */
export function Ltr({ children, class: className }: { readonly children: ComponentChildren; readonly class?: string }) {
  return (
    <bdi dir="ltr" class={className}>
      {children}
    </bdi>
  );
}

/** A name without what shows nothing and only steers what is shown: a sign that turns letters around makes `exe.jpg` of `gpj.exe`. */
export function plainName(name: string): string {
  return name.replaceAll(/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}]/gu, '');
}

/**
 * A document's name, isolated, with its extension set apart: whatever direction its letters have, the last thing shown is what the file is.
 */
export function DocumentName({ name: given }: { readonly name: string }) {
  const name = plainName(given);
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return (
    <bdi dir="ltr" class="document-name">
      <bdi>{stem}</bdi>
      <bdi dir="ltr" class="extension">
        {extension}
      </bdi>
    </bdi>
  );
}

/** A SHA-256 in groups of eight, so that two people can compare it by telephone. */
export function Hash({ sha256 }: { readonly sha256: string }) {
  return (
    <bdi dir="ltr" class="hash">
      {sha256.match(/.{1,8}/g)?.map((group) => (
        <span key={group}>{group}</span>
      ))}
    </bdi>
  );
}

/** A moment in the country's own words and time, with the ISO date beside it. */
export function Moment({ at, now }: { readonly at: string; readonly now?: Date }) {
  return (
    <time dateTime={at} class="moment">
      {now ? <span class="ago">{ago(at, now)}</span> : null} <span>{moment(at)}</span> <Ltr class="iso">{isoMoment(at)}</Ltr>
    </time>
  );
}

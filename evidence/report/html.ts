/** Text as it may stand in HTML, in an element or a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A reference, name, hash or moment: left-to-right and isolated. */
export function ltr(text: string): string {
  return `<bdi dir="ltr">${escaped(text)}</bdi>`;
}

/** A document's name with its extension set apart: whatever direction its letters have, the last thing shown is what the file is. */
export function documentName(name: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return `<bdi dir="ltr"><bdi>${escaped(stem)}</bdi><b><bdi dir="ltr">${escaped(extension)}</bdi></b></bdi>`;
}

/** What a person wrote, in whatever language. */
export function anybody(text: string): string {
  return `<bdi dir="auto">${escaped(text)}</bdi>`;
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((one) => `<th scope="col">${one}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

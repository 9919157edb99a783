/** Text as XML character data. Characters that XML 1.0 cannot hold become U+FFFD. */
export const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(FORBIDDEN, '\uFFFD')
    .replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);

/** `<name>text</name>`; nothing where the value is absent. */
export const xmlElement = (name: string, value: string | number | undefined): string =>
  value === undefined ? '' : `<${name}>${xmlText(String(value))}</${name}>`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the control characters that XML 1.0 forbids
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

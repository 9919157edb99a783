/** A part of a catalogue, as portal/split-words.ts makes it. */
declare module '*.json?first' {
  export const words: Readonly<Record<string, string>>;
}
declare module '*.json?rest' {
  export const words: Readonly<Record<string, string>>;
}

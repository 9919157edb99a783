/** The JSON value of a text; undefined where it is none, which no schema takes: what follows is one refusal for both. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is open at some point of a JSON text: an object with its keys so far, or a list with the number of its items. */
interface Open {
  readonly keys?: Set<string>;
  /** Key or number of the item that is being read. */
  at: string | number;
}

/**
 * Keys that stand twice in one object, one line each with their path. A parser keeps the last of them in silence; which one its author meant
 * nobody knows. The text must be JSON.
 */
export function repeatedKeys(text: string): readonly string[] {
  const open: Open[] = [];
  const found: string[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    const inner = open.at(-1);
    if (token === '{') open.push({ keys: new Set(), at: '' });
    else if (token === '[') open.push({ at: 0 });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',' && typeof inner?.at === 'number') inner.at += 1;
    else if (key !== undefined && inner?.keys) {
      const name = String(JSON.parse(key));
      inner.at = name;
      if (inner.keys.has(name)) found.push(`${open.map(({ at }) => at).join('.')}: got the key twice; wanted once`);
      inner.keys.add(name);
    }
  }
  return found;
}

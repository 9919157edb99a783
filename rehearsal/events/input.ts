import * as z from 'zod';

/** What a target gets instead of the event itself (docs: EventBridge, "Input transformation"). */
export const inputTransformer = z.strictObject({
  InputPathsMap: z.record(z.string().regex(/^[A-Za-z0-9_-]+$/), z.string().regex(/^\$(?:\.[A-Za-z0-9_-]+)+$/, 'a path of plain names')),
  InputTemplate: z.string().min(1).max(8192),
});
export type InputTransformer = z.infer<typeof inputTransformer>;

/**
 * A template of quoted lines, filled. A path that leads to nothing becomes an empty text. Throws on templates of another kind, and on a
 * variable that no path names.
 */
export function transformed({ InputPathsMap, InputTemplate }: InputTransformer, event: unknown): string {
  const lines = InputTemplate.split('\n').map((line) => {
    const [, text] = /^"([^"]*)"$/.exec(line) ?? [];
    if (text === undefined) throw new Error('only input templates of quoted lines are rehearsed');
    return text;
  });
  return lines
    .map((line) => line.replace(/<([A-Za-z0-9_-]+)>/g, (_whole, name: string) => valueAt(event, pathOf(InputPathsMap, name))))
    .join('\n');
}

function pathOf(paths: InputTransformer['InputPathsMap'], name: string): string {
  const path = paths[name];
  if (path === undefined) throw new Error(`the input template names ${name}, which no path tells`);
  return path;
}

function valueAt(event: unknown, path: string): string {
  const found = path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined), event);
  return found === undefined ? '' : typeof found === 'string' ? found : JSON.stringify(found);
}

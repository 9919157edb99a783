/** A route of an HTTP API: `POST /deposits/{dispatchId}`. */
export interface Route {
  readonly key: string;
  readonly integrationId: string;
  readonly authorization?: { readonly authorizerId: string; readonly scopes: readonly string[] };
}

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** The most specific route (docs: "Routing API requests"): full paths first, then path parameters, then `$default`. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  const matches = routes.flatMap((route) => {
    const pathParameters = matchOne(route.key, method, path);
    return pathParameters ? [{ route, pathParameters }] : [];
  });
  return matches.sort((a, b) => rank(a) - rank(b))[0];
}

function rank({ route, pathParameters }: RouteMatch): number {
  if (route.key === '$default') return 1000;
  return Object.keys(pathParameters).length * 2 + (route.key.startsWith('ANY ') ? 1 : 0);
}

function matchOne(key: string, method: string, path: string): Readonly<Record<string, string>> | undefined {
  if (key === '$default') return {};
  const [wantedMethod, pattern = ''] = key.split(' ');
  if (wantedMethod !== 'ANY' && wantedMethod !== method) return undefined;
  const [wanted, got] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== got.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = got[index] ?? '';
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name === undefined && part !== value) return undefined;
    if (name !== undefined && value === '') return undefined;
    if (name !== undefined) parameters[name] = decoded(value);
  }
  return parameters;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

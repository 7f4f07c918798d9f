import type { Route } from './call.ts';

/** A route, and what its path took from the address. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a request: the first one whose method and path fit. */
export class Router {
  readonly #routes: { readonly route: Route; readonly pattern: RegExp }[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ route, pattern: compile(route.path) }));
  }

  find(method: string, path: string): Match | undefined {
    for (const { route, pattern } of this.#routes) {
      const match = route.method === method ? pattern.exec(path) : null;
      if (match !== null) return { route, params: decodeAll(match.groups ?? {}) };
    }
    return undefined;
  }
}

function compile(path: string): RegExp {
  const source = path.replaceAll('.', '\\.').replaceAll(/:(\w+)([+*]?)/g, (_, name: string, many: string) => {
    const part = many === '' ? '[^/]+' : many === '+' ? '.+' : '.*';
    return `(?<${name}>${part})`;
  });
  return new RegExp(`^${source}$`);
}

function decodeAll(groups: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

/** A name that was encoded badly matches nothing; it is looked up as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

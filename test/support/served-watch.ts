import { formatPackageVersion, parsePackageVersion } from '../../domain/package-version.ts';
import type { World } from './world.ts';

/** How often each registry is asked for each version. */
const PAUSE_MS = 50;

/** What somebody saw who asked all registries for some versions all the time, beside all journeys. */
export interface ServedWatch {
  /** Looks that found a version served. */
  readonly looks: number;
  /** Looks that did not, at a registry that had served the version before: `STAGE NAME@VERSION`, each once. */
  readonly gaps: readonly string[];
}

/** Begins to watch: a version that a registry once served must never be gone. @returns what ends it. */
export function watchServed(world: World, texts: readonly string[]): { end(): Promise<ServedWatch> } {
  const served = new Set<string>();
  const gaps = new Set<string>();
  let looks = 0;
  const over = new AbortController();
  const look = async (stage: string, text: string): Promise<void> => {
    const { name, version } = parsePackageVersion(text);
    const { status } = await fetch(`${world.registry(stage).url}/package/${name}/${version}/`);
    const what = `${stage} ${formatPackageVersion({ name, version })}`;
    if (status === 200) {
      looks += 1;
      served.add(what);
    } else if (served.has(what)) gaps.add(what);
  };
  const watching = (async () => {
    while (!over.signal.aborted) {
      for (const stage of Object.keys(world.sandbox.registries))
        for (const text of texts) await look(stage, text);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  return {
    end: async () => {
      over.abort();
      await watching;
      return { looks, gaps: [...gaps] };
    },
  };
}

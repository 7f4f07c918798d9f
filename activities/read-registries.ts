import type { HeldVersion, ServedVersions } from '../domain/audit.ts';
import { formatPackageVersion } from '../domain/package-version.ts';
import type { Stage } from '../domain/pipeline.ts';
import { RegistryAnswerUnexpected } from '../services/registry/registry-answer-unexpected.ts';
import { RegistryError } from '../services/registry/registry-error.ts';
import { Unreachable } from '../services/unreachable.ts';
import { inTurns } from './in-turns.ts';
import type { AuditSources } from './read-audit.ts';

/** So many pages of a registry are asked for at a time, and so many in all. */
const AT_ONCE = 5;
const MOST_PAGES = 50;

/**
 * What each registry lists; and of what it should serve and does not list, what the pages say: a list may be as old as
 * caches let it be, and the 404 of a page is never cached.
 *
 * @throws what is no answer of a registry's. One that is out of order is told as such.
 */
export async function readRegistries(
  { pipeline, registryOf, packageName }: Pick<AuditSources, 'pipeline' | 'registryOf' | 'packageName'>,
  versions: readonly HeldVersion[],
): Promise<Map<string, ServedVersions>> {
  const read = async (stage: Stage): Promise<ServedVersions> => {
    try {
      const registry = registryOf(stage.name);
      const listed = await registry.listVersions(packageName);
      const missing = versions
        .filter(({ on }) => on.some((holding) => stage.serves.includes(holding.stage)))
        .filter(({ packageVersion }) => !listed.has(formatPackageVersion(packageVersion)))
        .slice(0, MOST_PAGES);
      const pages = await inTurns(missing, AT_ONCE, async ({ packageVersion }) => {
        const { served } = await registry.lookAtPackage(packageVersion);
        return [formatPackageVersion(packageVersion), served] as const;
      });
      return { kind: 'read', listed, pages: new Map(pages) };
    } catch (error) {
      if (!isOfRegistry(error)) throw error;
      return { kind: 'unread', why: error.message };
    }
  };
  const readings = await Promise.all(
    pipeline.stages.map(async (stage) => [stage.name, await read(stage)] as const),
  );
  return new Map(readings);
}

function isOfRegistry(error: unknown): error is Error {
  return (
    error instanceof RegistryError ||
    error instanceof RegistryAnswerUnexpected ||
    error instanceof Unreachable
  );
}

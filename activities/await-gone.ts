import { rcompare, valid } from 'semver';
import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import type { Stage } from '../domain/pipeline.ts';
import type { Timing } from '../domain/timing.ts';
import { spacedBy, stillWaiting } from './failures.ts';
import { recall, remember } from './pulse.ts';
import type { Services } from './services.ts';

export interface AwaitGoneInput {
  readonly stage: string;
  readonly packageVersion: PackageVersion;
  readonly policy: Stage['proof'];
  readonly timing: Timing;
}

/** What the attempts of one wait remember: the looks in a row that did not find the version. */
interface Streak {
  readonly gone: number;
}

/**
 * Looks at a registry once. Returns when it neither has the page of a version nor lists it, as many times in a row as
 * the policy asks; otherwise fails, benign, and is tried again. An image from before its removal says yes, so a no
 * needs no other witness; a pod that is only starting answers in turn with the others, hence the looks in a row.
 *
 * @returns a sentence that also says what the registry serves instead.
 */
export async function awaitGone(services: Services, input: AwaitGoneInput): Promise<string> {
  const { stage, packageVersion, policy, timing } = input;
  const registry = services.registryOf(stage);
  const it = formatPackageVersion(packageVersion);
  const page = await registry.lookAtPackage(packageVersion);
  const search = await registry.lookAtSearch(packageVersion);
  if (page.served || search.listed) {
    remember({ gone: 0 } satisfies Streak);
    const what = page.served ? 'serves' : 'lists';
    throw stillWaiting(`waiting: ${registry.url} still ${what} ${it}`, timing.registryMs);
  }
  const gone = ((recall() as Streak | undefined)?.gone ?? 0) + 1;
  remember({ gone } satisfies Streak);
  if (gone < policy.looks) {
    const pause = policy.spacingMs ?? Math.max(page.maxAgeMs, search.maxAgeMs);
    throw spacedBy(`gone ${gone} of ${policy.looks} times in a row`, pause);
  }
  const [newest] = search.versions.filter((version) => valid(version) !== null).sort(rcompare);
  const instead =
    newest === undefined
      ? `no version of ${packageVersion.name} any more`
      : `${packageVersion.name}@${newest} instead`;
  return `${registry.url} answers 404 for ${it}, ${gone} times in a row, and serves ${instead}`;
}

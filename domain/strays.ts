import type { AuditFacts, Finding } from './audit.ts';
import { parseContentRef, parseHeadBranch } from './names.ts';
import { formatPackageVersion, type PackageVersion } from './package-version.ts';

/** What bears our name in the storage and belongs to no journey that runs: pull requests, branches, content refs. */
export function findStrays(facts: AuditFacts): Finding[] {
  const withPull = new Set(facts.changes.map(({ branch }) => branch));
  return [
    ...facts.changes.flatMap(({ number, url, branch }) =>
      strayOf(facts, parseHeadBranch(branch)?.packageVersion, {
        kind: 'stray-pull-request',
        subject: `#${number}`,
        sentence: `${url} from ${branch} is open, and no journey that runs opened it`,
        command: `gh pr close ${number} --delete-branch`,
      }),
    ),
    ...facts.branches
      .filter((branch) => !withPull.has(branch))
      .flatMap((branch) =>
        strayOf(facts, parseHeadBranch(branch)?.packageVersion, {
          kind: 'stray-branch',
          subject: branch,
          sentence: 'a head branch of no open pull request and no journey that runs',
          command: `git push origin --delete ${branch}`,
        }),
      ),
    ...facts.contentRefs.flatMap((ref) =>
      strayOf(facts, parseContentRef(ref), {
        kind: 'stray-content',
        subject: ref,
        sentence: 'it keeps a content for no journey that runs',
        command: `git push origin --delete ${ref}`,
      }),
    ),
  ];
}

/** @param packageVersion - whose it is by its name; undefined for a name that we never give. */
function strayOf(
  { journeys, packageName }: AuditFacts,
  packageVersion: PackageVersion | undefined,
  trace: Pick<Finding, 'kind' | 'subject' | 'sentence'> & { readonly command: string },
): Finding[] {
  if (packageName !== undefined && packageVersion?.name !== packageName) return [];
  if (packageVersion === undefined) return [{ ...trace, stages: [], inHand: false }];
  if (journeys.has(formatPackageVersion(packageVersion))) return [];
  return [{ ...trace, packageVersion, stages: [], inHand: false }];
}

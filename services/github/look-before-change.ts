import type { ChangeKind } from '../../domain/names.ts';
import { packagePath, type PackageVersion } from '../../domain/package-version.ts';
import { GROUND_ANSWER, type EntriesAnswer } from './answers.ts';
import { GitHubError } from './github-error.ts';
import type { GitHubConnection } from './github-connection.ts';
import { askForKeeper, folderOf, readKeeper, type BranchLook } from './look-at-branches.ts';
import { loginOf } from './login.ts';
import { LOOK_BEFORE_CHANGE } from './queries.ts';

/** One line of a git tree. */
export interface TreeEntry {
  readonly name: string;
  /** Octal, six digits: `040000` is a folder. */
  readonly mode: string;
  readonly type: string;
  readonly oid: string;
}

/** An open pull request that comes from our head branch, or from one of the same name in a fork. */
export interface OpenPullRequest {
  readonly number: number;
  readonly url: string;
  readonly headRefOid: string;
  readonly body: string;
  readonly author: string;
  readonly isCrossRepository: boolean;
  readonly baseRefName: string;
  readonly labels: readonly string[];
}

/** What a change is built on, read at one moment. */
export interface ChangeGround {
  /** The base branch's tip and its root tree. */
  readonly base: { readonly commit: string; readonly tree: string };
  /** The package version's tree at the base; null when it is not there. */
  readonly versionTree: string | null;
  /** Our head branch as an earlier attempt left it; null when there is none. */
  readonly head: BranchLook | null;
  /** The version's tree on the branch that was asked for besides; null when it is not there. */
  readonly keeperVersionTree?: string | null;
  readonly openPullRequests: readonly OpenPullRequest[];
  /** Only for a removal: what stands in the root, in `packages/` and in `packages/NAME` of the base. */
  readonly entries?: {
    readonly root: readonly TreeEntry[];
    readonly packages: readonly TreeEntry[];
    readonly name: readonly TreeEntry[];
  };
}

export interface ChangeQuestion {
  readonly kind: ChangeKind;
  readonly packageVersion: PackageVersion;
  /** The branch that the change goes to. */
  readonly base: string;
  /** The branch that the change comes from. */
  readonly head: string;
  /** Another branch, of which it is to be told whether it holds the version. */
  readonly keeper?: string | undefined;
}

/** See {@link GitHubStorage.lookBeforeChange}. */
export async function lookBeforeChange(
  connection: GitHubConnection,
  { kind, packageVersion, base, head, keeper }: ChangeQuestion,
): Promise<ChangeGround> {
  const { repository } = await connection.query(
    LOOK_BEFORE_CHANGE,
    {
      base: `refs/heads/${base}`,
      head: `refs/heads/${head}`,
      headName: head,
      path: packagePath(packageVersion),
      packagePath: `packages/${packageVersion.name}`,
      removing: kind === 'remove',
      ...askForKeeper(keeper),
    },
    GROUND_ANSWER,
  );
  if (repository.base === null) {
    const operation = 'GraphQL LookBeforeChange';
    throw new GitHubError(`There is no branch "${base}" in ${connection.at.owner}/${connection.at.repo}.`, {
      operation,
      status: 404,
    });
  }
  const { oid, tree, version, packages, package: ofName } = repository.base.target;
  return {
    base: { commit: oid, tree: tree.oid },
    versionTree: folderOf(version),
    head: repository.head && {
      commit: repository.head.target.oid,
      versionTree: folderOf(repository.head.target.version),
    },
    ...readKeeper(repository.keeper),
    openPullRequests: repository.pullRequests.nodes.map(({ author, labels, ...rest }) => ({
      ...rest,
      author: loginOf(author),
      labels: labels?.nodes.map(({ name }) => name) ?? [],
    })),
    ...(kind === 'remove' && {
      entries: {
        root: toEntries(tree.entries),
        packages: toEntries(packages?.object?.entries),
        name: toEntries(ofName?.object?.entries),
      },
    }),
  };
}

function toEntries(entries: EntriesAnswer = []): TreeEntry[] {
  return entries.map(({ mode, ...rest }) => ({ ...rest, mode: mode.toString(8).padStart(6, '0') }));
}

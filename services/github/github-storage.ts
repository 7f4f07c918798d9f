import type { ChangePicture } from '../../domain/change-picture.ts';
import type { Content } from '../../domain/content.ts';
import type { PackageVersion } from '../../domain/package-version.ts';
import { WHO_AM_I_ANSWER } from './answers.ts';
import { commentOnce, keepComment, type MarkedComment } from './comments.ts';
import { ContentCache, type ReadContent } from './content-cache.ts';
import { wasSameChange, type ChangeAtCommit } from './compare-change.ts';
import { contains, containedIn, type ContainedQuestion } from './contained-in.ts';
import { findAdditions, type Addition } from './find-additions.ts';
import { findHolders } from './find-holders.ts';
import { Directory } from './directory.ts';
import { findOpenChanges, type OpenChange } from './find-open-changes.ts';
import { GitHubConnection, type GitHubConnectionOptions } from './github-connection.ts';
import { listOurTraces, type OurTraces } from './list-our-traces.ts';
import { listVersions, type ListedVersion } from './list-versions.ts';
import { findTree, lookAtBranches, type BranchLook } from './look-at-branches.ts';
import { lookAtPullRequest, type PullRequestLook, type PullRequestQuestion } from './look-at-pull-request.ts';
import { lookBeforeChange, type ChangeGround, type ChangeQuestion } from './look-before-change.ts';
import {
  mergePullRequest,
  type MergeMethod,
  type MergeQuestion,
  type Merging,
} from './merge-pull-request.ts';
import type { PackageFile } from './package-file.ts';
import { pictureChange, pictureChanges, pictureChangesByNumber } from './picture-changes.ts';
import { pullRequestsOfCommit, type PullRequestHead } from './pull-requests-of-commit.ts';
import { WHO_AM_I } from './queries.ts';
import { readContent } from './read-content.ts';
import { deleteBranch, deleteRef, findBranches, findContentRefs, placeBranch } from './refs.ts';
import { TimedCache } from './timed-cache.ts';
import { uploadContent } from './upload-content.ts';
import { writeAddition, writeRemoval, type ChangeWriting } from './write-change.ts';
import { versionsBetween, type VersionsBetween } from './versions-between.ts';
import {
  closePullRequest,
  openPullRequest,
  updateBranch,
  type Opening,
  type PullRequestText,
} from './write-pull-request.ts';

export type { ContainedQuestion } from './contained-in.ts';
export type { Addition } from './find-additions.ts';
export type { OpenChange } from './find-open-changes.ts';
export type { OurTraces } from './list-our-traces.ts';
export type { ListedVersion } from './list-versions.ts';
export type { BranchLook } from './look-at-branches.ts';
export type { PullRequestLook } from './look-at-pull-request.ts';
export type { ChangeGround, ChangeQuestion } from './look-before-change.ts';
export type { MergeMethod, MergeQuestion, Merging } from './merge-pull-request.ts';
export type { Opening, PullRequestText } from './write-pull-request.ts';
export type { ChangeWriting } from './write-change.ts';

export interface GitHubStorageOptions extends GitHubConnectionOptions {
  /** How pull requests are merged; default `squash`, as the storage always did. */
  readonly mergeMethod?: MergeMethod;
}

/** GitHub may not know a commit yet that it will know in a moment. */
const MISS_MS = 30_000;

/**
 * One repository that is a package storage.
 *
 * Every method throws {@link GitHubError} or one of its kinds ({@link GitHubUnreachable} without an answer,
 * {@link GitHubAnswerUnexpected} for one that cannot be trusted), and the signal's reason when the caller's
 * signal ended it. Nothing is retried in here. Reads may lag behind our own writes, so that no write relies on
 * a read that found nothing: GitHub's refusals decide.
 */
export class GitHubStorage {
  /** `OWNER/NAME`. */
  readonly repository: string;
  readonly #connection: GitHubConnection;
  readonly #mergeMethod: MergeMethod;
  readonly #contents = new ContentCache();
  readonly #directory: Directory;
  readonly #sameChanges = new TimedCache<boolean>();
  #login: string | undefined;

  /** @throws TypeError when the repository is not `OWNER/NAME`. */
  constructor(options: GitHubStorageOptions) {
    this.repository = options.repository;
    this.#connection = new GitHubConnection(options);
    this.#mergeMethod = options.mergeMethod ?? 'squash';
    this.#directory = new Directory(this.#connection);
  }

  /** The login behind the credentials, `NAME[bot]` for an app's. Asked once. */
  async whoAmI(): Promise<string> {
    this.#login ??= (await this.#connection.query(WHO_AM_I, {}, WHO_AM_I_ANSWER)).viewer.login;
    return this.#login;
  }

  /**
   * Where a package version stands, in one call: per branch its tip, and the version's tree id or null. A
   * branch that does not exist is null.
   */
  lookAtBranches(
    packageVersion: PackageVersion,
    branches: readonly string[],
  ): Promise<Record<string, BranchLook | null>> {
    return lookAtBranches(this.#connection, packageVersion, branches);
  }

  /**
   * The files of a version's tree; those read last are remembered. Never ask it for a branch's root.
   *
   * @throws {@link TruncatedTree} when GitHub lists only a part.
   */
  readContent(tree: string): Promise<ReadContent> {
    return this.#contents.get(tree, () => readContent(this.#connection, tree));
  }

  /**
   * The tree at a path, and the commit it was read from, in one call.
   *
   * @param ref - a branch, a full ref (`refs/pull/7/head` is the head of a pull request, a fork's too) or a commit.
   * @param path - a folder; empty is the root.
   * @returns null when there is no such ref; a null tree when there is no folder at the path.
   */
  findTree(ref: string, path: string): Promise<{ commit: string; tree: string | null } | null> {
    return findTree(this.#connection, ref, path);
  }

  /**
   * Which package versions a commit has that another has not, and the other way round: in one call where no package
   * differs, two for up to fifty that do. Empty when GitHub does not know one of the commits.
   */
  versionsBetween(before: string, after: string): Promise<VersionsBetween> {
    return versionsBetween(this.#connection, before, after);
  }

  /**
   * All package versions on each of the branches at this moment: one call, and one more per hundred packages that
   * differ from branch to branch, however many files they have. A branch that does not exist is null.
   *
   * @param packageName - only versions of this package; then it is two calls at most.
   */
  listVersions(
    branches: readonly string[],
    packageName?: string,
  ): Promise<Record<string, readonly ListedVersion[] | null>> {
    return listVersions(this.#connection, branches, packageName);
  }

  /**
   * Everything of ours that is open or kept: pull requests (one call per hundred that are open in the repository),
   * head branches and content refs (a call each).
   */
  listOurTraces(): Promise<OurTraces> {
    return listOurTraces(this.#connection);
  }

  /**
   * The open pull requests that add a package version to a branch without it, whoever made them: one call per hundred
   * that are open in the repository, and one more per twenty that may, and per further hundred files of one of these.
   */
  findAdditions(packageVersion: PackageVersion): Promise<Addition[]> {
    return findAdditions(this.#connection, packageVersion);
  }

  /**
   * Which commits, and which branches at this moment, hold each of the package versions: in one call.
   *
   * @returns for each package version, in their order, those of `commits` and `branches` that hold it. One that
   *   GitHub does not know holds nothing.
   */
  findHolders(
    packageVersions: readonly PackageVersion[],
    refs: { readonly commits: readonly string[]; readonly branches: readonly string[] },
  ): Promise<ReadonlySet<string>[]> {
    return findHolders(this.#connection, packageVersions, refs);
  }

  /**
   * Everything that opening a change must know, of one moment and in one call.
   *
   * @throws {@link GitHubError} 404 when there is no base branch.
   */
  lookBeforeChange(question: ChangeQuestion): Promise<ChangeGround> {
    return lookBeforeChange(this.#connection, question);
  }

  /**
   * Writes the base tree with `tree` grafted in as `packages/NAME/VERSION`, and a commit on the base (2 calls,
   * whatever the sizes). No branch points at it yet. The same ground, message and date are the same commit.
   *
   * @returns the commit's id.
   * @throws {@link EmptyChange} when the base holds this very tree; {@link GitHubObjectMissing} when GitHub
   *   does not find the tree or the base.
   */
  writeAddition(writing: ChangeWriting & { readonly tree: string }): Promise<string> {
    return writeAddition(this.#connection, writing);
  }

  /**
   * Writes the base tree without the version, siblings untouched, and a commit on the base (2 or 3 calls). The
   * last version of a package takes the package's folder with it. As repeatable as {@link writeAddition}.
   *
   * @throws {@link EmptyChange} when the version is not there; {@link BranchWouldBeEmpty} when nothing else is.
   */
  writeRemoval(writing: ChangeWriting): Promise<string> {
    return writeRemoval(this.#connection, writing);
  }

  /**
   * Makes a branch of ours point at the commit, whether it exists or not, by force. Done twice it does nothing.
   *
   * @throws {@link NotOurRef} for a branch without our prefix; {@link GitHubObjectMissing} for an unknown commit.
   */
  placeBranch(branch: string, commit: string): Promise<void> {
    return placeBranch(this.#connection, branch, commit);
  }

  /**
   * Opens a pull request. GitHub itself holds it to one open per head and base, so a second attempt says `exists`.
   *
   * @throws {@link GitHubObjectMissing} when GitHub does not find the head branch.
   */
  openPullRequest(text: PullRequestText): Promise<Opening> {
    return openPullRequest(this.#connection, text);
  }

  /** Puts labels on a pull request, besides those it has. Labels that are there already stay. */
  async label(number: number, labels: readonly string[]): Promise<void> {
    const { rest, at } = this.#connection;
    await rest.issues.addLabels({ ...at, issue_number: number, labels: [...labels] });
  }

  /**
   * Comments on a pull request unless a comment of ours with this marker is there: 1 call per hundred comments, and
   * one to post. A list that lags behind a comment whose answer was lost lets it be posted a second time.
   */
  commentOnce(comment: MarkedComment): Promise<{ readonly id: number; readonly posted: boolean }> {
    return commentOnce(this.#connection, () => this.whoAmI(), comment);
  }

  /**
   * Keeps one comment of ours on a pull request, known by its marker, at this text: edited in place, posted where
   * there is none. May run twice and be killed at any line; of doubles that came about so the oldest stays.
   *
   * @param comment - `id` is what an earlier call for this pull request and marker returned: then it is 1 call.
   *   Without it, or when somebody has deleted that comment, it is looked for (1 call per hundred comments).
   */
  keepComment(
    comment: MarkedComment & { readonly id?: number },
  ): Promise<{ readonly id: number; readonly changed: boolean }> {
    return keepComment(this.#connection, () => this.whoAmI(), comment);
  }

  /**
   * Everything that the gate weighs, in one call (one more per further hundred checks, per further hundred
   * files of the version, and for a head branch that is gone). Null when there is no such pull request.
   *
   * @param question - `keeper` is a branch of which the same call tells whether it holds the version.
   */
  lookAtPullRequest(question: PullRequestQuestion): Promise<PullRequestLook | null> {
    return lookAtPullRequest(this.#connection, question);
  }

  /**
   * A light picture of each open pull request from a head branch of ours, in one call per hundred pull requests
   * that are open in the repository. The digest of a picture tells whether a closer look is worth it.
   *
   * @param also - numbers of others' pull requests that are to be in it, while they are open.
   */
  pictureChanges(also: ReadonlySet<number> = new Set()): Promise<ChangePicture[]> {
    return pictureChanges(this.#connection, also);
  }

  /** As {@link pictureChanges}, of these pull requests whatever their state; those that do not exist are left out. */
  pictureChangesByNumber(numbers: readonly number[]): Promise<ChangePicture[]> {
    return pictureChangesByNumber(this.#connection, numbers);
  }

  /** A light picture of one pull request, whatever its state and whoever's; null when there is no such number. */
  pictureChange(number: number): Promise<ChangePicture | null> {
    return pictureChange(this.#connection, number);
  }

  /**
   * Whether a commit that was a head earlier made the very change that is ordered: the version's folder as ordered,
   * and nothing else. Two calls, once for each commit: a yes stays true, a no is asked again after half a minute.
   */
  wasSameChange(change: ChangeAtCommit): Promise<boolean> {
    const { commit, base, kind, content } = change;
    return this.#sameChanges.get(
      [commit, base, kind, content.tree].join(' '),
      () => wasSameChange(this.#connection, change),
      (same, age) => same || age < MISS_MS,
    );
  }

  /**
   * Whether somebody is in a team, by its members' list; a yes is remembered for five minutes, a no for half a one.
   *
   * @param team - `ORGANIZATION/TEAM`.
   * @returns undefined when there is no such team, or these credentials may not see who is in it.
   */
  isInTeam(team: string, login: string): Promise<boolean | undefined> {
    return this.#directory.isInTeam(team, login);
  }

  /** Whether somebody may write to the repository; remembered as {@link isInTeam}. Nobody's login may not. */
  mayWrite(login: string): Promise<boolean> {
    return this.#directory.mayWrite(login);
  }

  /**
   * Whom a version's manifest names as its owner (`owner.github`): `ORGANIZATION/TEAM`, or a login. Read once.
   *
   * @param tree - the version's tree.
   * @returns undefined when there is no manifest, or it names nobody.
   */
  findOwner(tree: string): Promise<string | undefined> {
    return this.#directory.findOwner(
      tree,
      async () => (await this.readContent(tree)).files['manifest.yml']?.blob,
    );
  }

  /**
   * Merges exactly the head given. Done again after a lost answer it finds the pull request merged, and says so.
   */
  merge(question: MergeQuestion): Promise<Merging> {
    return mergePullRequest(this.#connection, this.#mergeMethod, question);
  }

  /**
   * Lets GitHub merge the base into the head branch, a moment later. An up-to-date one is left alone.
   *
   * @throws {@link GitHubError} 422 when the head is not `head` any more, or when it conflicts.
   */
  updateBranch(number: number, head: string): Promise<void> {
    return updateBranch(this.#connection, number, head);
  }

  /**
   * Closes a pull request; one that is closed or merged stays so.
   *
   * @param comment - kept on it before it is closed, so that none is ever closed without a word.
   * @returns whether it was open.
   */
  closePullRequest(number: number, comment?: Omit<MarkedComment, 'number'>): Promise<boolean> {
    const keep = comment && (() => this.keepComment({ number, ...comment }));
    return closePullRequest(this.#connection, number, keep);
  }

  /** Deletes a branch of ours. @returns whether it was there. @throws {@link NotOurRef} without our prefix. */
  deleteBranch(branch: string): Promise<boolean> {
    return deleteBranch(this.#connection, branch);
  }

  /** Deletes a ref under `refs/limelight/`. @returns whether it was there. @throws {@link NotOurRef} for any other. */
  deleteRef(ref: string): Promise<boolean> {
    return deleteRef(this.#connection, ref);
  }

  /**
   * The open pull requests whose head is this commit, those from forks among them. None for a commit that GitHub
   * does not know.
   */
  pullRequestsOfCommit(sha: string): Promise<PullRequestHead[]> {
    return pullRequestsOfCommit(this.#connection, sha);
  }

  /** The open pull requests from head branches of ours for a package version. For cleaning up: reads may lag. */
  findOpenChanges(packageVersion: PackageVersion): Promise<OpenChange[]> {
    return findOpenChanges(this.#connection, packageVersion);
  }

  /** The head branches of ours for a package version. */
  findBranches(packageVersion: PackageVersion): Promise<string[]> {
    return findBranches(this.#connection, packageVersion);
  }

  /** The refs that keep uploaded contents of a package version. */
  findContentRefs(packageVersion: PackageVersion): Promise<string[]> {
    return findContentRefs(this.#connection, packageVersion);
  }

  /** True when `commit` is `inCommit` or one of its ancestors. */
  contains(question: { readonly commit: string; readonly inCommit: string }): Promise<boolean> {
    return contains(this.#connection, question);
  }

  /**
   * Which of the commits are `inCommit` or among its ancestors, in one call (one per 300 commits, and one more
   * for each that is older than `inCommit` and not among the newest hundred of its history). One that GitHub
   * does not know, or not yet, is not contained.
   *
   * Relies on GitHub's clock: a commit beyond the newest hundred that claims a later date than its own
   * descendant `inCommit` would be missed. Merges have their date from GitHub.
   */
  containedIn(question: ContainedQuestion): Promise<ReadonlySet<string>> {
    return containedIn(this.#connection, question);
  }

  /**
   * Writes a local package's files as a tree, and a ref of ours that keeps it. Does nothing when the ref is
   * there; begun again it writes the same objects.
   *
   * @throws {@link GitHubAnswerUnexpected} when GitHub's tree has another id than the files have.
   */
  uploadContent(packageVersion: PackageVersion, files: readonly PackageFile[]): Promise<Content> {
    return uploadContent(this.#connection, packageVersion, files);
  }
}

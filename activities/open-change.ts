import type { AttentionReason, ChangePolicy } from '../domain/change-gate.ts';
import { freshObservation, type ChangeObservation, type ChangeOrder } from '../domain/change.ts';
import type { FoundContent } from '../domain/content.ts';
import { describeEarlyRemoval } from '../domain/early-removal.ts';
import { FailureType } from '../domain/failure-types.ts';
import { headBranchName, parseMarker, type Marker } from '../domain/names.ts';
import { packagePath } from '../domain/package-version.ts';
import type { ChangeGround } from '../services/github/github-storage.ts';
import { changeBody, changeLabels, changeTitle, type ChangeStory } from './change-text.ts';
import { compareTrees } from './compare-trees.ts';
import { askPerson, notSettled } from './failures.ts';
import { observeWithReviews } from './observe-with-reviews.ts';
import type { Services } from './services.ts';

export interface OpenChangeInput {
  readonly order: ChangeOrder;
  readonly story: ChangeStory;
  readonly policy: ChangePolicy;
  /** The pull request of the round before: closed when it was seen last, but perhaps opened again. */
  readonly previous?: number;
}

/** How the attempt to open a change ended. */
export type OpenedChange =
  | {
      readonly kind: 'open';
      readonly observation: ChangeObservation;
      /** True when it is the one of the round before, which a person opened again. */
      readonly reopened?: boolean;
    }
  /** The branch is as the change would make it: nothing is opened, and never an empty pull request. */
  | { readonly kind: 'needless'; readonly commit: string; readonly note?: string }
  | {
      readonly kind: 'refused';
      readonly reason: AttentionReason;
      readonly sentence: string;
      /** Of `content-differs`: what the branch holds. */
      readonly found?: FoundContent;
    };

/**
 * Opens the pull request of a change, labelled, or finds the one that an earlier attempt opened.
 *
 * "Already done" is read from the branch's tree. Only an open pull request with our head, our base and our
 * marker is taken for ours; the head that an earlier attempt left is used again when it does what was ordered.
 */
export async function openChange(services: Services, input: OpenChangeInput): Promise<OpenedChange> {
  const { storage } = services;
  const { order, story } = input;
  if (order.adopt !== undefined) return adoptChange(services, input, order.adopt);

  const reopened = await findReopened(services, input);
  if (reopened !== undefined) return reopened;
  const head = headBranchName(order);
  const ground = await storage.lookBeforeChange({
    kind: order.kind,
    packageVersion: order.packageVersion,
    base: order.branch,
    head,
    keeper: order.keeper,
  });
  const settled = await judgeGround(services, order, ground);
  if (settled !== undefined) return settled;

  for (const open of ground.openPullRequests) {
    if (open.isCrossRepository || open.baseRefName !== order.branch) continue;
    if (!isOurs(parseMarker(open.body), story.marker)) {
      return refused(
        'change-foreign',
        `pull request #${open.number} comes from ${head} but belongs to another run: close it, then retry`,
      );
    }
    const lacking = changeLabels(order).filter((label) => !open.labels.includes(label));
    if (lacking.length > 0) await storage.label(open.number, lacking);
    return {
      kind: 'open',
      observation: freshObservation({ number: open.number, url: open.url, head: open.headRefOid }),
    };
  }

  if (order.keeper !== undefined && ground.keeperVersionTree === null) {
    const early = describeEarlyRemoval(order.packageVersion, order.keeper, order.stage);
    return refused(
      'removed-early',
      `${early}: no pull request is opened before somebody puts it back, or lets it be`,
    );
  }
  const commit = reusableHead(order, ground) ?? (await writeHead(services, input, ground));
  if (ground.head?.commit !== commit) await storage.placeBranch(head, commit);
  const opened = await storage.openPullRequest({
    head,
    base: order.branch,
    title: changeTitle(order),
    body: changeBody(order, story, services.journeyUrl(story.marker.workflowId)),
  });
  switch (opened.kind) {
    case 'exists':
      throw notSettled(`a pull request from ${head} exists and is not listed yet`);
    case 'no-difference':
      throw notSettled(`GitHub sees no difference between ${head} and ${order.branch} at this moment`);
    case 'opened':
      await storage.label(opened.number, changeLabels(order));
      return {
        kind: 'open',
        observation: freshObservation({ number: opened.number, url: opened.url, head: commit }),
      };
  }
}

/** The change of the round before, if it is closed no more; if it is, its branch goes. */
async function findReopened(
  { storage }: Services,
  { order, policy, previous }: OpenChangeInput,
): Promise<OpenedChange | undefined> {
  if (previous === undefined) return undefined;
  const { packageVersion, keeper } = order;
  const look = await storage.lookAtPullRequest({ number: previous, packageVersion, keeper });
  if (look !== null && look.state !== 'CLOSED') {
    return {
      kind: 'open',
      observation: await observeWithReviews(storage, look, order, policy),
      reopened: true,
    };
  }
  await storage.deleteBranch(headBranchName({ ...order, round: order.round - 1 }));
  return undefined;
}

async function adoptChange(
  { storage }: Services,
  { order, policy }: OpenChangeInput,
  number: number,
): Promise<OpenedChange> {
  const { packageVersion, keeper } = order;
  const look = await storage.lookAtPullRequest({ number, packageVersion, keeper });
  if (look === null) throw askPerson(FailureType.notFound, `there is no pull request #${number}`);
  if (look.baseRefName !== order.branch) {
    return refused(
      'refused',
      `pull request #${number} goes to ${look.baseRefName}, and no stage of the route beyond that has this branch: have it go to ${order.branch}, then retry; or abort`,
    );
  }
  const observation = await observeWithReviews(storage, look, order, policy);
  if (observation.effect === 'altered') {
    const what = `pull request #${number} must add ${packagePath(order.packageVersion)} and nothing else`;
    const files = `it changes ${look.changedFiles} files, the version has ${order.content.files}`;
    const besides = look.files.other > 0 ? ', and not all that it does is to add files of the version' : '';
    return refused('change-altered', `${what}: ${files}${besides}`);
  }
  return { kind: 'open', observation };
}

/** What the branch itself says before anything is opened. */
async function judgeGround(
  { storage }: Services,
  order: ChangeOrder,
  ground: ChangeGround,
): Promise<OpenedChange | undefined> {
  const { versionTree, base } = ground;
  if (versionTree === null)
    return order.kind === 'remove' ? { kind: 'needless', commit: base.commit } : undefined;
  const difference = await compareTrees(storage, order.content.tree, versionTree);
  if (difference !== undefined) {
    return {
      kind: 'refused',
      reason: 'content-differs',
      sentence: `${order.branch} holds other content of ${packagePath(order.packageVersion)}: ${difference}`,
      found: { stage: order.stage, branch: order.branch, tree: versionTree },
    };
  }
  if (order.kind === 'remove') return undefined;
  const note =
    versionTree === order.content.tree ? undefined : 'the file modes on the branch differ, the bytes do not';
  return { kind: 'needless', commit: base.commit, ...(note !== undefined && { note }) };
}

/** The head that an earlier attempt left, when it does what was ordered: written again it would be the same. */
function reusableHead({ kind, content }: ChangeOrder, { head }: ChangeGround): string | undefined {
  return head !== null && head.versionTree === (kind === 'add' ? content.tree : null)
    ? head.commit
    : undefined;
}

async function writeHead(
  { storage }: Services,
  { order, story }: OpenChangeInput,
  ground: ChangeGround,
): Promise<string> {
  const write = {
    ground,
    packageVersion: order.packageVersion,
    message: `${changeTitle(order)}\n`,
    date: story.startedAt,
  };
  return order.kind === 'add'
    ? storage.writeAddition({ ...write, tree: order.content.tree })
    : storage.writeRemoval(write);
}

function isOurs(marker: Marker | undefined, ours: Marker): boolean {
  return (
    marker?.workflowId === ours.workflowId &&
    marker.firstRunId === ours.firstRunId &&
    marker.step === ours.step
  );
}

function refused(reason: AttentionReason, sentence: string): OpenedChange {
  return { kind: 'refused', reason, sentence };
}

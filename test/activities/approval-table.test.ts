import { Octokit } from '@octokit/rest';
import { describe, expect, it } from 'vitest';
import { observeWithReviews } from '../../activities/observe-with-reviews.ts';
import type { Approval } from '../../domain/change-gate.ts';
import type { ChangeObservation, ChangeOrder } from '../../domain/change.ts';
import { packagePath } from '../../domain/package-version.ts';
import type { StandInUser } from '../../sandbox/github/github-stand-in.ts';
import { startStorage } from '../services/github/storage-fixture.ts';
import {
  APPROVAL_TABLE,
  POLICY,
  REQUESTER,
  TEAMS,
  WRITERS,
  type Act,
  type ApprovalRow,
} from '../support/approval-table.ts';
import { OWNER, REPO, SILENT } from '../support/github.ts';
import { sayGate } from '../support/say-gate.ts';

const BOT = 'limelight-bot';
const USERS: StandInUser[] = [
  { login: BOT, token: 'bot-token', permission: 'write' },
  { login: 'admin', token: 'admin-token', permission: 'admin' },
  { login: 'reader', token: 'reader-token', permission: 'read' },
  ...WRITERS.map((login): StandInUser => ({ login, token: `${login}-token`, permission: 'write' })),
];
const at = { owner: OWNER, repo: REPO };
const pull = { ...at, pull_number: 1 };
const packageVersion = { name: 'nginx', version: '1.6.0' };
const folder = packagePath(packageVersion);
const EVENTS = { approves: 'APPROVE', objects: 'REQUEST_CHANGES', comments: 'COMMENT' } as const;

/** A pull request that adds a version, and what people do about it, all through GitHub's API. */
async function play({ acts, protection = {}, owner, adopted }: ApprovalRow) {
  const { github, storage } = await startStorage({
    storage: { production: { 'README.md': 'Read me\n' } },
    users: USERS,
    teams: TEAMS,
    protection: { production: protection },
  });
  const opener = adopted ? 'author' : BOT;
  const manifest = `version: 1.6.0\n${owner === undefined ? '' : `owner:\n  github: '${owner}'\n`}`;
  const files = { [`${folder}/manifest.yml`]: manifest, [`${folder}/docs/README.md`]: '# nginx\n' };
  await github.pushCommit('head', files, opener, 'Add it', 'production');
  const client = (login: string) => new Octokit({ auth: `${login}-token`, baseUrl: github.url, log: SILENT });
  const bot = new Octokit({ auth: 'bot-token', baseUrl: github.url, log: SILENT });
  const opening = { ...at, title: 'Add it', head: 'head', base: 'production' };
  await (adopted ? client('author') : bot).pulls.create(opening);
  const tree = (await storage.findTree('head', folder))?.tree ?? '';
  const { content } = await storage.readContent(tree);

  const headOf = async () => (await bot.pulls.get(pull)).data.head.sha;
  async function perform(act: Act): Promise<void> {
    switch (act.does) {
      case 'approves':
      case 'objects':
      case 'comments':
        await client(act.by).pulls.createReview({ ...pull, event: EVENTS[act.does], body: 'My word.' });
        return;
      case 'is dismissed': {
        const { data } = await bot.pulls.listReviews(pull);
        const review = data.find(({ user }) => user?.login === act.by);
        await client('admin').pulls.dismissReview({ ...pull, review_id: review?.id ?? 0, message: 'No.' });
        return;
      }
      case 'alter':
        await github.pushCommit('head', { 'more.txt': 'more\n' }, 'author', 'And this');
        return;
      case 'undo':
        await github.pushCommit('head', { 'more.txt': null }, 'author', 'Not this');
        return;
      case 'update': {
        await github.pushCommit('production', { 'news.txt': 'news\n' }, 'author', 'News');
        const before = await headOf();
        await storage.updateBranch(1, before);
        await expect.poll(headOf).not.toBe(before);
        return;
      }
      case 'converse':
        await github.startConversation(1, 'eve', 'Why?');
        return;
      case 'signals':
    }
  }
  for (const act of acts) await perform(act);
  const order: ChangeOrder = {
    kind: 'add',
    packageVersion,
    stage: 'production',
    branch: 'production',
    content,
    round: 1,
    ...(adopted && { adopt: 1 }),
  };
  return { storage, order, digest: content.digest };
}

describe("the approval policy, through GitHub's API", () => {
  it.each(APPROVAL_TABLE.map((row) => [row.what, row] as const))('%s', async (_what, row) => {
    const { storage, order, digest } = await play(row);
    const approvals: Approval[] = row.acts.flatMap((act) =>
      act.does === 'signals' ? [{ actor: act.by, change: 1, digest }] : [],
    );
    const policy = {
      approval: { ...POLICY, ...row.approval },
      checks: { required: [], whenNone: 'pass' },
      digest,
      requester: REQUESTER,
    } as const;
    const observe = async (): Promise<ChangeObservation> => {
      const look = await storage.lookAtPullRequest({ number: 1, packageVersion });
      if (look === null) throw new Error('It does not show');
      return observeWithReviews(storage, look, order, policy, approvals);
    };
    await expect.poll(async () => (await observe()).mergeability).not.toBe('unknown');
    const { setAside, approvers, missing, ...seen } = await observe();
    // What the pure table takes for given is what GitHub shows.
    expect({ ...seen, setAside, approvers, missing }).toMatchObject({
      author: BOT,
      effect: 'intact',
      approvedBy: [],
      changesRequestedBy: [],
      setAside: undefined,
      approvers: undefined,
      missing: undefined,
      mergeability: 'clean',
      ...row.seen,
    });
    expect(sayGate(await observe(), approvals, policy)).toBe(row.says);
  });
});

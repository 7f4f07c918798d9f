import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitHubError } from '../../../services/github/github-error.ts';
import { GitHubObjectMissing } from '../../../services/github/github-object-missing.ts';
import { NotOurRef } from '../../../services/github/not-our-ref.ts';
import { TruncatedTree } from '../../../services/github/truncated-tree.ts';
import { refusal, repository, startScriptedGitHub, type ScriptedGitHub } from './scripted-github.ts';

const head = 'a'.repeat(40);
const other = 'b'.repeat(40);
const branch = 'limelight/add-nginx@1.6.0-to-staging-1';
const nginx = { name: 'nginx', version: '1.6.0' };
let github: ScriptedGitHub;

beforeEach(async () => {
  github = await startScriptedGitHub();
});
afterEach(() => github.close());

const asked = (): string[] => github.asked.map(({ what }) => what);

describe('opening a pull request', () => {
  const open = () => github.storage.openPullRequest({ head: branch, base: 'staging', title: 't', body: 'b' });

  it.each([
    ['exists', 'A pull request already exists for acme:limelight/add-nginx@1.6.0-to-staging-1.'],
    ['no-difference', 'No commits between staging and limelight/add-nginx@1.6.0-to-staging-1'],
  ])('says "%s" instead of failing', async (kind, sentence) => {
    github.on('POST /pulls', refusal(sentence));
    expect(await open()).toEqual({ kind });
  });

  it('says that the head is missing, which read lag may be, and fails for anything else', async () => {
    const errors = [{ resource: 'PullRequest', field: 'head', code: 'invalid' }];
    github.on('POST /pulls', [422, { message: 'Validation Failed', errors }]);
    await expect(open()).rejects.toBeInstanceOf(GitHubObjectMissing);
    github.on('POST /pulls', refusal('body is too long'));
    await expect(open()).rejects.toMatchObject({ name: 'GitHubError', status: 422 });
  });
});

describe('placing a branch', () => {
  const exists = [422, { message: 'Reference already exists' }] as const;

  it('moves it by force when it is elsewhere', async () => {
    github.on('POST /git/refs', exists);
    github.on(`GET /git/ref/heads/${branch}`, [200, { object: { sha: other } }]);
    github.on(`PATCH /git/refs/heads/${branch}`, [200, { object: { sha: head } }]);
    await github.storage.placeBranch(branch, head);
    expect(github.asked.at(-1)?.body).toEqual({ sha: head, force: true });
  });

  it('leaves it where it is when it is there', async () => {
    github.on('POST /git/refs', exists);
    github.on(`GET /git/ref/heads/${branch}`, [200, { object: { sha: head } }]);
    await github.storage.placeBranch(branch, head);
    expect(asked()).toEqual(['POST /git/refs', `GET /git/ref/heads/${branch}`]);
  });

  it('believes "already exists" more than a read that does not find it yet', async () => {
    github.on('POST /git/refs', exists);
    github.on(`GET /git/ref/heads/${branch}`, [404, { message: 'Not Found' }]);
    github.on(`PATCH /git/refs/heads/${branch}`, [200, { object: { sha: head } }]);
    await github.storage.placeBranch(branch, head);
    expect(asked()).toHaveLength(3);
  });

  it('says that the commit is missing', async () => {
    github.on('POST /git/refs', [422, { message: 'Object does not exist' }]);
    await expect(github.storage.placeBranch(branch, head)).rejects.toBeInstanceOf(GitHubObjectMissing);
  });

  it('never touches a branch that is not ours', async () => {
    await expect(github.storage.placeBranch('production', head)).rejects.toBeInstanceOf(NotOurRef);
    await expect(github.storage.deleteBranch('production')).rejects.toBeInstanceOf(NotOurRef);
    await expect(github.storage.deleteRef('refs/heads/production')).rejects.toBeInstanceOf(NotOurRef);
    expect(asked()).toEqual([]);
  });
});

describe('merging', () => {
  const merge = () => github.storage.merge({ number: 7, head, title: 'Add', message: 'Because.' });
  const ended = (state: string, headRefOid = head) =>
    repository({
      pullRequest: { state, headRefOid, mergeCommit: state === 'MERGED' ? { oid: other } : null },
    });

  it('guards the head, and says which commit it made', async () => {
    github.on('PUT /pulls/7/merge', [200, { merged: true, sha: other, message: 'merged' }]);
    expect(await merge()).toEqual({ kind: 'merged', commit: other });
    expect(github.asked[0]?.body).toEqual({
      sha: head,
      merge_method: 'squash',
      commit_title: 'Add',
      commit_message: 'Because.',
    });
  });

  it.each([
    ['base-moved', 405, 'Base branch was modified. Review and try the merge again.'],
    ['head-moved', 409, 'Head branch was modified. Review and try the merge again.'],
  ])('tells "%s" from a refusal', async (kind, status, message) => {
    github.on('PUT /pulls/7/merge', [status, { message }]);
    expect(await merge()).toEqual({ kind });
  });

  it("gives a refusal in GitHub's words", async () => {
    const why = 'At least 1 approving review is required by reviewers with write access.';
    github.on('PUT /pulls/7/merge', [405, { message: why }]);
    github.on('GraphQL LookAtMerge', ended('OPEN'));
    expect(await merge()).toEqual({ kind: 'refused', why });
  });

  it('[F9] finds that an earlier attempt, whose answer was lost, has merged it', async () => {
    github.on('PUT /pulls/7/merge', [405, { message: 'Pull Request is not mergeable' }]);
    github.on('GraphQL LookAtMerge', ended('MERGED'));
    expect(await merge()).toEqual({ kind: 'merged', commit: other });
  });

  it('does not take a merge of another head for its own', async () => {
    github.on('PUT /pulls/7/merge', [405, { message: 'Pull Request is not mergeable' }]);
    github.on('GraphQL LookAtMerge', ended('MERGED', other));
    expect(await merge()).toEqual({ kind: 'head-moved' });
  });

  it('throws what is no answer to the question', async () => {
    github.on('PUT /pulls/7/merge', [403, { message: 'Resource not accessible by integration' }]);
    await expect(merge()).rejects.toMatchObject({ name: 'GitHubError', status: 403 });
  });
});

describe('[F9] what is done already is success', () => {
  it.each([
    [422, 'Reference does not exist'],
    [404, 'Not Found'],
  ])('deleting a branch that is gone: %i', async (status, message) => {
    github.on(`DELETE /git/refs/heads/${branch}`, [status, { message }]);
    await expect(github.storage.deleteBranch(branch)).resolves.toBe(false);
  });

  it('deleting a ref', async () => {
    github.on(
      'DELETE /git/refs/limelight/content/x',
      [204, null],
      [422, { message: 'Reference does not exist' }],
    );
    await expect(github.storage.deleteRef('refs/limelight/content/x')).resolves.toBe(true);
    await expect(github.storage.deleteRef('refs/limelight/content/x')).resolves.toBe(false);
  });

  it('closing a pull request that is merged', async () => {
    github.on('PATCH /pulls/7', refusal('cannot be closed'));
    const look = { headRefOid: head, mergeCommit: null };
    github.on('GraphQL LookAtMerge', repository({ pullRequest: { state: 'MERGED', ...look } }));
    await expect(github.storage.closePullRequest(7)).resolves.toBe(false);
    const open = repository({ pullRequest: { state: 'OPEN', ...look } });
    const merged = repository({ pullRequest: { state: 'MERGED', ...look } });
    github.on('GraphQL LookAtMerge', open, merged);
    await expect(github.storage.closePullRequest(7)).resolves.toBe(false);
    github.on('GraphQL LookAtMerge', open);
    await expect(github.storage.closePullRequest(7)).rejects.toBeInstanceOf(GitHubError);
  });

  it('updating a branch that is up to date, but not one that conflicts', async () => {
    github.on(
      'PUT /pulls/7/update-branch',
      [422, { message: 'There are no new commits on the base branch.' }],
      [422, { message: 'merge conflict between base and head' }],
    );
    await expect(github.storage.updateBranch(7, head)).resolves.toBeUndefined();
    await expect(github.storage.updateBranch(7, head)).rejects.toMatchObject({ status: 422 });
    expect(github.asked[0]?.body).toEqual({ expected_head_sha: head });
  });
});

describe('reading', () => {
  it('refuses a part of a tree', async () => {
    github.on(`GET /git/trees/${head}?recursive=1`, [200, { sha: head, truncated: true, tree: [] }]);
    await expect(github.storage.readContent(head)).rejects.toBeInstanceOf(TruncatedTree);
  });

  it('tells a version from another that begins like it', async () => {
    const refs = (...names: string[]) => [200, names.map((ref) => ({ ref }))] as const;
    github.on(
      'GET /git/matching-refs/heads/limelight/add-nginx@1.6.0-',
      refs(
        'refs/heads/limelight/add-nginx@1.6.0-to-staging-1',
        'refs/heads/limelight/add-nginx@1.6.0-rc1-to-staging-1',
        'refs/heads/limelight/add-nginx@1.6.0-by-hand',
      ),
    );
    github.on('GET /git/matching-refs/heads/limelight/remove-nginx@1.6.0-', refs());
    expect(await github.storage.findBranches(nginx)).toEqual([branch]);
    const content = 'refs/limelight/content/nginx-1.6.0-';
    github.on(
      'GET /git/matching-refs/limelight/content/nginx-1.6.0-',
      refs(`${content}${head}`, `${content}rc1-${head}`),
    );
    expect(await github.storage.findContentRefs(nginx)).toEqual([`${content}${head}`]);
  });

  it('says "not contained" of branches that share no history, and throws for an unknown commit', async () => {
    const compare = `GET /compare/${head}...${other}?per_page=1`;
    const contains = () => github.storage.contains({ commit: head, inCommit: other });
    github.on(
      compare,
      [200, { status: 'ahead' }],
      [200, { status: 'identical' }],
      [200, { status: 'behind' }],
      [200, { status: 'diverged' }],
      [404, { message: `No common ancestor between ${head} and ${other}.` }],
      [404, { message: 'Not Found' }],
    );
    expect([await contains(), await contains()]).toEqual([true, true]);
    expect([await contains(), await contains(), await contains()]).toEqual([false, false, false]);
    await expect(contains()).rejects.toMatchObject({ status: 404 });
  });
});

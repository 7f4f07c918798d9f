import { describe, expect, it } from 'vitest';
import { OWNER as owner, REPO as repo, startGitHub } from '../../support/github.ts';
import { graftSample, gitIn, openPull, treeOf } from './support.ts';

describe('a promotion by tree grafting', () => {
  it('gives the target branch the very tree of the source, and nothing else changes', async () => {
    const github = await startGitHub();
    const octokit = github.client();
    const source = await treeOf(github, 'snapshot', 'packages/sample/1.0.0');
    const { data: pull } = await graftSample(github, '1.0.0', 'staging');
    expect(pull).toMatchObject({ changed_files: 3, commits: 1, mergeable: null, additions: 4 });
    const { data: merged } = await octokit.pulls.merge({
      owner,
      repo,
      pull_number: pull.number,
      sha: pull.head.sha,
      merge_method: 'merge',
    });
    expect(merged.merged).toBe(true);
    expect(await treeOf(github, 'staging', 'packages/sample/1.0.0')).toBe(source);
    const names = await gitIn(github, 'diff', '--name-status', `${merged.sha}^1`, merged.sha);
    expect(names.split('\n').every((line) => line.startsWith('A\tpackages/sample/1.0.0/'))).toBe(true);
    expect(await gitIn(github, 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('makes the commit that git itself would make', async () => {
    const github = await startGitHub();
    const { data: pull } = await graftSample(github, '1.0.0', 'staging');
    const raw = await gitIn(github, 'cat-file', 'commit', pull.head.sha);
    expect(raw).toContain('author Limelight <limelight@example.com> 1767323045 +0200');
    const tree = await gitIn(github, 'rev-parse', `${pull.head.sha}^{tree}`);
    const env = {
      GIT_AUTHOR_NAME: 'Limelight',
      GIT_AUTHOR_EMAIL: 'limelight@example.com',
      GIT_AUTHOR_DATE: '2026-01-02T05:04:05+02:00',
      GIT_COMMITTER_NAME: 'Limelight',
      GIT_COMMITTER_EMAIL: 'limelight@example.com',
      GIT_COMMITTER_DATE: '2026-01-02T05:04:05+02:00',
    };
    const args = ['commit-tree', '-p', 'refs/heads/staging', '-m', 'Add sample@1.0.0', tree];
    expect(await gitIn(github, ...args, env)).toBe(pull.head.sha);
  });

  it('keeps both of two pull requests that began at the same base', async () => {
    const github = await startGitHub();
    const octokit = github.client();
    const first = await graftSample(github, '1.0.0', 'staging');
    const second = await graftSample(github, '1.1.0', 'staging');
    for (const { data } of [first, second])
      await octokit.pulls.merge({ owner, repo, pull_number: data.number, sha: data.head.sha });
    expect(await gitIn(github, 'ls-tree', '--name-only', 'staging:packages/sample')).toBe('1.0.0\n1.1.0');
    expect(await gitIn(github, 'rev-list', '--count', 'staging')).toBe('5');
  });
});

describe('a removal without null entries', () => {
  it('rebuilds the parents and leaves the siblings alone', async () => {
    const github = await startGitHub();
    const octokit = github.client();
    const base = (await octokit.git.getRef({ owner, repo, ref: 'heads/snapshot' })).data.object.sha;
    const root = (await octokit.git.getCommit({ owner, repo, commit_sha: base })).data.tree.sha;
    const listed = await octokit.git.getTree({ owner, repo, tree_sha: `${base}:packages/sample` });
    const rest = listed.data.tree.filter((entry) => entry.path !== '1.0.0');
    const { data: kept } = await octokit.git.createTree({
      owner,
      repo,
      tree: rest.map(({ path, sha }) => ({ path, sha, mode: '040000' as const, type: 'tree' as const })),
    });
    const { data: tree } = await octokit.git.createTree({
      owner,
      repo,
      base_tree: root,
      tree: [{ path: 'packages/sample', mode: '040000', type: 'tree', sha: kept.sha }],
    });
    const { data: pull } = await openPull(github, 'remove-sample', 'snapshot', base, tree.sha);
    await octokit.pulls.merge({ owner, repo, pull_number: pull.number, sha: pull.head.sha });
    expect(await gitIn(github, 'ls-tree', '--name-only', 'snapshot:packages/sample')).toBe('1.1.0');
    expect(await treeOf(github, 'snapshot', '')).toBe(tree.sha);
  });

  it('merges beside an addition of the next version', async () => {
    const github = await startGitHub();
    const { standIn } = github;
    const files = Object.fromEntries(
      ['manifest.yml', 'docs/README.md', 'data_stream/log/manifest.yml'].map((path) => [
        `packages/sample/1.0.0/${path}`,
        null,
      ]),
    );
    await standIn.pushCommit('away', files, 'author', 'Remove 1.0.0', 'snapshot');
    await standIn.pushCommit(
      'new',
      { 'packages/sample/1.2.0/manifest.yml': 'x' },
      'author',
      'Add',
      'snapshot',
    );
    for (const head of ['away', 'new']) {
      const pull = await standIn.openPullRequest({ title: head, head, base: 'snapshot', login: 'author' });
      await standIn.mergePullRequest(pull.number, 'teammate');
    }
    expect(await gitIn(github, 'ls-tree', '--name-only', 'snapshot:packages/sample')).toBe('1.1.0\n1.2.0');
  });
});

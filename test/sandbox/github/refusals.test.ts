import { describe, expect, it } from 'vitest';
import { OWNER as owner, REPO as repo, startGitHub, type RunningGitHub } from '../../support/github.ts';
import { gitIn, graftSample, refusal } from './support.ts';

const at = { owner, repo };

describe('who may do what', () => {
  it('knows no one without a token, or with a wrong one', async () => {
    const github = await startGitHub();
    expect(await refusal(github.client('wrong').pulls.list(at))).toMatchObject({
      status: 401,
      message: 'Bad credentials',
    });
    const { standIn } = github;
    expect((await fetch(`${standIn.url}/repos/${owner}/${repo}`)).status).toBe(401);
    expect(
      (await fetch(`${standIn.url}/graphql`, { method: 'POST', body: '{"query":"{viewer{login}}"}' })).status,
    ).toBe(401);
  });

  it('lets readers read, and hides everything from strangers', async () => {
    const users = [
      { login: 'reader', token: 'reader-token', permission: 'read' },
      { login: 'stranger', token: 'stranger-token', permission: 'none' },
    ] as const;
    const github = await startGitHub({ users });
    const reader = github.client('reader-token');
    expect((await reader.repos.listBranches(at)).data).toHaveLength(3);
    const body = { ...at, ref: 'refs/heads/x', sha: await gitIn(github, 'rev-parse', 'staging') };
    expect(await refusal(reader.git.createRef(body))).toMatchObject({
      status: 403,
      message: 'Resource not accessible by personal access token',
    });
    const stranger = github.client('stranger-token');
    expect((await refusal(stranger.repos.get(at))).status).toBe(404);
    expect((await refusal(stranger.repos.get({ owner, repo: 'other' }))).status).toBe(404);
    const query = `{ repository(owner: "${owner}", name: "${repo}") { id } }`;
    await expect(stranger.graphql(query)).rejects.toMatchObject({ errors: [{ type: 'NOT_FOUND' }] });
  });

  it('keeps hooks and protection for administrators', async () => {
    const github = await startGitHub({ protection: { staging: { requiredApprovals: 1 } } });
    const wanted = { ...at, branch: 'staging' };
    expect((await refusal(github.client().repos.getBranchProtection(wanted))).status).toBe(403);
    const { data } = await github.client('admin-token').repos.getBranchProtection(wanted);
    expect(data.required_pull_request_reviews?.required_approving_review_count).toBe(1);
    expect((await github.client().repos.getBranchRules(wanted)).data).toMatchObject([
      { type: 'pull_request' },
    ]);
    expect((await refusal(github.client().repos.listWebhooks(at))).status).toBe(403);
  });
});

describe('a pull request is refused', () => {
  const pull = { ...at, title: 'x', base: 'staging', head: 'head' };
  async function create(github: RunningGitHub, over: Partial<typeof pull> = {}) {
    const refused = await refusal(github.client().pulls.create({ ...pull, ...over }));
    return { status: refused.status, error: refused.errors[0] };
  }

  it('in the words of GitHub', async () => {
    const github = await startGitHub();
    expect(await create(github)).toMatchObject({ status: 422, error: { field: 'head', code: 'invalid' } });
    expect(await create(github, { base: 'no' })).toMatchObject({ error: { field: 'base', code: 'invalid' } });
    const sha = await gitIn(github, 'rev-parse', 'staging');
    await github.client().git.createRef({ ...at, ref: 'refs/heads/head', sha });
    expect((await create(github)).error?.message).toBe('No commits between staging and head');
    expect((await create(github, { head: 'snapshot' })).error?.message).toMatch('no history in common');
    await graftSample(github, '1.0.0', 'staging');
    expect((await create(github, { head: 'add-sample-1.0.0' })).error?.message).toBe(
      `A pull request already exists for ${owner}:add-sample-1.0.0.`,
    );
  });

  it('its own author, who approves it', async () => {
    const github = await startGitHub();
    const { data } = await graftSample(github, '1.0.0', 'staging');
    const review = { ...at, pull_number: data.number, event: 'APPROVE' as const };
    const refused = await refusal(github.client().pulls.createReview(review));
    expect(refused).toMatchObject({
      status: 422,
      errors: ['Can not approve your own pull request'],
    });
    expect((await github.client('teammate-token').pulls.createReview(review)).data.state).toBe('APPROVED');
  });
});

describe('git data', () => {
  it('refuses references as GitHub does', async () => {
    const github = await startGitHub();
    const { git } = github.client();
    const sha = await gitIn(github, 'rev-parse', 'staging');
    const create = (ref: string, id = sha) => refusal(git.createRef({ ...at, ref, sha: id }));
    expect((await create('refs/heads/staging')).message).toMatch('Reference already exists');
    expect((await create('refs/heads/new', '1'.repeat(40))).message).toMatch('Object does not exist');
    expect((await create('refs/heads/a..b')).status).toBe(422);
    expect((await create('refs/heads/staging/below')).message).toMatch('Reference update failed');
    const other = await gitIn(github, 'rev-parse', 'snapshot');
    const moved = await refusal(git.updateRef({ ...at, ref: 'heads/staging', sha: other }));
    expect(moved.message).toMatch('Update is not a fast forward');
    expect((await refusal(git.deleteRef({ ...at, ref: 'heads/none' }))).message).toMatch(
      'Reference does not exist',
    );
    expect((await refusal(git.getRef({ ...at, ref: 'heads/none' }))).status).toBe(404);
  });

  it('deletes files by null, with the folders that end empty, and refuses what is not there', async () => {
    const github = await startGitHub();
    const { git } = github.client();
    const base_tree = await gitIn(github, 'rev-parse', 'snapshot^{tree}');
    const gone = (path: string) => ({ path, mode: '100644' as const, type: 'blob' as const, sha: null });
    const root = 'packages/other/1.0.0';
    const files = ['manifest.yml', 'docs/README.md', 'data_stream/log/manifest.yml'];
    const tree = files.map((file) => gone(`${root}/${file}`));
    const { data } = await git.createTree({ ...at, base_tree, tree });
    expect(await gitIn(github, 'ls-tree', '--name-only', `${data.sha}:packages`)).toBe('sample');
    for (const path of [`${root}/no.yml`, `${root}/docs`])
      expect(await refusal(git.createTree({ ...at, base_tree, tree: [gone(path)] }))).toMatchObject({
        status: 422,
        message: 'GitRPC::BadObjectState',
      });
  });

  it('takes text inline, and blobs in base64', async () => {
    const github = await startGitHub();
    const { git } = github.client();
    const content = Buffer.from([0, 1, 2, 255]).toString('base64');
    const { data: blob } = await git.createBlob({ ...at, content, encoding: 'base64' });
    const { data: tree } = await git.createTree({
      ...at,
      tree: [
        { path: 'a/b.txt', mode: '100644', type: 'blob', content: 'é\n' },
        { path: 'a/c.bin', mode: '100644', type: 'blob', sha: blob.sha },
      ],
    });
    expect(await gitIn(github, 'cat-file', 'blob', `${tree.sha}:a/b.txt`)).toBe('é');
    const read = await git.getBlob({ ...at, file_sha: blob.sha });
    expect(read.data.content.trim()).toBe(content);
    const listed = await git.getTree({ ...at, tree_sha: tree.sha, recursive: 'true' });
    expect(listed.data.tree.map(({ path }) => path)).toEqual(['a', 'a/b.txt', 'a/c.bin']);
  });
});

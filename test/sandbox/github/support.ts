import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { OWNER as owner, REPO as repo, type RunningGitHub } from '../../support/github.ts';

const run = promisify(execFile);

/** Runs the real git in the repository of a stand-in; a last argument that is an object is the environment. */
export async function gitIn(
  github: RunningGitHub,
  ...args: (string | Record<string, string>)[]
): Promise<string> {
  const words = args.filter((arg) => typeof arg === 'string');
  const env = args.find((arg) => typeof arg === 'object');
  const { stdout } = await run('git', ['--git-dir', github.gitDir, ...words], {
    env: { ...process.env, ...env },
  });
  return stdout.trimEnd();
}

/** The id of the tree of a folder on a branch. */
export function treeOf(github: RunningGitHub, branch: string, path: string): Promise<string> {
  return gitIn(github, 'rev-parse', `${branch}:${path}`);
}

/** Puts `sample` of this version on a branch as it is on snapshot, and opens the pull request: seven calls. */
export async function graftSample(github: RunningGitHub, version: string, target: string) {
  const octokit = github.client();
  const { data: listed } = await octokit.repos.getContent({
    owner,
    repo,
    path: 'packages/sample',
    ref: 'snapshot',
  });
  const sha = Array.isArray(listed) ? listed.find(({ name }) => name === version)?.sha : undefined;
  if (sha === undefined) throw new Error(`sample ${version} is not on snapshot`);
  const base = (await octokit.git.getRef({ owner, repo, ref: `heads/${target}` })).data.object.sha;
  const root = (await octokit.git.getCommit({ owner, repo, commit_sha: base })).data.tree.sha;
  const { data: tree } = await octokit.git.createTree({
    owner,
    repo,
    base_tree: root,
    tree: [{ path: `packages/sample/${version}`, mode: '040000', type: 'tree', sha }],
  });
  return openPull(github, `add-sample-${version}`, target, base, tree.sha, `Add sample@${version}`);
}

/** Commits a tree on a base, gives it a branch, and opens a pull request. */
export async function openPull(
  github: RunningGitHub,
  head: string,
  target: string,
  base: string,
  tree: string,
  title = head,
) {
  const octokit = github.client();
  const author = { name: 'Limelight', email: 'limelight@example.com', date: '2026-01-02T05:04:05+02:00' };
  const message = `${title}\n`;
  const { data: commit } = await octokit.git.createCommit({
    owner,
    repo,
    message,
    tree,
    parents: [base],
    author,
  });
  await octokit.git.createRef({ owner, repo, ref: `refs/heads/${head}`, sha: commit.sha });
  return octokit.pulls.create({ owner, repo, title, head, base: target, body: 'marker' });
}

interface Refused {
  readonly status: number;
  readonly response: {
    readonly data: { readonly message: string; readonly errors?: readonly { readonly message?: string }[] };
  };
}

/** What a call was refused with. @throws Error when it was not refused. */
export async function refusal(call: Promise<unknown>) {
  try {
    await call;
  } catch (error) {
    const { status, response } = error as Partial<Refused>;
    if (status === undefined || response === undefined) throw error;
    return { status, message: response.data.message, errors: response.data.errors ?? [] };
  }
  throw new Error('The call was not refused');
}

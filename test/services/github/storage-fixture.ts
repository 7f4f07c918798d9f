import { execFileSync } from 'node:child_process';
import { GitHubStorage } from '../../../services/github/github-storage.ts';
import { startGitHub, type RunningGitHub } from '../../support/github.ts';

/** A storage in a real bare repository, GitHub's stand-in before it, and our client. */
export interface StorageFixture {
  readonly github: RunningGitHub['standIn'];
  readonly storage: GitHubStorage;
  /** The operations of our client so far. */
  readonly calls: string[];
  /** Runs git in the bare repository. */
  readonly git: (...args: readonly string[]) => string;
  /** The files of a branch or commit, a line each. */
  readonly listing: (ref: string) => string[];
}

/** Starts all three; they end with the test, which fails if an exchange was not as GitHub documents it. */
export async function startStorage(options: Parameters<typeof startGitHub>[0]): Promise<StorageFixture> {
  const { standIn, gitDir, owner, repo } = await startGitHub(options);
  const calls: string[] = [];
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['--git-dir', gitDir, ...args], { encoding: 'utf8', maxBuffer: 1e9 }).trim();
  return {
    github: standIn,
    calls,
    git,
    listing: (ref) => git('ls-tree', '-r', ref).split('\n'),
    storage: new GitHubStorage({
      apiUrl: standIn.url,
      repository: `${owner}/${repo}`,
      auth: { token: 'bot-token' },
      onCall: (operation) => calls.push(operation),
    }),
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { afterEach } from 'vitest';
import { createStorage, type BranchFiles } from '../../sandbox/github/bare-storage.ts';
import { GitHubStandIn, type GitHubStandInOptions } from '../../sandbox/github/github-stand-in.ts';
import { checkedGitHub, type CheckedGitHub } from '../contract/github-contract.ts';

/** A stand-in under check, on a repository of its own. */
export interface RunningGitHub {
  readonly standIn: GitHubStandIn;
  readonly check: CheckedGitHub;
  readonly gitDir: string;
  readonly owner: string;
  readonly repo: string;
  /** An API client with this token. */
  client(token?: string): Octokit;
}

export const OWNER = 'acme';
export const REPO = 'package-storage';

const README = '# A small package storage\n';

/** A small package: enough files and levels to tell a graft from a copy. */
export function samplePackage(name: string, version: string): Record<string, string> {
  const root = `packages/${name}/${version}`;
  return {
    [`${root}/manifest.yml`]: `name: ${name}\nversion: ${version}\n`,
    [`${root}/docs/README.md`]: `# ${name}\n`,
    [`${root}/data_stream/log/manifest.yml`]: `title: ${name} logs\n`,
  };
}

/** `sample` 1.0.0 and 1.1.0 wait on snapshot; every branch holds `other`. */
export const SAMPLE_STORAGE: Readonly<Record<string, BranchFiles>> = {
  production: { 'README.md': README, ...samplePackage('other', '0.9.0') },
  staging: { 'README.md': README, ...samplePackage('other', '0.9.1') },
  snapshot: {
    'README.md': README,
    ...samplePackage('other', '1.0.0'),
    ...samplePackage('sample', '1.0.0'),
    ...samplePackage('sample', '1.1.0'),
  },
};

const running: { readonly github: RunningGitHub; readonly dir: string }[] = [];

/**
 * Starts a stand-in on a fresh repository. After the test it is ended, and the test fails if an exchange was not
 * as GitHub's official documents say.
 */
export async function startGitHub(
  options: Partial<GitHubStandInOptions> & { readonly storage?: Readonly<Record<string, BranchFiles>> } = {},
): Promise<RunningGitHub> {
  const { storage = SAMPLE_STORAGE, ...rest } = options;
  const dir = await mkdtemp(join(tmpdir(), 'limelight-github-'));
  const gitDir = rest.gitDir ?? join(dir, 'storage.git');
  if (rest.gitDir === undefined) await createStorage(gitDir, storage);
  const standIn = await GitHubStandIn.start({ owner: OWNER, repo: REPO, ...rest, gitDir });
  const client = (token = 'bot-token') => new Octokit({ auth: token, baseUrl: standIn.url, log: SILENT });
  const { owner = OWNER, repo = REPO } = rest;
  const github = { standIn, check: checkedGitHub(standIn), gitDir, owner, repo, client };
  running.push({ github, dir });
  return github;
}

afterEach(async () => {
  const ended = running.splice(0);
  for (const { github, dir } of ended) {
    await github.standIn.close();
    await rm(dir, { recursive: true, force: true });
  }
  for (const { github } of ended) github.check.assertNone();
});

/** An API client that says nothing of its own on the terminal. */
export const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNpmDemo, type CliRun, type RunningCli } from './run-cli.ts';

const BUNDLE = fileURLToPath(new URL('../../../shared/data/package-storage.bundle', import.meta.url));
const isThere = existsSync(BUNDLE);
const BRANCHES = ['snapshot', 'staging', 'production'] as const;
const NGINX = 'packages/nginx/1.6.0';
/** A whole journey, with all its pauses, on a busy machine. */
const PATIENCE_MS = 280_000;

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** All files of a branch but nginx@1.6.0's: `mode type id TAB path`. */
function filesBesides(gitDir: string, branch: string): string[] {
  const files = git('--git-dir', gitDir, 'ls-tree', '-r', branch).split('\n');
  return files.filter((line) => !line.includes(`\t${NGINX}/`));
}

/** The branches that hold nginx@1.6.0, each with its tree. */
function treesIn(gitDir: string): Record<string, string> {
  const trees = BRANCHES.map((branch) => [
    branch,
    git('--git-dir', gitDir, 'ls-tree', '--object-only', branch, NGINX),
  ]);
  return Object.fromEntries(trees.filter(([, tree]) => tree !== ''));
}

describe.skipIf(!isThere)(
  `npm run demo on the real storage${isThere ? '' : ' (skipped: there is no ../shared/data/package-storage.bundle)'}`,
  () => {
    let folder: string;
    let original: string;
    let running: RunningCli | undefined;
    let run: CliRun;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'limelight-demo-bundle-'));
      original = join(folder, 'original.git');
      git('clone', '--quiet', '--bare', BUNDLE, original);
      const data = join(folder, 'data');
      running = startNpmDemo(['--data', data, '--storage', BUNDLE, '--package', 'nginx@1.6.0']);
      run = await running.ended;
    }, PATIENCE_MS);

    afterAll(async () => {
      // Interrupted before the end, it ends with all that it started.
      running?.end('SIGTERM');
      await running?.ended;
      await rm(folder, { recursive: true, force: true });
    });

    it('ends with exit code 0, and says last that the version is a star', () => {
      // What it said on its way tells why, should it have ended otherwise.
      expect(run).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/\nnginx@1\.6\.0 is a certified star\n$/),
      });
    });

    it('moved the very tree that stood on snapshot to production, and left it nowhere else', () => {
      const { snapshot: tree, ...others } = treesIn(original);
      expect(tree).toMatch(/^[0-9a-f]{40}$/);
      expect(others).toEqual({});
      expect(treesIn(join(folder, 'data/storage.git'))).toEqual({ production: tree });
    });

    it.each(BRANCHES)('changed nothing else on %s', (branch) => {
      const before = filesBesides(original, branch);
      expect(before.length).toBeGreaterThan(500);
      expect(filesBesides(join(folder, 'data/storage.git'), branch)).toEqual(before);
    });

    it('left no branch and no ref of ours behind', () => {
      const refs = git('--git-dir', join(folder, 'data/storage.git'), 'for-each-ref', '--format=%(refname)');
      expect(refs.split('\n').filter((ref) => /^refs\/(heads\/)?limelight\//.test(ref))).toEqual([]);
    });
  },
);

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { installClients, isWanted, ON_DEMAND, runGh, runScript } from './foreign-clients.ts';

const REPOSITORY = 'sandbox/package-storage';

describe.runIf(isWanted)(`ordinary GitHub clients ${ON_DEMAND}`, () => {
  let folder: string;
  let sandbox: Sandbox;

  beforeAll(async () => {
    await installClients();
    folder = await mkdtemp(join(tmpdir(), 'limelight-clients-'));
    sandbox = await startSandbox({
      dataDir: folder,
      ci: { delayMs: 50, verdict: () => 'success', contexts: ['lint'] },
    });
    return async () => {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    };
  }, 300_000);

  /** `github.localhost` is the one host to which `gh` speaks plain HTTP; the stand-in is its proxy. */
  async function gh(args: readonly string[], token = 'bot-token'): Promise<string> {
    const { code, stdout, stderr } = await runGh(args, {
      GH_HOST: 'github.localhost',
      GH_TOKEN: token,
      GH_CONFIG_DIR: join(folder, 'gh'),
      HTTP_PROXY: sandbox.github.url,
    });
    return code === 0 ? stdout.trim() : `${code}: ${stderr.trim()}`;
  }

  it('PyGithub', async () => {
    expect(await runScript('pygithub.py', sandbox.github.url, REPOSITORY)).toEqual({
      who: 'limelight-bot',
      limit: 5000,
      branches: ['production', 'snapshot', 'staging'],
      folder: ['README.md', 'packages'],
      missing: 404,
      badToken: 401,
      backwards: 422,
      twice: 422,
      files: ['hello.txt', 'note.txt'],
      commits: 3,
      listed: true,
      labels: ['two'],
      comments: ['said again'],
      own: 422,
      asked: ['teammate'],
      reviews: [['teammate', 'APPROVED']],
      check: 'success',
      runs: true,
      status: true,
      otherHead: 409,
      merged: [true, true, true],
      title: 'Say hello to all',
      content: 'two',
      compare: 'ahead',
    });
  });

  it('the gh command', async () => {
    await sandbox.github.pushCommit('by-gh', { 'gh.txt': 'gh' }, 'limelight-bot', 'Add gh', 'snapshot');
    const at = ['-R', REPOSITORY];
    expect(await gh(['auth', 'status', '--hostname', 'github.localhost'])).toContain('account limelight-bot');
    expect(await gh(['api', 'user', '-q', '.login'])).toBe('limelight-bot');
    expect(await gh(['api', 'graphql', '-f', 'query={viewer{login}}', '-q', '.data.viewer.login'])).toBe(
      'limelight-bot',
    );
    expect(await gh(['repo', 'view', REPOSITORY])).toContain(`name:\t${REPOSITORY}`);
    const words = ['--title', 'By gh', '--body', 'words'];
    const url = await gh(['pr', 'create', ...at, '--head', 'by-gh', '--base', 'snapshot', ...words]);
    const number = /\/pull\/(\d+)$/.exec(url)?.[1] ?? url;
    const pr = (verb: string, ...args: string[]) => gh(['pr', verb, number, ...at, ...args]);
    expect(await gh(['pr', 'list', ...at])).toContain(`${number}\tBy gh\tby-gh\tOPEN`);
    expect(await pr('view')).toContain('title:\tBy gh');
    await expect.poll(() => pr('checks')).toContain('lint\tpass');
    expect(await pr('diff')).toContain('+gh');
    expect(await pr('comment', '--body', 'hello')).toContain(`/pull/${number}#issuecomment-`);
    expect(await pr('review', '--approve')).toContain('Can not approve your own pull request');
    expect(await gh(['pr', 'review', number, ...at, '--approve'], 'teammate-token')).toBe('');
    expect(await pr('close')).toBe('');
    expect(await pr('reopen')).toBe('');
    expect(await gh(['pr', 'status', ...at])).toContain(`#${number}  By gh`);
    expect(await pr('merge', '--squash', '--subject', 'From gh')).toBe('');
    const fields = 'state,mergedBy,comments,reviews,commits,files,headRefName';
    expect(JSON.parse(await pr('view', '--json', fields))).toMatchObject({
      state: 'MERGED',
      mergedBy: { login: 'limelight-bot' },
      comments: [{ body: 'hello' }],
      reviews: [{ author: { login: 'teammate' }, state: 'APPROVED' }],
      commits: [{ messageHeadline: 'Add gh' }],
      files: [{ path: 'gh.txt' }],
    });
    const merged = ['--state', 'merged', '--search', 'author:@me', '--json', 'title', '-q', '.[].title'];
    expect(await gh(['pr', 'list', ...at, ...merged])).toContain('By gh');
    const commits = `repos/${REPOSITORY}/commits?sha=snapshot&per_page=1`;
    const messages = await gh(['api', '--paginate', commits, '-q', '.[].commit.message']);
    expect(messages).toMatch(/^From gh\n(?:.*\n)*Set up the storage/);
  });
});

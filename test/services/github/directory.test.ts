import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startScriptedGitHub, type ScriptedGitHub } from './scripted-github.ts';

const MINUTE = 60_000;
const members = (...logins: readonly string[]) => [200, logins.map((login) => ({ login }))] as const;
const page = (number: number) => `GET /orgs/acme/teams/owners/members?per_page=100&page=${number}`;
let github: ScriptedGitHub;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  github = await startScriptedGitHub();
});
afterEach(async () => {
  vi.useRealTimers();
  await github.close();
});

const isIn = (login: string) => github.storage.isInTeam('acme/owners', login);

describe('a team', () => {
  it('is asked for its members once in five minutes, by whatever spelling', async () => {
    github.on(page(1), members('Ann'));
    expect([await isIn('ann'), await isIn('ANN')]).toEqual([true, true]);
    expect(github.asked).toHaveLength(1);
    vi.setSystemTime(Date.now() + 5 * MINUTE);
    expect(await isIn('ann')).toBe(true);
    expect(github.asked).toHaveLength(2);
  });

  it('is asked again after half a minute about somebody who was not in it', async () => {
    github.on(page(1), members('ann'), members('ann', 'bob'));
    expect([await isIn('bob'), await isIn('bob')]).toEqual([false, false]);
    expect(github.asked).toHaveLength(1);
    vi.setSystemTime(Date.now() + MINUTE / 2);
    expect(await isIn('bob')).toBe(true);
  });

  it('is read page by page', async () => {
    github.on(page(1), members(...Array.from({ length: 100 }, (_, index) => `member-${index}`)));
    github.on(page(2), members('last'));
    expect(await isIn('last')).toBe(true);
  });

  it.each([404, 403])('that we may not see (%i) says nothing of anybody', async (status) => {
    github.on(page(1), [status, { message: 'No' }]);
    expect(await isIn('ann')).toBeUndefined();
  });

  it('that cannot be reached at this moment is an error, and no answer to remember', async () => {
    github.on(page(1), [502, { message: 'Bad Gateway' }], members('ann'));
    await expect(isIn('ann')).rejects.toThrow('502');
    expect(await isIn('ann')).toBe(true);
  });
});

describe('who may write', () => {
  const permission = (word: string) => [200, { permission: word, role_name: word, user: null }] as const;

  it.each([
    ['admin', true],
    ['write', true],
    ['read', false],
    ['none', false],
  ])('%s: %s', async (word, may) => {
    github.on('GET /collaborators/ann/permission', permission(word));
    expect(await github.storage.mayWrite('ann')).toBe(may);
  });

  it('is nobody whom GitHub does not know, and no name that is no login', async () => {
    github.on('GET /collaborators/nobody/permission', [404, { message: 'Not Found' }]);
    expect(await github.storage.mayWrite('nobody')).toBe(false);
    expect(await github.storage.mayWrite('ann/../../../user')).toBe(false);
    expect(await github.storage.mayWrite('Ann Other')).toBe(false);
    expect(github.asked).toHaveLength(1);
  });
});

describe('the owner in a manifest', () => {
  const tree = 'a'.repeat(40);
  const blob = 'b'.repeat(40);
  const entries = (path: string) => ({
    truncated: false,
    tree: [{ path, mode: '100644', type: 'blob', sha: blob }],
  });
  const script = (path: string, text: string): void => {
    github.on(`GET /git/trees/${tree}?recursive=1`, [200, entries(path)]);
    const content = Buffer.from(text).toString('base64');
    github.on(`GET /git/blobs/${blob}`, [200, { content, encoding: 'base64' }]);
  };

  it.each<[what: string, owner: string | undefined, text: string]>([
    ['a team', 'acme/web', 'name: nginx\nowner:\n  github: acme/web\n'],
    ['a team, mentioned', 'acme/web', 'owner: { github: "@acme/web", type: community }\n'],
    ['nobody', undefined, 'name: nginx\n'],
    ['no YAML', undefined, 'owner: [\n'],
  ])('%s, read once', async (_what, owner, text) => {
    script('manifest.yml', text);
    expect(await github.storage.findOwner(tree)).toBe(owner);
    expect(await github.storage.findOwner(tree)).toBe(owner);
    expect(github.asked).toHaveLength(2);
  });

  it('that is not there', async () => {
    script('README.md', '');
    expect(await github.storage.findOwner(tree)).toBeUndefined();
    expect(github.asked).toHaveLength(1);
  });
});

import { execFileSync } from 'node:child_process';
import { beforeEach, describe, expect, it } from 'vitest';
import { startStorage, type StorageFixture } from './storage-fixture.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z') / 1000;
const DAY = 86_400;
const QUERY = 'GraphQL ContainedIn';
const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}';
const UNKNOWN = 'f'.repeat(40);
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** A commit to be written: by its name, and those of its parents. */
interface Plan {
  readonly name: string;
  /** Seconds from noon. */
  readonly at: number;
  readonly parents?: readonly string[];
}

let fixture: StorageFixture;

beforeEach(async () => {
  fixture = await startStorage({});
});

/** Writes commits with these very dates, which no API can; returns the id of each by its name. */
function write(...plans: readonly Plan[]): (...names: readonly string[]) => string[] {
  const marks = new Map(plans.map(({ name }, index) => [name, `:${index + 1}`]));
  const script = plans.map(({ name, at, parents = [] }) => {
    const [first, ...more] = parents.map((parent) => marks.get(parent) ?? parent);
    return [
      `commit refs/heads/written/${name}`,
      `mark ${marks.get(name)}`,
      `committer Maker <maker@example.com> ${NOON + at} +0000`,
      `data ${name.length}`,
      name,
      ...(first === undefined ? [] : [`from ${first}`]),
      ...more.map((parent) => `merge ${parent}`),
      '',
    ].join('\n');
  });
  const gitDir = fixture.git('rev-parse', '--absolute-git-dir');
  execFileSync('git', ['--git-dir', gitDir, 'fast-import', '--quiet'], { input: script.join('\n') });
  const ids = new Map(
    fixture
      .git('for-each-ref', '--format=%(refname:lstrip=3) %(objectname)', 'refs/heads/written/')
      .split('\n')
      .map((line) => [line.slice(0, -41), line.slice(-40)]),
  );
  return (...names) => names.map((name) => ids.get(name) ?? `no commit ${name}`);
}

/** `count` commits in a row, a day apart, the newest (`1`) at noon. */
function chain(count: number): Plan[] {
  return Array.from({ length: count }, (_, index) => ({
    name: String(count - index),
    at: -(count - index - 1) * DAY,
    parents: index === 0 ? [] : [String(count - index + 1)],
  }));
}

/** What is contained, and what it cost. */
async function ask(commits: readonly string[], inCommit = '') {
  fixture.calls.length = 0;
  const contained = await fixture.storage.containedIn({ commits, inCommit });
  return { contained: [...contained].sort(), calls: [...fixture.calls] };
}

describe('which commits are contained in a commit', () => {
  it('takes one call for what is new, and one more for each that is older than the newest hundred', async () => {
    const at = write(...chain(150), { name: 'side', at: -140.5 * DAY, parents: ['145'] });
    const [tip] = at('1');
    expect(await ask(at('1', '2', '50', '100'), tip)).toEqual({
      contained: at('1', '2', '50', '100').sort(),
      calls: [QUERY],
    });
    expect(await ask(at('100', '101', '150', 'side'), tip)).toEqual({
      contained: at('100', '101', '150').sort(),
      calls: [QUERY, COMPARE, COMPARE, COMPARE],
    });
    expect(await ask(at('49', '50', '51'), at('50')[0])).toEqual({
      contained: at('50', '51').sort(),
      calls: [QUERY],
    });
  });

  it('compares nothing when it read the whole history', async () => {
    const at = write(...chain(100), { name: 'side', at: -50.5 * DAY, parents: ['60'] });
    const [snapshot = ''] = fixture.git('rev-parse', 'snapshot').split('\n');
    expect(await ask([...at('100', 'side'), snapshot], at('1')[0])).toEqual({
      contained: at('100'),
      calls: [QUERY],
    });
  });

  it('asks no more of hundreds of later commits', async () => {
    const later = Array.from({ length: 250 }, (_, index) => ({
      name: `later${index}`,
      at: index + 1,
      parents: [index === 0 ? '1' : `later${index - 1}`],
    }));
    const at = write(...chain(120), ...later);
    const names = later.map(({ name }) => name);
    expect(await ask(at('5', ...names), at('1')[0])).toEqual({ contained: at('5'), calls: [QUERY] });
  });

  it('counts what a merge brought in, and not what is still on its way', async () => {
    const at = write(
      { name: 'root', at: -9 * DAY },
      { name: 'ours', at: -8 * DAY, parents: ['root'] },
      { name: 'theirs', at: -7 * DAY, parents: ['root'] },
      { name: 'open', at: -6 * DAY, parents: ['theirs'] },
      { name: 'merge', at: -5 * DAY, parents: ['ours', 'theirs'] },
      { name: 'next', at: -4 * DAY, parents: ['merge'] },
    );
    const names = ['root', 'ours', 'theirs', 'open', 'merge', 'next'];
    expect((await ask(at(...names), at('merge')[0])).contained).toEqual(
      at('root', 'ours', 'theirs', 'merge').sort(),
    );
  });

  it('counts an old commit that was merged late into a long history', async () => {
    const at = write(
      ...chain(150),
      { name: 'old', at: -149.5 * DAY, parents: ['150'] },
      { name: 'stray', at: -148.5 * DAY, parents: ['150'] },
      { name: 'merge', at: 10, parents: ['1', 'old'] },
    );
    expect(await ask(at('old', 'stray'), at('merge')[0])).toEqual({
      contained: at('old'),
      calls: [QUERY, COMPARE, COMPARE],
    });
  });

  it('lets a date of the same second decide nothing', async () => {
    const at = write(
      ...chain(150),
      { name: 'parent', at: 0, parents: ['1'] },
      { name: 'tip', at: 0, parents: ['parent'] },
      { name: 'sibling', at: 0, parents: ['parent'] },
      { name: 'child', at: 0, parents: ['tip'] },
      { name: 'later', at: 1, parents: ['tip'] },
    );
    expect(await ask(at('parent', 'sibling', 'child', 'later'), at('tip')[0])).toEqual({
      contained: at('parent'),
      calls: [QUERY, COMPARE, COMPARE],
    });
  });

  it('believes the history more than a date of tomorrow', async () => {
    const at = write(
      ...chain(3),
      { name: 'ahead', at: DAY, parents: ['1'] },
      { name: 'tip', at: 1, parents: ['ahead'] },
    );
    expect((await ask(at('ahead'), at('tip')[0])).contained).toEqual(at('ahead'));
  });
});

describe('what GitHub does not know is not contained', () => {
  it('an unknown commit, one that is not visible yet, and what is no commit', async () => {
    const [staging = '', tree = ''] = fixture.git('rev-parse', 'staging', 'staging^{tree}').split('\n');
    fixture.github.faults.lag = { objects: 60_000 };
    const young = await fixture.github.pushCommit('young', { young: 'young' }, 'author', 'Young', 'staging');
    expect(await ask([UNKNOWN, young, tree, staging], staging)).toEqual({
      contained: [staging],
      calls: [QUERY],
    });
    expect(await ask([staging, young], young)).toEqual({ contained: [young], calls: [QUERY] });
    expect(await ask([staging], tree)).toEqual({ contained: [], calls: [QUERY] });
    expect(await ask([staging], EMPTY_TREE)).toEqual({ contained: [], calls: [QUERY] });
  });

  it('nothing is asked about nothing, nor whether a commit contains itself', async () => {
    expect(await ask([], UNKNOWN)).toEqual({ contained: [], calls: [] });
    expect(await ask([UNKNOWN, UNKNOWN], UNKNOWN)).toEqual({ contained: [UNKNOWN], calls: [] });
  });
});

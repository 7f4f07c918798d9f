import { describe, expect, test } from 'vitest';
import {
  commitsToCompare,
  commitsToCompareForAll,
  judgeBuilds,
  type BuildLook,
  type BuildRequest,
  type JobBuilds,
} from '../../domain/builds.ts';

/** History of the branch, the oldest first: a commit contains itself and all before it. */
const HISTORY = ['old', 'ours', 'later'];
const contains = (built: string): boolean => HISTORY.indexOf(built) >= HISTORY.indexOf('ours');

const QUEUED = { id: 7, since: 0, why: 'In the quiet period. Expires in 4.2 sec' };

type Sketch = Partial<Omit<BuildLook, 'number'>>;

/** Build `number` runs from `100 * number` for 50 ms and ends well, unless told otherwise. */
function build(number: number, sketch: Sketch = {}): BuildLook {
  const startedAt = sketch.startedAt ?? number * 100;
  const building = sketch.building ?? false;
  return {
    number,
    queueId: number,
    building,
    result: building ? null : 'SUCCESS',
    startedAt,
    finishedAt: building ? null : startedAt + 50,
    commit: 'ours',
    url: `https://ci.example.org/job/snapshot/${number}/`,
    ...sketch,
  };
}

const running = (sketch: Sketch = {}): Sketch => ({ building: true, ...sketch });
const red = (sketch: Sketch = {}): Sketch => ({ result: 'FAILURE', ...sketch });

interface Row {
  readonly title: string;
  readonly request?: Partial<BuildRequest>;
  readonly queued?: boolean;
  /** By number. */
  readonly builds: Readonly<Record<number, Sketch>>;
  /** The verdict's kind, and the number of the build it names. */
  readonly verdict: readonly [string, number?];
}

/** The image of the layer below was published by its build 40, which ended at 300. */
const LAYER = { layers: [{ stage: 'staging', build: 40, finishedAt: 300 }] };

const rows: Row[] = [
  { title: 'no build at all', builds: {}, verdict: ['missing'] },
  { title: 'nothing but a queued one', queued: true, builds: {}, verdict: ['expected'] },
  { title: 'the very commit was built', builds: { 1: {} }, verdict: ['satisfied', 1] },
  { title: 'a later commit was built', builds: { 1: { commit: 'later' } }, verdict: ['satisfied', 1] },
  { title: 'only an older commit was built', builds: { 1: { commit: 'old' } }, verdict: ['missing'] },
  { title: 'green, but it does not tell its commit', builds: { 1: { commit: null } }, verdict: ['missing'] },
  {
    title: 'satisfied although another is queued and a newer one runs',
    queued: true,
    builds: { 1: {}, 2: running({ commit: null }) },
    verdict: ['satisfied', 1],
  },
  {
    title: 'our build was discarded, a later one contains us',
    builds: { 31: { commit: 'later' }, 30: { commit: 'later' } },
    verdict: ['satisfied', 31],
  },

  // Running
  { title: 'one runs that has us', builds: { 1: running() }, verdict: ['expected', 1] },
  {
    title: 'one runs, not checked out yet',
    builds: { 1: running({ commit: null }) },
    verdict: ['expected', 1],
  },
  { title: 'one runs that has us not', builds: { 1: running({ commit: 'old' }) }, verdict: ['missing'] },
  {
    title: 'one runs that has us not, another is queued',
    queued: true,
    builds: { 1: running({ commit: 'old' }) },
    verdict: ['expected'],
  },

  // Who owns the tag
  {
    title: 'an older build still runs and would overwrite ours',
    builds: { 1: running({ commit: 'old' }), 2: {} },
    verdict: ['expected', 1],
  },
  {
    title: 'an older build, not known which, still runs',
    builds: { 1: running({ commit: null }), 2: {} },
    verdict: ['expected', 1],
  },
  {
    title: 'an older build finished last: it overwrote the tag',
    builds: { 1: { commit: 'old', finishedAt: 900 }, 2: {} },
    verdict: ['missing'],
  },
  {
    title: 'an older build finished last, a new one runs',
    builds: { 1: { commit: 'old', finishedAt: 900 }, 2: {}, 3: running() },
    verdict: ['expected', 3],
  },
  {
    title: 'an older build finished last, a new one is queued',
    queued: true,
    builds: { 1: { commit: 'old', finishedAt: 900 }, 2: {} },
    verdict: ['expected'],
  },
  {
    title: 'an older build finished last, then a new one after it',
    builds: { 1: { commit: 'old', finishedAt: 900 }, 2: {}, 10: {} },
    verdict: ['satisfied', 10],
  },
  {
    title: 'an older build that has us too finished last: it owns the tag, and will do',
    builds: { 1: { finishedAt: 900 }, 2: { commit: 'later' } },
    verdict: ['satisfied', 1],
  },
  {
    title: 'an older build that has us too still runs: it can do no harm',
    builds: { 1: running(), 2: { commit: 'later' } },
    verdict: ['satisfied', 2],
  },
  {
    title: 'a newer build was given a stale tip and took the tag',
    builds: { 1: {}, 2: { commit: 'old' } },
    verdict: ['missing'],
  },
  {
    title: 'a newer build was given a stale tip and will take the tag',
    builds: { 1: {}, 2: running({ commit: 'old' }) },
    verdict: ['expected', 2],
  },
  {
    title: 'a newer red one that died before its checkout took nothing',
    builds: { 1: {}, 2: red({ commit: null }) },
    verdict: ['satisfied', 1],
  },
  {
    title: 'stale tip: the build after our merge has us not',
    builds: { 5: { commit: 'old' } },
    verdict: ['missing'],
  },

  // Layers
  {
    title: 'started before the layer below had finished',
    request: LAYER,
    builds: { 2: {} },
    verdict: ['missing'],
  },
  { title: 'started after the layer below', request: LAYER, builds: { 4: {} }, verdict: ['satisfied', 4] },
  {
    title: 'started in the moment in which the layer below finished',
    request: LAYER,
    builds: { 3: {} },
    verdict: ['satisfied', 3],
  },
  {
    title: 'runs since before the layer below had finished',
    request: LAYER,
    builds: { 2: running({ commit: null }) },
    verdict: ['missing'],
  },
  {
    title: 'has our commit and an old layer, and finished last',
    request: LAYER,
    builds: { 2: { finishedAt: 900 }, 4: {} },
    verdict: ['missing'],
  },
  {
    title: 'has our commit and an old layer, and still runs',
    request: LAYER,
    builds: { 2: running(), 4: {} },
    verdict: ['expected', 2],
  },
  {
    title: 'of two layers one is too new',
    request: { layers: [...LAYER.layers, { stage: 'production', build: 9, finishedAt: 450 }] },
    builds: { 4: {} },
    verdict: ['missing'],
  },

  // Red
  { title: 'red with our commit', builds: { 1: red() }, verdict: ['red', 1] },
  { title: 'unstable', builds: { 1: red({ result: 'UNSTABLE' }) }, verdict: ['red', 1] },
  { title: 'aborted', builds: { 1: red({ result: 'ABORTED' }) }, verdict: ['red', 1] },
  { title: 'red, not known which commit', builds: { 1: red({ commit: null }) }, verdict: ['red', 1] },
  { title: 'red with an older commit', builds: { 1: red({ commit: 'old' }) }, verdict: ['missing'] },
  { title: 'red, and another is queued', queued: true, builds: { 1: red() }, verdict: ['expected'] },
  { title: 'red, and a newer one runs', builds: { 1: red(), 2: running() }, verdict: ['expected', 2] },
  {
    title: 'red, and a newer one runs that has us not',
    builds: { 1: red(), 2: running({ commit: 'old' }) },
    verdict: ['red', 1],
  },
  { title: 'red, then green', builds: { 1: red(), 2: {} }, verdict: ['satisfied', 2] },
  { title: 'two red ones: the newest', builds: { 1: red(), 2: red() }, verdict: ['red', 2] },
  {
    title: 'red from before the layer below had finished',
    request: LAYER,
    builds: { 2: red({ commit: null }) },
    verdict: ['missing'],
  },
  {
    title: 'red, then green, then overwritten: build again',
    builds: { 1: { commit: 'old', finishedAt: 900 }, 2: red(), 3: {} },
    verdict: ['missing'],
  },
];

const layerRows: Row[] = [
  { title: 'any build from before', builds: { 2: { commit: 'old' } }, verdict: ['missing'] },
  { title: 'a build from after, of any commit', builds: { 4: { commit: 'old' } }, verdict: ['satisfied', 4] },
  { title: 'one runs from after', builds: { 4: running({ commit: null }) }, verdict: ['expected', 4] },
  { title: 'a red one from after', builds: { 4: red({ commit: null }) }, verdict: ['red', 4] },
  {
    title: 'one from before finished last',
    builds: { 2: { commit: 'old', finishedAt: 900 }, 4: {} },
    verdict: ['missing'],
  },
];

function judge(row: Row, request: BuildRequest): readonly [string, number?] {
  const verdict = judgeBuilds(request, lookAt(row), contains);
  if (verdict.kind === 'missing') return ['missing'];
  if (verdict.kind === 'expected') {
    return verdict.build === undefined ? ['expected'] : ['expected', verdict.build];
  }
  return [verdict.kind, verdict.build.number];
}

function lookAt({ builds, queued }: Row): JobBuilds {
  const newestFirst = Object.entries(builds)
    .map(([number, sketch]) => build(Number(number), sketch))
    .toSorted((one, other) => other.number - one.number);
  return { queued: queued === true ? QUEUED : null, builds: newestFirst };
}

describe('a request for a commit', () => {
  test.each(rows)('$title', (row) => {
    expect(judge(row, { commit: 'ours', layers: [], ...row.request })).toEqual(row.verdict);
  });
});

describe('a request without a commit (only a layer changed)', () => {
  test.each(layerRows)('$title', (row) => {
    expect(judge(row, LAYER)).toEqual(row.verdict);
  });
});

describe('sentences', () => {
  test('stay the same while the reason in the queue counts down', () => {
    const judgeQueued = (why: string): unknown =>
      judgeBuilds({ layers: [] }, { queued: { ...QUEUED, why }, builds: [] }, contains);
    expect(judgeQueued('Expires in 4.2 sec')).toEqual(judgeQueued('Expires in 1.1 sec'));
  });

  test('name the builds', () => {
    const overwritten = lookAt({
      title: '',
      builds: { 1: { commit: 'old', finishedAt: 900 }, 2: {} },
      verdict: [''],
    });
    expect(judgeBuilds({ commit: 'ours', layers: [] }, overwritten, contains)).toMatchObject({
      why: 'build #1 has not what is asked and overwrote the image of #2',
    });
  });
});

describe('the commits to compare', () => {
  const job = lookAt({
    title: '',
    builds: {
      1: { commit: 'a' },
      4: { commit: 'b' },
      5: { commit: 'b' },
      6: {},
      7: running({ commit: null }),
      8: { commit: 'c' },
    },
    verdict: [''],
  });

  test('are those that were built, each once, the newest first, without our own', () => {
    expect(commitsToCompare({ commit: 'ours', layers: [] }, job)).toEqual(['c', 'b', 'a']);
  });

  test('are, for several requests, in the order of the builds, whoever asks first', () => {
    // The first asks about the tip itself, and so not about it.
    const requests = ['c', 'b'].map((commit) => ({ commit, layers: [] }));
    expect(commitsToCompareForAll(requests, job)).toEqual(['c', 'ours', 'b', 'a']);
    expect(commitsToCompareForAll(requests.toReversed(), job)).toEqual(['c', 'ours', 'b', 'a']);
  });

  test('leave out builds with old layers, which will not do whatever they contain', () => {
    expect(commitsToCompare({ commit: 'ours', ...LAYER }, job)).toEqual(['c', 'b']);
  });

  test.each(rows)('may be asked until the first "no", without a false "satisfied": $title', (row) => {
    const request = { commit: 'ours', layers: [], ...row.request };
    const asked = commitsToCompare(request, lookAt(row));
    const firstNo = asked.findIndex((commit) => !contains(commit));
    const known = firstNo < 0 ? asked : asked.slice(0, firstNo);
    const verdict = judgeBuilds(request, lookAt(row), (commit) => known.includes(commit));
    expect([row.verdict[0], 'missing', 'expected', 'red']).toContain(verdict.kind);
  });

  test('are none without a commit', () => {
    expect(commitsToCompare(LAYER, job)).toEqual([]);
  });

  test('are all that is ever asked', () => {
    const asked: string[] = [];
    judgeBuilds({ commit: 'ours', ...LAYER }, job, (commit) => {
      asked.push(commit);
      return true;
    });
    expect(commitsToCompare({ commit: 'ours', ...LAYER }, job)).toEqual(expect.arrayContaining(asked));
  });
});

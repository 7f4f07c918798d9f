import { compare } from 'semver';
import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../domain/compare-versions.ts';
import type { JourneyState } from '../../domain/journey-state.ts';
import type { SupersedePolicy } from '../../domain/pipeline.ts';
import { describeStop, mayStop, renderStop, sortRivals, supersededBy } from '../../domain/supersede.ts';
import { sampleState, waitingState } from '../cli/sample-state.ts';
import { PIPELINE } from '../support/pipeline.ts';

const VERSIONS =
  '1.0.0 1.0.0+a 1.0.0+b 1.0.1 1.2.0 1.10.0 2.0.0 10.0.0 0.0.0 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0-rc.1+x 1.0.0-0 1.0.0-1a 1.0.0-- 1.0.0-SNAPSHOT 8.3.0-rc-2'.split(
    ' ',
  );

it('versions are older and newer as semver has it', () => {
  for (const one of VERSIONS)
    for (const other of VERSIONS)
      expect([one, other, Math.sign(compareVersions(one, other))]).toEqual([one, other, compare(one, other)]);
});

function pipelineOf(policies: Readonly<Record<string, SupersedePolicy>>) {
  const stages = PIPELINE.stages.map((stage) => {
    const supersede = policies[stage.name];
    return { ...stage, ...(supersede !== undefined && { supersede }) };
  });
  return { stages };
}

/** A journey of a version that is at staging. */
function at(version: string, change: Partial<JourneyState> = {}): JourneyState {
  return sampleState({ packageVersion: { name: 'nginx', version }, ...change });
}

const EVERYWHERE = { snapshot: 'stop-older', staging: 'stop-older', production: 'stop-older' } as const;
const ABORT = { id: '1', kind: 'abort', actor: 'ada', at: '2026-03-01T12:05:00Z', applied: true } as const;

describe('other versions on their way, for nginx@1.6.0 that starts at snapshot', () => {
  it.each<
    [
      string,
      Readonly<Record<string, SupersedePolicy>>,
      JourneyState,
      'toStop' | 'inTheWay' | 'beside' | 'none',
    ]
  >([
    ['older, no policy', {}, at('1.5.0'), 'beside'],
    ['older, side by side', { staging: 'side-by-side' }, at('1.5.0'), 'beside'],
    ['older, its stage stops it', { staging: 'stop-older' }, at('1.5.0'), 'toStop'],
    [
      'older, another stage would',
      { snapshot: 'stop-older', production: 'stop-older' },
      at('1.5.0'),
      'beside',
    ],
    ['a pre-release of the same', EVERYWHERE, at('1.6.0-rc.1'), 'toStop'],
    ['older by number, not by letters', EVERYWHERE, at('1.5.10'), 'toStop'],
    ['the same but for build metadata', EVERYWHERE, at('1.6.0+2'), 'beside'],
    ['the very same', EVERYWHERE, at('1.6.0'), 'none'],
    ['newer, and it would stop this one', EVERYWHERE, at('1.10.0'), 'inTheWay'],
    ['newer, and the first stage lets be', { staging: 'stop-older' }, at('1.7.0'), 'beside'],
    [
      'older, of another package',
      EVERYWHERE,
      sampleState({ packageVersion: { name: 'apache', version: '1.0.0' } }),
      'none',
    ],
    ['older, but over', EVERYWHERE, at('1.5.0', { outcome: 'star' }), 'none'],
    ['older, but being aborted', EVERYWHERE, at('1.5.0', { decisions: [ABORT] }), 'none'],
    [
      'older, an abort was refused',
      EVERYWHERE,
      at('1.5.0', { decisions: [{ ...ABORT, applied: false }] }),
      'toStop',
    ],
    ['older, but being withdrawn', EVERYWHERE, at('1.5.0', { purpose: 'withdraw' }), 'none'],
    ['older, but put back', EVERYWHERE, at('1.5.0', { purpose: 'undo-cleanup' }), 'none'],
  ])('%s', (_what, policies, other, kind) => {
    const newcomer = { name: 'nginx', version: '1.6.0' };
    const rivals = sortRivals(pipelineOf(policies), newcomer, ['snapshot', 'staging'], [other]);
    const none = { toStop: [], inTheWay: [], beside: [] };
    expect(rivals).toEqual(kind === 'none' ? none : { ...none, [kind]: [other] });
  });

  it('are looked at only where a policy may stop them', () => {
    expect(mayStop(pipelineOf({}))).toBe(false);
    expect(mayStop(pipelineOf({ staging: 'side-by-side' }))).toBe(false);
    expect(mayStop(pipelineOf({ production: 'stop-older' }))).toBe(true);
  });
});

it('a stop says what is dropped and what stays', () => {
  expect(renderStop(describeStop(waitingState()))).toEqual([
    'nginx@1.6.0, at "add to staging":',
    '  - pull request #13 is closed (http://github/pull/13)',
    '  - it does not come to staging',
    '  - merged and staying: add to snapshot (#12)',
  ]);
  expect(supersededBy({ name: 'nginx', version: '1.7.0' }, 'ada')).toBe(
    'superseded by nginx@1.7.0, asked for by ada',
  );
});

import { describe, expect, it } from 'vitest';
import { goOnFrom } from '../../domain/go-on-from.ts';
import { beginJourney } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { PIPELINE, pipelineOf } from '../support/pipeline.ts';

/** The steps that are left to do, and how many are skipped, when a version is found half way. */
function wayFrom(stage: string, leftOn: readonly string[], route: readonly string[], pipeline = PIPELINE) {
  const state = beginJourney(
    {
      packageVersion: parsePackageVersion('sample@1.0.0'),
      source: { kind: 'storage' },
      route,
      pipeline,
      requester: 'author',
      timing: DEFAULT_TIMING,
    },
    '2026-01-01T00:00:00.000Z',
  );
  const { steps } = goOnFrom(state, stage, `found on ${stage}`, leftOn);
  const toDo = steps.filter(({ status }) => status === 'pending');
  return {
    skipped: steps.length - toDo.length,
    toDo: toDo.map(({ id }) => id),
    last: toDo.at(-1)?.towards,
  };
}

describe('a version found half way', () => {
  const FULL = ['snapshot', 'staging', 'production'];
  const FROM_PRODUCTION = [
    'add-production',
    'publish-production',
    'verify-production',
    'remove-staging',
    'publish-staging-2',
    'verify-staging-2',
    'publish-snapshot-3',
    'verify-snapshot-3',
  ];

  it('goes on where it stands', () => {
    expect(wayFrom('production', [], FULL)).toEqual({
      skipped: 9,
      toDo: FROM_PRODUCTION,
      last: 'production',
    });
  });

  it('is removed last where an earlier journey left it behind, on the proof of the last stage', () => {
    expect(wayFrom('production', ['staging', 'snapshot'], FULL)).toEqual({
      skipped: 6,
      toDo: [...FROM_PRODUCTION, 'remove-snapshot', 'publish-snapshot-2', 'verify-snapshot-2'],
      last: 'production',
    });
  });

  it('is removed once where the way that is left removes it anyway', () => {
    const { skipped, toDo } = wayFrom('staging', ['snapshot'], FULL);
    expect(skipped).toBe(3);
    expect(toDo.filter((id) => id === 'remove-snapshot')).toHaveLength(1);
  });

  it('has its leftovers removed after the last stage, also when more stages than one lie before it', () => {
    const four = pipelineOf({
      dev: ['dev'],
      snapshot: ['snapshot'],
      staging: ['staging'],
      production: ['production'],
    });
    const { toDo, last } = wayFrom('staging', ['dev'], ['dev', 'snapshot', 'staging', 'production'], four);
    expect(toDo.slice(-4)).toEqual(['verify-staging-2', 'remove-dev', 'publish-dev-2', 'verify-dev-2']);
    expect(last).toBe('production');
  });
});

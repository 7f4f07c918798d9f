import { describe, expect, it } from 'vitest';
import type { BuildLook } from '../../domain/builds.ts';
import { areSameBuilds, currentBuilds } from '../../domain/current-build.ts';
import { ingredientsOf, isSameImage, layerAt, layersAt } from '../../domain/layers.ts';

/** A green build of a commit of its own that ran from `startedAt` to `finishedAt`. */
function build(number: number, [startedAt, finishedAt]: [number, number | null], change = {}): BuildLook {
  return {
    number,
    queueId: number,
    building: finishedAt === null,
    result: finishedAt === null ? null : 'SUCCESS',
    startedAt,
    finishedAt,
    commit: `c${number}`,
    url: `http://ci/${number}/`,
    ...change,
  };
}

describe('the layer that a build stands on', () => {
  const staging = [
    build(43, [50, null]),
    build(42, [30, 40], { result: 'FAILURE' }),
    build(41, [20, 25]),
    build(40, [10, 30]),
  ];

  it.each([
    { title: 'is the green build that finished last, and not the newest', at: 35, number: 40 },
    { title: 'is one that finished at the very moment', at: 30, number: 40 },
    { title: 'is not one that was still running', at: 29, number: 41 },
    { title: 'is no red one', at: 60, number: 40 },
    { title: 'is not known when none had finished, or Jenkins has discarded it', at: 24, number: undefined },
  ])('$title', ({ at, number }) => {
    expect(layerAt(staging, at)?.number).toBe(number);
  });

  it('is left out where it is not known', () => {
    const production = [build(12, [50, 60])];
    const jobs = [
      { stage: 'staging', builds: staging },
      { stage: 'production', builds: production },
    ];
    expect(layersAt(jobs, 35)).toEqual([{ stage: 'staging', build: 40 }]);
    expect(layersAt(jobs, 60)).toEqual([
      { stage: 'staging', build: 40 },
      { stage: 'production', build: 12 },
    ]);
  });
});

describe('what an image is made of', () => {
  const staging = [build(42, [0, 45]), build(41, [20, 30]), build(40, [5, 10])];
  const madeFrom = (startedAt: number, finishedAt: number) =>
    ingredientsOf({ commit: 'own', startedAt, finishedAt }, [staging]);

  it.each([
    { title: 'its own commit and that of the layer', from: 35, to: 40, layer: ['c41'], isKnown: true },
    { title: 'or one that came while it ran', from: 35, to: 50, layer: ['c41', 'c42'], isKnown: true },
    { title: 'or one that nobody knows', from: 8, to: 20, layer: ['c40'], isKnown: false },
    { title: 'or nothing that anybody knows', from: 8, to: 9, layer: [], isKnown: false },
  ])('is $title', ({ from, to, layer, isKnown }) => {
    expect(madeFrom(from, to)).toEqual([
      { commits: ['own'], isKnown: true },
      { commits: layer, isKnown },
    ]);
  });

  it.each([
    { title: 'of the same parts', one: madeFrom(35, 40), other: madeFrom(36, 41), same: true },
    { title: 'of another layer', one: madeFrom(35, 40), other: madeFrom(15, 20), same: false },
    { title: 'of what may be another layer', one: madeFrom(35, 40), other: madeFrom(35, 50), same: false },
    { title: 'of what nobody knows', one: madeFrom(8, 9), other: madeFrom(8, 9), same: false },
  ])('compares with an image $title', ({ one, other, same }) => {
    expect(isSameImage(one, other)).toBe(same);
  });
});

describe('the builds that are on their way', () => {
  const running = build(43, [1_000, null]);
  const queued = { id: 17, since: 2_000, why: 'In the quiet period. Expires in 3 sec' };

  it('are those that run, the newest first, and the one that is queued', () => {
    const builds = [running, build(42, [500, null]), build(41, [1, 2])];
    expect(currentBuilds({ builds, queued }, 'http://ci/')).toEqual([
      { kind: 'running', number: 43, since: '1970-01-01T00:00:01.000Z', url: 'http://ci/43/' },
      { kind: 'running', number: 42, since: '1970-01-01T00:00:00.500Z', url: 'http://ci/42/' },
      { kind: 'queued', id: 17, since: '1970-01-01T00:00:02.000Z', url: 'http://ci/' },
    ]);
  });

  it('are the same while none comes, goes or starts, whatever the queue says of it', () => {
    const waiting = currentBuilds({ builds: [], queued }, 'http://ci/');
    const later = currentBuilds({ builds: [], queued: { ...queued, since: 3, why: 'soon' } }, 'http://ci/');
    const started = currentBuilds({ builds: [running], queued: null }, 'http://ci/');
    expect(areSameBuilds(waiting, later)).toBe(true);
    expect(areSameBuilds(waiting, started)).toBe(false);
    expect(areSameBuilds(started, [])).toBe(false);
  });
});

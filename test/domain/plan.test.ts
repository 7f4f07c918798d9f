import { describe, expect, it } from 'vitest';
import { InvalidPipeline, type Pipeline } from '../../domain/pipeline.ts';
import { plan } from '../../domain/plan.ts';
import { pipelineOf, PIPELINE } from '../support/pipeline.ts';

/** The steps as a person would say them: `add publish verify snapshot; remove snapshot; ...`. */
function told(pipeline: Pipeline, ...route: string[]): string[] {
  return plan(pipeline, route).map(({ kind, stage }) => `${kind} ${stage}`);
}

const all = (stage: string) => [`add ${stage}`, `publish ${stage}`, `verify ${stage}`];
const publish = (stage: string) => [`publish ${stage}`, `verify ${stage}`];

describe('the plan of a route', () => {
  it('snapshot, staging, production: 17 steps', () => {
    const steps = told(PIPELINE, 'snapshot', 'staging', 'production');
    expect(steps).toHaveLength(17);
    expect(steps).toEqual([
      ...all('snapshot'),
      ...all('staging'),
      'remove snapshot',
      ...publish('snapshot'),
      ...all('production'),
      'remove staging',
      ...publish('staging'),
      ...publish('snapshot'),
    ]);
  });

  it('snapshot, production: staging never saw the version and serves it all the same', () => {
    expect(told(PIPELINE, 'snapshot', 'production')).toEqual([
      ...all('snapshot'),
      ...all('production'),
      ...publish('staging'),
      'remove snapshot',
      ...publish('snapshot'),
    ]);
  });

  it('staging, production: snapshot serves staging and never saw the version', () => {
    expect(told(PIPELINE, 'staging', 'production')).toEqual([
      ...all('staging'),
      ...publish('snapshot'),
      ...all('production'),
      'remove staging',
      ...publish('staging'),
      ...publish('snapshot'),
    ]);
  });

  it('production alone: both others serve it', () => {
    expect(told(PIPELINE, 'production')).toEqual([
      ...all('production'),
      ...publish('staging'),
      ...publish('snapshot'),
    ]);
  });

  it('two stages', () => {
    const two = pipelineOf({ test: ['test', 'live'], live: ['live'] });
    expect(told(two, 'test', 'live')).toEqual([
      ...all('test'),
      ...all('live'),
      'remove test',
      ...publish('test'),
    ]);
  });

  it('four stages: each clean-up publishes every registry that served the branch, the most mature first', () => {
    const four = pipelineOf({ a: ['a', 'b', 'c', 'd'], b: ['b', 'c', 'd'], c: ['c', 'd'], d: ['d'] });
    expect(told(four, 'a', 'b', 'c', 'd')).toEqual([
      ...all('a'),
      ...all('b'),
      'remove a',
      ...publish('a'),
      ...all('c'),
      'remove b',
      ...publish('b'),
      ...publish('a'),
      ...all('d'),
      'remove c',
      ...publish('c'),
      ...publish('b'),
      ...publish('a'),
    ]);
  });

  it('registries that serve no other branch: nothing but the branch that lost it is published again', () => {
    const apart = pipelineOf({ snapshot: ['snapshot'], staging: ['staging'], production: ['production'] });
    expect(told(apart, 'snapshot', 'staging', 'production')).toEqual([
      ...all('snapshot'),
      ...all('staging'),
      'remove snapshot',
      ...publish('snapshot'),
      ...all('production'),
      'remove staging',
      ...publish('staging'),
    ]);
  });

  it('gives every step an id of its own', () => {
    const ids = plan(PIPELINE, ['snapshot', 'staging', 'production']).map(({ id }) => id);
    expect(new Set(ids).size).toBe(17);
    expect(ids.filter((id) => id.startsWith('publish-snapshot'))).toEqual([
      'publish-snapshot',
      'publish-snapshot-2',
      'publish-snapshot-3',
    ]);
  });
});

describe('what makes no sense is refused with a sentence', () => {
  it.each([
    [
      'an unknown stage',
      ['snapshot', 'live'],
      /There is no stage "live"; the pipeline has: snapshot, staging, production\./,
    ],
    ['out of order', ['production', 'staging'], /out of order: write staging,production\./],
    ['a stage twice', ['snapshot', 'snapshot'], /"snapshot" is there twice/],
    ['an empty route', [], /visits at least one stage/],
  ])('%s', (_what, route, sentence) => {
    expect(() => plan(PIPELINE, route)).toThrow(InvalidPipeline);
    expect(() => plan(PIPELINE, route)).toThrow(sentence);
  });

  it.each([
    ['no stage', pipelineOf({}), /at least one stage/],
    ['serves an unknown stage', pipelineOf({ a: ['a', 'x'] }), /serves "x", which is no stage; there are: a/],
    ['does not serve itself', pipelineOf({ a: ['b'], b: ['b'] }), /a must serve its own branch/],
    [
      'serves a less mature one',
      pipelineOf({ a: ['a'], b: ['b', 'a'] }),
      /b cannot serve a, which is less mature/,
    ],
    ['a bad name', pipelineOf({ 'a-b': ['a-b'] }), /"a-b" is no stage name/],
    ['serves one twice', pipelineOf({ a: ['a', 'a'] }), /twice/],
  ])('%s', (_what, pipeline, sentence) => {
    expect(() =>
      plan(
        pipeline,
        pipeline.stages.map(({ name }) => name),
      ),
    ).toThrow(sentence);
  });
});

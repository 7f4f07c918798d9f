import { describe, expect, it } from 'vitest';
import { readAnswer, readRequest, readTerms } from '../../domain/publisher-state.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';

const request = { id: 'a', workflowId: 'package/a@1.0.0', commit: 'c'.repeat(40), layers: [] };
const layer = { stage: 'staging', build: 40, finishedAt: 300 };
const build = { number: 7, url: 'http://ci/7/', commit: 'c', startedAt: 1, finishedAt: 2 };
const terms = { timing: DEFAULT_TIMING, deploy: { mode: 'automatic', remindMs: 1 }, layers: ['staging'] };

describe('a request that came in as a signal', () => {
  it.each([request, { ...request, layers: [layer] }, { id: 'a', workflowId: 'b', layers: [layer] }])(
    'is one: %j',
    (sent) => expect(readRequest(sent)).toEqual(sent),
  );

  it.each([
    undefined,
    { ...request, commit: 7 },
    { ...request, commit: 'c' },
    { ...request, commit: 'snapshot' },
    { ...request, commit: 'C'.repeat(40) },
    { ...request, layers: [null] },
    { ...request, layers: [{ ...layer, finishedAt: undefined }] },
    { ...request, layers: [layer, { ...layer, build: '40' }] },
  ])('is none: %j', (sent) => expect(readRequest(sent)).toBeUndefined());
});

describe('the terms that come with a request', () => {
  it.each([terms, { timing: DEFAULT_TIMING, deploy: terms.deploy }])('are some: %#', (sent) => {
    expect(readTerms(sent)).toEqual(sent);
  });

  it.each([
    undefined,
    null,
    {},
    { ...terms, timing: undefined },
    { ...terms, timing: { ...DEFAULT_TIMING, quietMs: '1' } },
    { ...terms, deploy: { mode: 'never', remindMs: 1 } },
    { ...terms, deploy: undefined },
    { ...terms, layers: [7] },
  ])('are none: %j', (sent) => expect(readTerms(sent)).toBeUndefined());
});

describe('an answer that came in as a signal', () => {
  const answer = { id: 'a', workflowId: 'package/a@1.0.0', build };

  it.each([answer, { ...answer, build: { ...build, layers: [{ stage: 'staging', build: 40 }] } }])(
    'is one: %j',
    (sent) => expect(readAnswer(sent)).toEqual(sent),
  );

  it.each([
    undefined,
    { id: 'a', build },
    { ...answer, build: { number: 7 } },
    { ...answer, build: { ...build, finishedAt: null } },
    { ...answer, build: { ...build, commit: undefined } },
    { ...answer, build: { ...build, layers: [{ stage: 'staging' }] } },
  ])('is none: %j', (sent) => expect(readAnswer(sent)).toBeUndefined());
});

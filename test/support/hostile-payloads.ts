import { DEFAULT_TIMING } from '../../domain/timing.ts';

/** More than is taken in of a text. */
const HUGE = 'x'.repeat(20_000);
const BUILD = { number: 7, url: 'http://ci/7/', commit: 'c', startedAt: 1, finishedAt: 2 };
const DEPLOY = { mode: 'automatic', remindMs: 1 };

/** Messages that are not what any handler asks for: nothing at all, of another type, with a part that is none. */
export const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  'text',
  HUGE,
  [],
  [null],
  [[{}]],
  {},
  { id: null, actor: null, reason: null, head: null, stage: null, step: null, way: null, scope: null },
  { id: 7, actor: ['ada'], reason: {}, head: 1, build: '7', stage: {}, step: [], way: 1, skipSoak: 'yes' },
  { id: {}, workflowId: [], commit: {}, layers: {} },
  { id: 'a', workflowId: 'b', layers: [null] },
  { id: 'b', workflowId: 'b', layers: [{ stage: 'staging', build: 'x', finishedAt: null }] },
  { id: HUGE, workflowId: HUGE, layers: [] },
  { id: 'a', workflowId: 'b', build: null },
  { id: 'a', workflowId: 'b', build: { ...BUILD, commit: null } },
  { id: 'a', workflowId: 'b', build: { ...BUILD, layers: 'none' } },
  { actor: HUGE, reason: HUGE, id: HUGE, head: HUGE, build: -1, stage: HUGE },
  { actor: 'ada', scope: null },
  { actor: 'ada', scope: { kind: 'stage', stage: null } },
  { actor: 'ada', scope: { kind: 'package', name: 7 }, reason: 'why' },
  { version: 9, stops: [null] },
  { version: 9, stops: [{}] },
  { version: 9, stops: [{ scope: { kind: 'nowhere' }, actor: 'a', reason: 'b', since: 'c' }] },
  { version: 9, stops: [{ scope: { kind: 'everything' }, actor: null, reason: 'b', since: 'c' }] },
  { version: 'nine', stops: [] },
  { version: 1.5, stops: [] },
  { watchMs: 1e300, timing: DEFAULT_TIMING },
  { watchMs: 1, timing: { ...DEFAULT_TIMING, retryMs: 0 } },
  { watchMs: 1, timing: { attemptMs: 1, heartbeatMs: 1, retryMs: 'soon' } },
  { timing: { ...DEFAULT_TIMING, attemptMs: 1e300 }, deploy: DEPLOY },
  { timing: { ...DEFAULT_TIMING, attemptMs: 0 }, deploy: DEPLOY },
  { timing: { ...DEFAULT_TIMING, retryMs: 0 }, deploy: DEPLOY },
  { timing: { ...DEFAULT_TIMING, quietMs: -1 }, deploy: DEPLOY },
  { timing: null, deploy: null, layers: [null] },
];

import { describe, expect, it } from 'vitest';
import { createPaint } from '../../client/cli/paint.ts';
import { renderPublisher } from '../../client/cli/views/publisher.ts';
import type { PublisherState } from '../../domain/publisher-state.ts';
import { describePublisher } from '../../domain/publisher-text.ts';
import { NOW } from './sample-state.ts';

const around = { paint: createPaint(false), now: NOW };

function stateOf(change: Partial<PublisherState> = {}): PublisherState {
  return {
    schema: 1,
    stage: 'snapshot',
    requests: [],
    answers: [],
    rollOuts: [],
    decisions: [],
    doing: 'nothing is asked of it',
    ...change,
  };
}

const BUILD = {
  number: 42,
  url: 'http://jenkins/42/',
  commit: '1234567890abcdef',
  startedAt: NOW - 200_000,
  finishedAt: NOW - 180_000,
};
const REQUEST = { id: 'a', workflowId: 'package/nginx@1.6.0', commit: 'abcdef0123456789', layers: [] };

describe('a publisher on the screen', () => {
  it('says so when there is nothing to do', () => {
    expect(renderPublisher(stateOf(), around)).toEqual([
      'publisher/snapshot  nothing is asked of it',
      '',
      'No request is open.',
    ]);
  });

  it('says that the line holds its builds, its roll-outs, or both', () => {
    const held = 'held by the line: op stopped the line for everything: incident 4711 (since noon)';
    const state = stateOf({ doing: held, rollOutStop: held });
    expect(renderPublisher(state, around).slice(0, 2)).toEqual([
      `publisher/snapshot  ${held}`,
      `  roll-outs:  ${held}`,
    ]);
    expect(describePublisher(state)).toContain(`**publisher/snapshot: ${held}**`);
    expect(describePublisher(state)).toContain(`Roll-outs: ${held}.`);
  });

  it('shows what it does, who waits for what, and whom each build answered', () => {
    const answer = (name: string, number: number) => ({
      id: name,
      workflowId: `package/${name}@1.0.0`,
      build: { ...BUILD, number },
    });
    const layers = [{ stage: 'staging', build: 7, finishedAt: 1 }];
    const state = stateOf({
      doing: 'build 43 runs',
      requests: [REQUEST, { id: 'b', workflowId: 'package/apache@1.0.0', layers }],
      answers: [answer('old', 41), answer('one', 42), answer('two', 42), answer('three', 42)],
      rollOuts: [{ build: 42, how: 'person', actor: 'ada', at: '2026-03-01T12:08:00Z', complete: true }],
    });
    expect(renderPublisher(state, around)).toEqual([
      'publisher/snapshot  build 43 runs',
      '',
      'Open requests: 2',
      '  package/nginx@1.6.0 asks for an image that holds abcdef0',
      '  package/apache@1.0.0 asks for an image on staging build 7',
      '',
      'Answered last:',
      '  build 42  holds 1234567  ended 3 min ago  for three@1.0.0 and 2 more  http://jenkins/42/',
      '  build 41  holds 1234567  ended 3 min ago  for old@1.0.0               http://jenkins/42/',
      '',
      'Rolled out last:',
      '  build 42 is out, says ada (2026-03-01T12:08:00Z)',
    ]);
  });

  it('shows the builds that are on their way, and on which layers an image stands', () => {
    const on = [
      { stage: 'staging', build: 40 },
      { stage: 'production', build: 12 },
    ];
    const answer = { id: 'a', workflowId: 'package/one@1.0.0', build: { ...BUILD, layers: on } };
    const current = [
      { kind: 'running', number: 43, since: '2026-03-01T12:08:00Z', url: 'http://jenkins/43/' },
      { kind: 'queued', id: 17, since: '2026-03-01T12:09:55Z', url: 'http://jenkins/' },
    ] as const;
    const state = stateOf({ doing: 'build 43 runs', current, answers: [answer] });
    expect(renderPublisher(state, around)).toEqual([
      'publisher/snapshot  build 43 runs',
      '',
      'On its way:',
      '  build 43 runs        for 2 min  http://jenkins/43/',
      '  queue item 17 waits  for 5 s    http://jenkins/',
      '',
      'No request is open.',
      '',
      'Answered last:',
      '  build 42  holds 1234567 on staging build 40, production build 12  ended 3 min ago  for one@1.0.0  http://jenkins/42/',
    ]);
    const details = describePublisher(state);
    expect(details).toContain('- [build 43 runs](http://jenkins/43/) since 2026-03-01T12:08:00Z');
    expect(details).toContain('[build 42](http://jenkins/42/) holds 1234567 on staging build 40, production');
  });

  it('says what holds it, since when, with the end of the log, and how to go on', () => {
    const attention = {
      reason: 'build-red',
      sentence: 'build 42 is red: FAILURE, http://jenkins/42/; its log ends:\nmage check\nexit 1',
      since: '2026-03-01T12:09:55Z',
    } as const;
    expect(renderPublisher(stateOf({ attention, requests: [REQUEST] }), around)).toEqual([
      'publisher/snapshot  needs a person',
      '',
      'build 42 is red: FAILURE, http://jenkins/42/; its log ends: (builds, for 5 s)',
      '  mage check',
      '  exit 1',
      '  try again:  limelight publisher snapshot --retry',
      '',
      'Open requests: 1',
      '  package/nginx@1.6.0 asks for an image that holds abcdef0',
    ]);
  });

  it.each([
    ['build-red', true],
    ['build-missing', true],
    ['not-permitted', false],
  ] as const)('says in the Temporal UI whether a later build frees it: %s', (reason, isFreed) => {
    const attention = { reason, sentence: 'it cannot go on', since: '2026-03-01T12:09:55Z' };
    const details = describePublisher(stateOf({ attention, requests: [REQUEST] }));
    expect(details).toContain('`limelight publisher snapshot --retry`.');
    expect(details.includes('A later good build frees it as well.')).toBe(isFreed);
  });

  it('cuts a long list and says so', () => {
    const requests = Array.from({ length: 12 }, (_, number) => ({ ...REQUEST, id: String(number) }));
    const lines = renderPublisher(stateOf({ requests }), around);
    expect(lines.slice(2, 3)).toEqual(['Open requests: 12']);
    expect(lines.at(-1)).toBe('  and 2 more');
  });
});

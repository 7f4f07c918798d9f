import { noticeId, type Notice } from '../../domain/notice.ts';

const EVENT = {
  firstRunId: 'run',
  step: 'add-staging',
  since: 1_770_091_500_000,
  kind: 'reminder',
  n: 1,
} as const;

/** A notice as a journey would send it. */
export function sampleNotice(change: Partial<Notice> = {}): Notice {
  const { kind, n } = { ...EVENT, ...change };
  return {
    id: noticeId({ ...EVENT, kind, n }),
    kind,
    n,
    packageVersion: { name: 'nginx', version: '1.6.0' },
    standing: 'waiting',
    step: 'add-staging',
    stage: 'staging',
    sentence: '1 of 2 approvals',
    since: '2026-02-03T04:05:06.000Z',
    advice: ['approve it: `limelight approve nginx@1.6.0`'],
    mentions: ['teammate', 'acme/leads'],
    ...change,
  };
}

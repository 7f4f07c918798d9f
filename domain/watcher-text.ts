import type { ChangeNudge, WatcherState } from './watcher-state.ts';

const WHY = {
  appeared: 'was opened, or is seen for the first time',
  differs: 'changed',
  gone: 'is open no more',
} as const;

/** The watcher as Markdown, for the current details in the Temporal UI. */
export function describeWatcher({ since, newsAt, digests, nudges }: WatcherState): string {
  const lines = [
    `**Watches ${digests.length} open pull request${digests.length === 1 ? '' : 's'}**, without a gap since ${since}.`,
    '',
    newsAt === undefined ? 'Nothing has changed yet.' : `Something changed last at ${newsAt}.`,
  ];
  if (nudges.length > 0) lines.push('', 'Told to look last:', ...nudges.toReversed().map(describeNudge));
  return lines.join('\n');
}

function describeNudge({ number, why, workflowId }: ChangeNudge): string {
  return `- ${workflowId}: pull request #${number} ${WHY[why]}`;
}

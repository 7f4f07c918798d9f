import { countOpen, type ChangeNudge, type WatcherState } from './watcher-state.ts';

const WHY = {
  appeared: 'was opened, or is seen for the first time',
  differs: 'changed',
  gone: 'is open no more',
  'let-go': 'is forgotten',
} as const;

/** The watcher as Markdown, for the current details in the Temporal UI. */
export function describeWatcher({ since, newsAt, digests, nudges }: WatcherState): string {
  const open = countOpen(digests);
  const lines = [
    `**Watches ${open} open pull request${open === 1 ? '' : 's'}**, without a gap since ${since}.`,
    '',
    newsAt === undefined ? 'Nothing has changed yet.' : `Something changed last at ${newsAt}.`,
  ];
  if (nudges.length > 0) lines.push('', 'Told to look last:', ...nudges.toReversed().map(describeNudge));
  return lines.join('\n');
}

function describeNudge({ number, why, workflowId }: ChangeNudge): string {
  return `- ${workflowId}: pull request #${number} ${WHY[why]}`;
}

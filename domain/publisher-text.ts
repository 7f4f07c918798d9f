import type { PublisherState } from './publisher-state.ts';

/** How many answers are shown. */
const MOST_SHOWN = 20;

/** A publisher as Markdown, for the current details in the Temporal UI. */
export function describePublisher(state: PublisherState): string {
  const { stage, attention, doing, requests, answers } = state;
  const lines = [
    attention === undefined
      ? `**publisher/${stage}: ${doing}**`
      : `**publisher/${stage} needs attention: ${attention.sentence}**`,
    '',
  ];
  if (attention !== undefined) {
    lines.push(`In attention (\`${attention.reason}\`) since ${attention.since}.`);
    lines.push(
      `When it is mended: \`limelight publisher ${stage} --retry\`. A later good build frees it as well.`,
      '',
    );
  }
  lines.push(requests.length === 0 ? 'No request is open.' : `Open requests: ${requests.length}.`);
  for (const { workflowId, commit, layers } of requests.slice(0, MOST_SHOWN)) {
    const on = layers.map((layer) => `${layer.stage} build ${layer.build}`).join(', ');
    const what = commit === undefined ? 'an image' : `an image that holds ${commit.slice(0, 7)}`;
    lines.push(`- ${workflowId} asks for ${what}${on === '' ? '' : ` on ${on}`}`);
  }
  if (answers.length > 0) lines.push('', 'Answered last:');
  for (const { workflowId, build } of answers.slice(-MOST_SHOWN).toReversed()) {
    lines.push(`- ${workflowId}: [build ${build.number}](${build.url}) holds ${build.commit.slice(0, 7)}`);
  }
  return lines.join('\n');
}

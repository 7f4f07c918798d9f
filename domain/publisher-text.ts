import type { ImageLayer, PublishedBuild } from './build.ts';
import type { AttentionReason } from './change-gate.ts';
import type { CurrentBuild } from './current-build.ts';
import type { PublisherState, PublishRequest } from './publisher-state.ts';
import type { RollOut } from './roll-outs.ts';

/** How many answers are shown. */
const MOST_SHOWN = 20;

/** The reasons for which it is held, and goes on watching the builds. */
const WATCHED: readonly AttentionReason[] = ['build-red', 'build-missing'];

/** A publisher as Markdown, for the current details in the Temporal UI. */
export function describePublisher(state: PublisherState): string {
  const { stage, attention, rollOutAttention, rollOutStop, doing, current = [] } = state;
  const { requests, answers, rollOuts } = state;
  const lines = [
    attention === undefined
      ? `**publisher/${stage}: ${doing}**`
      : `**publisher/${stage} needs attention: ${attention.sentence}**`,
    '',
  ];
  if (attention !== undefined) {
    lines.push(`In attention (\`${attention.reason}\`) since ${attention.since}.`);
    const frees = WATCHED.includes(attention.reason) ? ' A later good build frees it as well.' : '';
    lines.push(`When it is mended: \`limelight publisher ${stage} --retry\`.${frees}`, '');
  }
  if (rollOutAttention !== undefined) {
    const { reason, sentence, since } = rollOutAttention;
    lines.push(
      `**The roll-out needs attention** (\`${reason}\`, since ${since}): ${sentence}`,
      `When it is mended: \`limelight publisher ${stage} --retry\`. Or roll out by hand, then \`limelight deployed ${stage} --build N\`.`,
      '',
    );
  }
  if (rollOutStop !== undefined) lines.push(`Roll-outs: ${rollOutStop}.`, '');
  for (const build of current) lines.push(`- [${nameCurrent(build)}](${build.url}) since ${build.since}`);
  if (current.length > 0) lines.push('');
  lines.push(requests.length === 0 ? 'No request is open.' : `Open requests: ${requests.length}.`);
  for (const request of requests.slice(0, MOST_SHOWN)) lines.push(`- ${describeRequest(request)}`);
  if (answers.length > 0) lines.push('', 'Answered last:');
  for (const { workflowId, build } of answers.slice(-MOST_SHOWN).toReversed()) {
    lines.push(`- ${workflowId}: [build ${build.number}](${build.url}) ${describeHolding(build)}`);
  }
  if (rollOuts.length > 0) lines.push('', 'Rolled out last:');
  for (const rollOut of rollOuts.slice(-MOST_SHOWN).toReversed()) lines.push(`- ${describeRollOut(rollOut)}`);
  return lines.join('\n');
}

/** A request in words. */
export function describeRequest({ workflowId, commit, layers }: PublishRequest): string {
  const what = commit === undefined ? 'an image' : `an image that holds ${commit.slice(0, 7)}`;
  return `${workflowId} asks for ${what}${describeLayers(layers)}`;
}

/** What the image of a build is made of: `holds 1a2b3c4 on staging build 40, production build 12`. */
export function describeHolding({ commit, layers = [] }: PublishedBuild): string {
  return `holds ${commit.slice(0, 7)}${describeLayers(layers)}`;
}

/** `build 43 runs` or `queue item 17 waits`. */
export function nameCurrent(current: CurrentBuild): string {
  return current.kind === 'running' ? `build ${current.number} runs` : `queue item ${current.id} waits`;
}

function describeLayers(layers: readonly ImageLayer[]): string {
  const on = layers.map(({ stage, build }) => `${stage} build ${build}`).join(', ');
  return on === '' ? '' : ` on ${on}`;
}

/** How an image came out, in words. */
export function describeRollOut({ build, how, at, actor, complete }: RollOut): string {
  if (how === 'person') return `build ${build} is out, says ${actor ?? 'somebody'} (${at})`;
  if (complete) return `build ${build} is out on all pods, says Kubernetes (${at})`;
  return `build ${build} was ordered by ${how === 'webhook' ? 'the webhook' : 'a patch of the Deployment'} (${at})`;
}

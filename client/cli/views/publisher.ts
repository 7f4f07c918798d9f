import type { PublishAnswer, PublisherAttention, PublisherState } from '../../../domain/publisher-state.ts';
import {
  describeHolding,
  describeRequest,
  describeRollOut,
  nameCurrent,
} from '../../../domain/publisher-text.ts';
import type { Paint } from '../paint.ts';
import { alignRows, type Cell } from './table.ts';
import { formatSince } from './time.ts';

/** How much of each list is shown: the newest answers matter, and the oldest requests. */
const MOST_SHOWN = 10;

/** What stands around a publisher's state on the screen. */
export interface PublisherSurroundings {
  readonly paint: Paint;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A publisher as lines of text: what it does, what holds it, who waits, and the builds that it answered with. */
export function renderPublisher(state: PublisherState, around: PublisherSurroundings): string[] {
  const { stage, doing, attention, rollOutAttention, rollOutStop, current = [] } = state;
  const { requests, answers, rollOuts } = state;
  const { paint, now } = around;
  const builds = buildsOf(answers).slice(0, MOST_SHOWN);
  const lastRollOuts = rollOuts.slice(-MOST_SHOWN).toReversed();
  return [
    attention === undefined
      ? `${paint.bold(`publisher/${stage}`)}  ${doing}`
      : `${paint.bold(`publisher/${stage}`)}  ${paint.alarm('needs a person')}`,
    ...renderAttention('builds', attention, around),
    ...renderAttention('roll-outs', rollOutAttention, around),
    ...(attention === undefined && rollOutAttention === undefined
      ? []
      : [`  try again:  ${paint.busy(`limelight publisher ${stage} --retry`)}`]),
    ...(rollOutStop === undefined ? [] : [`  roll-outs:  ${rollOutStop}`]),
    ...(current.length === 0 ? [] : ['', 'On its way:']),
    ...indent(
      current.map((build) => [
        { text: nameCurrent(build), paint: paint.bold },
        { text: `for ${formatSince(build.since, now)}`, paint: paint.dim },
        { text: build.url, paint: paint.busy },
      ]),
    ),
    '',
    requests.length === 0 ? 'No request is open.' : `Open requests: ${requests.length}`,
    ...indent(requests.slice(0, MOST_SHOWN).map((request) => [{ text: describeRequest(request) }])),
    ...more(requests.length),
    ...(builds.length === 0 ? [] : ['', 'Answered last:']),
    ...indent(builds.map((build) => toRow(build, paint, now))),
    ...(lastRollOuts.length === 0 ? [] : ['', 'Rolled out last:']),
    ...indent(lastRollOuts.map((rollOut) => [{ text: describeRollOut(rollOut) }])),
  ];
}

function renderAttention(
  what: string,
  attention: PublisherAttention | undefined,
  { paint, now }: PublisherSurroundings,
): string[] {
  if (attention === undefined) return [];
  const [first = '', ...log] = attention.sentence.split('\n');
  const since = paint.dim(` (${what}, for ${formatSince(attention.since, now)})`);
  return ['', paint.alarm(first) + since, ...log.map((line) => paint.dim(`  ${line}`))];
}

/** A build with those whom it answered. */
interface AnsweredBuild {
  readonly build: PublishAnswer['build'];
  readonly journeys: readonly string[];
}

/** The builds that answered somebody, the newest answer first. */
function buildsOf(answers: readonly PublishAnswer[]): AnsweredBuild[] {
  const byNumber = new Map<number, AnsweredBuild>();
  for (const { build, workflowId } of answers.toReversed()) {
    const journeys = byNumber.get(build.number)?.journeys ?? [];
    const journey = workflowId.replace(/^package\//, '');
    byNumber.set(build.number, { build, journeys: [...new Set([...journeys, journey])] });
  }
  return [...byNumber.values()];
}

function toRow({ build, journeys }: AnsweredBuild, paint: Paint, now: number): Cell[] {
  const [first = '', ...others] = journeys;
  const whom = others.length === 0 ? first : `${first} and ${others.length} more`;
  const ended = formatSince(new Date(build.finishedAt).toISOString(), now);
  return [
    { text: `build ${build.number}`, paint: paint.bold },
    { text: describeHolding(build) },
    { text: `ended ${ended} ago`, paint: paint.dim },
    { text: `for ${whom}` },
    { text: build.url, paint: paint.busy },
  ];
}

function indent(rows: readonly (readonly Cell[])[]): string[] {
  return alignRows(rows).map((line) => `  ${line}`);
}

function more(count: number): string[] {
  return count > MOST_SHOWN ? [`  and ${count - MOST_SHOWN} more`] : [];
}

import type { BuildLook, BuildVerdict, JobBuilds } from './builds.ts';

/** A request that no build answers yet. */
export interface OpenRequest {
  readonly id: string;
  readonly verdict: Exclude<BuildVerdict, { readonly kind: 'satisfied' }>;
}

/** What is to be done for all requests together that no build answers yet. */
export interface BuildsOutlook {
  /** `expected`: wait. `missing`: a build must be triggered. `given-up`: it must, and was too often already. */
  readonly kind: 'none-left' | 'expected' | 'missing' | 'red' | 'given-up';
  /** For people; it stays the same while nothing changes. */
  readonly why: string;
  /** The newest build that is red for some of them; also when one is missing for others. */
  readonly red?: BuildLook;
}

/** What a publisher did before for the requests that are open. */
export interface BuildsPast {
  /** The number of a red build that is left behind: it and all before it count no more. */
  readonly passOver: number;
  /** The ids of the requests for which no more builds are triggered. */
  readonly givenUp?: readonly string[];
}

/**
 * One word for all that is still open: what is missing must be triggered, a red build is told, the rest is awaited.
 *
 * A build that we asked for is let end before there is another one. Builds of a branch may run at once, but whoever
 * finishes last owns the tag; and all that is merged while one runs can share the next. Builds of other people are
 * not waited for: theirs may be the ones that never end.
 *
 * @param job - as the verdicts were given on.
 */
export function outlookOf(
  open: readonly OpenRequest[],
  { builds }: JobBuilds,
  { passOver, givenUp = [] }: BuildsPast,
): BuildsOutlook {
  const own = builds.find(({ building, ours }) => building && ours === true);
  const red = open
    .flatMap(({ verdict }) => (verdict.kind === 'red' && verdict.build.number > passOver ? [verdict] : []))
    .toSorted((one, other) => other.build.number - one.build.number)[0];
  const told = red === undefined ? {} : { red: red.build };
  const lacking = open.filter(
    ({ verdict }) =>
      verdict.kind === 'missing' || (verdict.kind === 'red' && verdict.build.number <= passOver),
  );
  const missing = lacking.find(({ id }) => !givenUp.includes(id));
  if (missing !== undefined && own === undefined)
    return { kind: 'missing', why: missing.verdict.why, ...told };
  const expected = open.find(({ verdict }) => verdict.kind === 'expected');
  if (expected !== undefined) return { kind: 'expected', why: expected.verdict.why };
  if (lacking.length > 0 && own !== undefined) {
    const why = `build #${own.number} runs, and has not all that is asked: the next one is triggered when it has ended`;
    return { kind: 'expected', why };
  }
  if (red !== undefined) return { kind: 'red', why: red.why, ...told };
  const [lost] = lacking;
  if (lost !== undefined) return { kind: 'given-up', why: lost.verdict.why };
  return { kind: 'none-left', why: 'every request is answered' };
}

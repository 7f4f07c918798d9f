import { markOf } from '../../../domain/journey-text.ts';
import { formatPackageVersion } from '../../../domain/package-version.ts';
import { shortReason } from '../../../domain/why-attention.ts';
import type { JourneySummary } from '../../journey-list.ts';
import type { Paint } from '../paint.ts';
import { alignRows, type Cell } from './table.ts';
import { formatSince } from './time.ts';

/** What a journey that reached its end has become, by its last step. */
const ENDS = new Map<string | undefined, string>([
  ['star', 'a certified star'],
  ['restored', 'put back'],
  ['withdrawn', 'withdrawn'],
]);

/** Journeys as aligned lines: version, step, what it waits for, age, who asked. */
export function renderList(summaries: readonly JourneySummary[], paint: Paint, now: number): string[] {
  if (summaries.length === 0) return ['No journeys.'];
  const heading = ['', 'PACKAGE', 'STEP', 'STANDS', 'AGE', 'REQUESTER'].map((text) => ({
    text,
    paint: paint.dim,
  }));
  return alignRows([heading, ...summaries.map((summary) => toRow(summary, paint, now))]);
}

function toRow(summary: JourneySummary, paint: Paint, now: number): Cell[] {
  const { packageVersion, step = '', startedAt, requester = '' } = summary;
  const [mark, stands] = standing(summary, paint);
  return [
    mark,
    { text: formatPackageVersion(packageVersion), paint: paint.bold },
    { text: step },
    stands,
    { text: formatSince(startedAt, now), paint: paint.dim },
    { text: requester, paint: paint.dim },
  ];
}

function standing({ status, step, attention, waitingFor }: JourneySummary, paint: Paint): [Cell, Cell] {
  if (status === 'RUNNING') {
    const isParked = waitingFor === 'parked';
    if (attention !== undefined && attention !== 'none') {
      return [
        { text: markOf('attention'), paint: paint.alarm },
        { text: `${isParked ? 'parked' : 'needs a person'}: ${shortReason(attention)}`, paint: paint.alarm },
      ];
    }
    if (isParked)
      return [
        { text: markOf('attention'), paint: paint.alarm },
        { text: 'parked: nobody acted', paint: paint.alarm },
      ];
    const waits = waitingFor !== undefined && waitingFor !== 'nothing';
    return waits
      ? [{ text: markOf('waiting'), paint: paint.busy }, { text: `waits for ${waitingFor}` }]
      : [{ text: markOf('running'), paint: paint.busy }, { text: 'working' }];
  }
  const reached = status === 'COMPLETED' ? ENDS.get(step) : undefined;
  if (reached !== undefined) {
    return [
      { text: markOf('done'), paint: paint.good },
      { text: reached, paint: paint.good },
    ];
  }
  return [
    { text: markOf('skipped'), paint: paint.dim },
    { text: status === 'COMPLETED' ? 'over' : status.toLowerCase() },
  ];
}

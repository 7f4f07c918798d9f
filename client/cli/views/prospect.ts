import { describeStep, markOf } from '../../../domain/journey-text.ts';
import { formatPackageVersion } from '../../../domain/package-version.ts';
import { describeProposal, type Proposal } from '../../proposals.ts';
import type { Prospect, ProspectStep } from '../../prospect.ts';
import type { Paint } from '../paint.ts';
import { alignRows, type Cell } from './table.ts';

/** What a start would do, as lines: where the version stands, and each step with what is there already. */
export function renderProspect(prospect: Prospect, paint: Paint): string[] {
  const { packageVersion, route, foundOn, proposals, missingBranches, steps } = prospect;
  const toDo = steps.filter(({ outlook }) => outlook === 'to-do').length;
  const stands = foundOn.map(({ stage, tree }) => `${stage} (tree ${tree.slice(0, 12)})`).join(', ');
  return [
    `${paint.bold(formatPackageVersion(packageVersion))}  ${route.join(' → ')}`,
    stands === ''
      ? 'On no branch yet: a start needs its content (--from, --from-ref or --pull-request).'
      : `Stands on ${stands}.`,
    ...foundOn.flatMap(({ stage, differs }) =>
      differs === undefined
        ? []
        : [paint.alarm(`${stage} holds other content: ${differs}. No journey removes it by itself.`)],
    ),
    ...proposals.map(renderProposal),
    ...missingBranches.map((branch) => paint.alarm(`The storage has no branch "${branch}".`)),
    '',
    ...alignRows(steps.map((step) => toRow(step, paint))).map((line) => `  ${line}`),
    '',
    `${toDo} of ${steps.length} steps to do. Nothing was written.`,
  ];
}

function renderProposal(proposal: Proposal): string {
  const text = capitalize(`${describeProposal(proposal)}: ${proposal.url}`);
  return proposal.command === undefined ? text : `${text}. Take it over with \`${proposal.command}\`.`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function toRow(step: ProspectStep, paint: Paint): Cell[] {
  switch (step.outlook) {
    case 'to-do':
      return [
        { text: markOf('pending') },
        { text: describeStep(step) },
        ...(step.differs === undefined
          ? []
          : [{ text: `would ask a person: ${step.stage} holds other content`, paint: paint.alarm }]),
      ];
    case 'there':
      return [
        { text: markOf('done'), paint: paint.good },
        { text: describeStep(step) },
        { text: step.kind === 'remove' ? 'gone already' : 'there already', paint: paint.dim },
      ];
    case 'skipped':
      return [
        { text: markOf('skipped'), paint: paint.dim },
        { text: describeStep(step), paint: paint.dim },
        { text: step.why ?? 'skipped', paint: paint.dim },
      ];
  }
}

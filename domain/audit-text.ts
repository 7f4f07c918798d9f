import { FINDING_KINDS, type FindingKind } from './audit.ts';
import { countOpen, type AuditSummary } from './audit-summary.ts';

/** A kind of finding as a heading, for people who have not read any manual. */
export function describeKind(kind: FindingKind): string {
  switch (kind) {
    case 'contradicted':
      return 'Changed behind the back of a journey';
    case 'not-served':
      return 'On a branch, and not served';
    case 'two-branches':
      return 'On two branches';
    case 'no-journey':
      return 'Without a journey';
    case 'stray-pull-request':
      return 'Open pull requests of ours without a journey';
    case 'stray-branch':
      return 'Head branches of ours without a journey';
    case 'stray-content':
      return 'Contents that are kept for no journey';
  }
}

/** One sentence: what came of an audit. */
export function auditHeadline(summary: AuditSummary): string {
  const { seen, inHand, unread } = summary;
  const open = countOpen(summary);
  const looked = `${count(seen.versions, 'version')}, ${count(seen.journeys, 'journey')} and ${seen.registries === 1 ? '1 registry' : `${seen.registries} registries`}`;
  const found =
    open === 0
      ? 'nothing needs a person'
      : `${count(open, 'finding')} ${open === 1 ? 'needs' : 'need'} a person`;
  const hand = inHand === 0 ? '' : `; ${inHand} more ${inHand === 1 ? 'is' : 'are'} in the hands of journeys`;
  return `Looked at ${looked}: ${found}${hand}${unread.length === 0 ? '' : '; not all could be read'}`;
}

/** An audit as Markdown, for the current details in the Temporal UI. */
export function describeAudit(summary: AuditSummary): string {
  const { at, findings, counts, unread } = summary;
  const lines = [`**${auditHeadline(summary)}.**`, '', `At ${at}.`];
  for (const sentence of unread) lines.push('', `Not read: ${sentence}`);
  for (const kind of FINDING_KINDS) {
    const listed = findings.filter((finding) => finding.kind === kind && !finding.inHand);
    if (counts[kind] === 0) continue;
    lines.push('', `${describeKind(kind)}: ${counts[kind]}`, '');
    for (const { subject, sentence } of listed) lines.push(`- ${subject}: ${sentence}`);
    const more = counts[kind] - listed.length;
    if (more > 0) lines.push(`- and ${more} more`);
  }
  return lines.join('\n');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

import { FINDING_KINDS, type Finding } from '../../../domain/audit.ts';
import type { AuditSummary } from '../../../domain/audit-summary.ts';
import { auditHeadline, describeKind } from '../../../domain/audit-text.ts';
import type { Paint } from '../paint.ts';
import { alignRows } from './table.ts';

/** So many findings of each kind are shown; `--json` has all. */
const MOST_SHOWN = 20;

/** An audit as lines: what needs a person, by kind, each with what to do about it. */
export function renderAudit(summary: AuditSummary, paint: Paint): string[] {
  const { findings, counts, unread } = summary;
  return [
    `${paint.bold(auditHeadline(summary))}.`,
    ...unread.map((sentence) => paint.alarm(`Not read: ${sentence}.`)),
    ...FINDING_KINDS.flatMap((kind) => {
      const open = findings.filter((finding) => finding.kind === kind && !finding.inHand);
      const shown = open.slice(0, MOST_SHOWN);
      const more = counts[kind] - shown.length;
      if (counts[kind] === 0) return [];
      return [
        '',
        `${paint.bold(describeKind(kind))} ${paint.dim(`(${counts[kind]})`)}`,
        ...alignRows(shown.map((finding) => toRow(finding, paint))).map((line) => `  ${line}`),
        ...(more > 0 ? [paint.dim(`  and ${more} more`)] : []),
        ...(kind === 'no-journey'
          ? [`  Start journeys for them with ${paint.busy('limelight audit --adopt')}.`]
          : []),
      ];
    }),
  ];
}

function toRow({ subject, sentence, command = '' }: Finding, paint: Paint) {
  return [
    { text: subject, paint: paint.bold },
    { text: sentence, paint: paint.alarm },
    { text: command, paint: paint.busy },
  ];
}

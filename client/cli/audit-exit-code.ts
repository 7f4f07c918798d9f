import { countOpen, type AuditSummary } from '../../domain/audit-summary.ts';
import { ExitCode } from './exit-code.ts';

/** What an audit says to scripts. */
export function auditExitCode(summary: AuditSummary): ExitCode {
  if (countOpen(summary) > 0) return ExitCode.attention;
  return summary.unread.length > 0 ? ExitCode.unreachable : ExitCode.done;
}

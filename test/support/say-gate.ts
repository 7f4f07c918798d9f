import { judgeChange, type Approval, type ChangePolicy } from '../../domain/change-gate.ts';
import type { ChangeObservation } from '../../domain/change.ts';

/** What the gate says, on one line. */
export function sayGate(
  seen: ChangeObservation,
  approvals: readonly Approval[],
  policy: ChangePolicy,
): string {
  const gate = judgeChange(seen, approvals, policy);
  return gate.kind === 'go' ? `go ${gate.action}` : `${gate.kind} ${gate.sentence}`;
}

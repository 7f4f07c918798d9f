import type { ApprovalPolicy, Approvers } from '../domain/approval-policy.ts';
import type { ApproversConfig } from './approvers-schema.ts';
import type { ConfigFile } from './config-schema.ts';

/**
 * What a stage asks for before a change is merged, as journeys carry it.
 *
 * Where two people are asked for and both ways count, a name must be a GitHub login: otherwise one person could
 * review under a login, approve under a name, and be taken for two.
 */
export function approvalOf(
  { approvals, via, approvers, requesterApproves }: ConfigFile['pipeline']['stages'][number],
  people: ConfigFile['people'],
): ApprovalPolicy {
  const needsLogins = approvals > 1 && via.includes('review') && via.includes('signal');
  const from = approvers === undefined ? (needsLogins ? { writers: true } : undefined) : fromOf(approvers);
  return {
    count: approvals,
    via,
    ...(from !== undefined && { from }),
    ...(!requesterApproves && { notRequester: true }),
    ...(Object.keys(people).length > 0 && { people }),
  };
}

function fromOf({ users, teams, codeowners, writers }: ApproversConfig): Approvers {
  return {
    ...(users !== undefined && { users }),
    ...(teams !== undefined && { teams }),
    ...(codeowners === true && { codeowners }),
    ...(writers === true && { writers }),
  };
}

import { isNamed, isSettledByNames, personOf, type ApprovalPolicy } from '../domain/approval-policy.ts';
import type { KnownApprovers } from '../domain/change.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';

/**
 * Asks GitHub which of these people are among those whose approval a stage asks for.
 *
 * @param tree - the version's tree, whose manifest names an owner.
 * @param names - logins of reviewers and names of those who approved by a signal.
 * @returns undefined where nothing has to be asked.
 */
export async function askAboutApprovers(
  storage: GitHubStorage,
  policy: ApprovalPolicy,
  tree: string,
  names: readonly string[],
): Promise<KnownApprovers | undefined> {
  const { count, from } = policy;
  if (count === 0 || from === undefined || isSettledByNames(from)) return undefined;
  const unknown = new Set<string>();
  const owner = from.codeowners === true ? await storage.findOwner(tree) : undefined;
  if (from.codeowners === true && owner === undefined)
    unknown.add('the manifest names no owner (owner.github)');
  const teams = [...(from.teams ?? []), ...(owner?.includes('/') === true ? [owner] : [])];
  const isEligible = async (person: string): Promise<boolean> => {
    if (owner?.toLowerCase() === person) return true;
    for (const team of teams) {
      const isMember = await storage.isInTeam(team, person);
      if (isMember === true) return true;
      if (isMember === undefined)
        unknown.add(
          `GitHub shows us no team ${team}: check its name, and let our credentials read the organization's members`,
        );
    }
    return from.writers === true && storage.mayWrite(person);
  };
  const eligible: string[] = [];
  for (const person of peopleIn(names, policy)) if (await isEligible(person)) eligible.push(person);
  return {
    eligible,
    ...(owner !== undefined && { owner }),
    ...(unknown.size > 0 && { unknown: [...unknown].sort() }),
  };
}

/** Each person once, sorted, without those whom the policy names anyway. */
function peopleIn(names: readonly string[], policy: ApprovalPolicy): string[] {
  const unsettled = names.filter((name) => !isNamed(name, policy));
  return [...new Set(unsettled.map((name) => personOf(name, policy)))].sort();
}

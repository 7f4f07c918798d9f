import { compareTrees } from '../activities/compare-trees.ts';
import type { Holding } from '../domain/audit.ts';
import { goOnFrom } from '../domain/go-on-from.ts';
import { beginJourney, type StepState } from '../domain/journey-state.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import { checkRoute, type Pipeline, type Route } from '../domain/pipeline.ts';
import { DEFAULT_TIMING } from '../domain/timing.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import { findProposals, type Proposal } from './proposals.ts';

/** A step that a start would take; `there` when it would find its work done: added, or gone, already. */
export interface ProspectStep extends Pick<StepState, 'id' | 'kind' | 'stage' | 'towards' | 'why'> {
  readonly outlook: 'to-do' | 'there' | 'skipped';
  /** In what the branch that it adds to differs from the most mature one: the journey would ask a person there. */
  readonly differs?: string;
}

/** A branch that holds the version. */
export interface Standing extends Holding {
  /** In what it differs from the most mature one, where the bytes are not the same. */
  readonly differs?: string;
}

/** What a start would do now. */
export interface Prospect {
  readonly packageVersion: PackageVersion;
  readonly route: Route;
  /** The stages whose branch holds the version, the most mature first, with its tree id there. */
  readonly foundOn: readonly Standing[];
  /** The open pull requests that add it to a branch, ours and those made by hand. */
  readonly proposals: readonly Proposal[];
  /** Branches of the pipeline that the storage does not have: a journey could not begin. */
  readonly missingBranches: readonly string[];
  readonly steps: readonly ProspectStep[];
}

/**
 * Looks what a start would do: the steps of the route, what is there already, and which open pull requests add it. One
 * call, one per hundred open pull requests, and two or three more where there is something to tell; nothing is written.
 *
 * @throws {@link InvalidPipeline} for a route that the pipeline does not have.
 */
export async function lookAhead(
  storage: GitHubStorage,
  packageVersion: PackageVersion,
  pipeline: Pipeline,
  route: Route,
): Promise<Prospect> {
  checkRoute(pipeline, route);
  const branches = pipeline.stages.map(({ branch }) => branch);
  const looks = await storage.lookAtBranches(packageVersion, branches);
  const holdings = pipeline.stages.toReversed().flatMap(({ name, branch }) => {
    const tree = looks[branch]?.versionTree ?? null;
    return tree === null ? [] : [{ stage: name, branch, tree }];
  });
  const holders = holdings.map(({ stage }) => stage);
  const [foundOn, proposals] = await Promise.all([
    compareHoldings(storage, holdings),
    findProposals(storage, packageVersion, pipeline, holders),
  ]);
  return toProspect(pipeline, {
    packageVersion,
    route,
    foundOn,
    proposals,
    missingBranches: branches.filter((branch) => (looks[branch] ?? null) === null),
  });
}

/** What a start would do about a version that stands there. */
export function toProspect(pipeline: Pipeline, found: Omit<Prospect, 'steps'>): Prospect {
  const { packageVersion, route, foundOn } = found;
  const visited = foundOn
    .filter(({ stage, differs }) => differs === undefined && route.includes(stage))
    .map(({ stage }) => stage);
  const steps = stepsFrom(packageVersion, pipeline, route, visited);
  return { ...found, steps: steps.map((step) => toProspectStep(step, steps, foundOn)) };
}

/** Says of each branch that holds other bytes than the most mature one in what they differ. */
async function compareHoldings(storage: GitHubStorage, holdings: readonly Holding[]): Promise<Standing[]> {
  const [mature] = holdings;
  return Promise.all(
    holdings.map(async (holding) => {
      const differs = await compareTrees(storage, mature?.tree ?? holding.tree, holding.tree);
      return { ...holding, ...(differs !== undefined && { differs }) };
    }),
  );
}

/** The steps as the journey itself would begin with them. */
function stepsFrom(
  packageVersion: PackageVersion,
  pipeline: Pipeline,
  route: Route,
  [found, ...leftOn]: readonly string[],
): readonly StepState[] {
  const source = { kind: 'storage' } as const;
  const input = { packageVersion, source, route, pipeline, requester: '', timing: DEFAULT_TIMING };
  const state = beginJourney(input, '');
  if (found === undefined) return state.steps;
  return goOnFrom(state, found, `it stands on ${found} already`, leftOn).steps;
}

function toProspectStep(
  step: StepState,
  steps: readonly StepState[],
  foundOn: readonly Standing[],
): ProspectStep {
  const { id, kind, stage, towards, why } = step;
  const standing = foundOn.find((candidate) => candidate.stage === stage);
  const outlook = outlookOf(step, steps, standing);
  const differs = outlook === 'to-do' && kind === 'add' ? standing?.differs : undefined;
  return {
    id,
    kind,
    stage,
    towards,
    ...(why !== undefined && { why }),
    outlook,
    ...(differs !== undefined && { differs }),
  };
}

function outlookOf(
  { kind, stage, status }: StepState,
  steps: readonly StepState[],
  standing: Standing | undefined,
): ProspectStep['outlook'] {
  if (status === 'skipped') return 'skipped';
  // Other bytes are not what is to be added.
  if (kind === 'add') return standing !== undefined && standing.differs === undefined ? 'there' : 'to-do';
  if (kind !== 'remove' || standing !== undefined) return 'to-do';
  // What is not there and will not be added on the way need not be removed.
  const isAdded = steps.some(
    (other) => other.kind === 'add' && other.stage === stage && other.status === 'pending',
  );
  return isAdded ? 'to-do' : 'there';
}

/**
 * How far down each field of a model is shown when no `tree` is asked for, as Jenkins' own classes declare it; a
 * field that is not named has 1.
 */
type Visibility = Readonly<Record<string, number>>;

const NAMED: Visibility = { name: 3, url: 3, color: 2 };
const VIEW: Visibility = { name: 2, url: 2 };
/** Fields that do not count as a step down. */
const INLINE = new Set(['computer']);

/** By `_class`. What is of no such class is a part of the model that holds it, and is shown with it. */
const MODELS: Readonly<Record<string, Visibility>> = {
  'hudson.model.Hudson': { url: 2 },
  'hudson.model.AllView': VIEW,
  'jenkins.branch.MultiBranchProjectViewHolder$ViewImpl': VIEW,
  'com.cloudbees.hudson.plugin.folder.Folder': NAMED,
  'org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject': NAMED,
  'org.jenkinsci.plugins.workflow.job.WorkflowJob': { ...NAMED, allBuilds: -2 },
  'org.jenkinsci.plugins.workflow.job.WorkflowRun': { number: 2, url: 2 },
  'hudson.model.ComputerSet': {},
  'hudson.model.Hudson$MasterComputer': {},
  'hudson.model.Executor': {},
  'hudson.model.OneOffExecutor': {},
};

/**
 * Cuts an object off as Jenkins does without a `tree`: at depth 0 its own fields, and of the models that it points
 * to only what names them; each further depth shows one step more.
 */
export function cutAtDepth(value: unknown, depth: number): unknown {
  return cut(value, 1 - depth);
}

function cut(value: unknown, level: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => cut(element, level));
  const fields = value as Readonly<Record<string, unknown>>;
  const visibility = MODELS[String(fields['_class'])];
  const shown: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) {
    const isShown = visibility === undefined || key === '_class' || (visibility[key] ?? 1) >= level;
    // Read only when shown: a build leads to its neighbours, and they to theirs.
    if (isShown) shown[key] = cut(fields[key], INLINE.has(key) ? level : level + 1);
  }
  return shown;
}

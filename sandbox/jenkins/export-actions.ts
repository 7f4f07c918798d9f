import type { Cause, Parameters } from './build-model.ts';

/** Why a build was asked for, as an action. */
export function exportCauses(causes: readonly Cause[]): object {
  return { _class: 'hudson.model.CauseAction', causes: causes.map(exportCause) };
}

function exportCause(cause: Cause): object {
  if (cause.kind === 'user') {
    const { login } = cause;
    return {
      _class: 'hudson.model.Cause$UserIdCause',
      shortDescription: `Started by user ${login}`,
      userId: login,
      userName: login,
    };
  }
  if (cause.kind === 'upstream') {
    const project = cause.job.replaceAll(/(?:^|\/)job\//g, '/').slice(1);
    return {
      _class: 'hudson.model.Cause$UpstreamCause',
      shortDescription: `Started by upstream project "${project}" build number ${cause.build}`,
      upstreamBuild: cause.build,
      upstreamProject: project,
      upstreamUrl: `${cause.job}/`,
    };
  }
  return { _class: 'jenkins.branch.BranchEventCause', shortDescription: 'Push event to branch' };
}

/** The values that a build was asked for with, as an action. */
export function exportParameters(parameters: Parameters): object {
  return {
    _class: 'hudson.model.ParametersAction',
    parameters: Object.entries(parameters).map(([name, value]) => ({
      _class: 'hudson.model.BooleanParameterValue',
      name,
      value,
    })),
  };
}

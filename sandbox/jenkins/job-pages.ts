import type { BuildFarm } from './build-farm.ts';
import { DEFAULT_PARAMETERS, type Build, type Job, type Parameters } from './build-model.ts';
import { exportBuild } from './export-build.ts';
import { jobUrl, type ExportContext } from './export-context.ts';
import { exportJob } from './export-job.ts';
import { findBuild } from './find-build.ts';
import { api, empty, forbidden, json, notFound, page, text, type JenkinsAnswer } from './jenkins-answer.ts';
import type { JenkinsUser } from './users.ts';

/** A request that is let in. */
export interface JobRequest {
  readonly method: string;
  readonly query: URLSearchParams;
  /** The fields of a form in the body. */
  readonly form: URLSearchParams;
  readonly user: JenkinsUser;
}

/** Answers what is below a job's path. */
export function answerJob(
  job: Job,
  rest: string,
  request: JobRequest,
  farm: BuildFarm,
  context: ExportContext,
): JenkinsAnswer {
  if (rest === 'api/json') return api(exportJob(job, context), request.query);
  if (rest === 'build' || rest === 'buildWithParameters') return trigger(job, rest, request, farm, context);
  if (rest === '') return page(200, `Job ${job.path}`);
  const [, name, below] = /^(\w+)\/(.*)$/.exec(rest) ?? [];
  const build = name === undefined ? undefined : findBuild(job, name);
  return build === undefined || below === undefined
    ? notFound()
    : answerBuild(job, build, below, request, farm, context);
}

function trigger(
  job: Job,
  endpoint: 'build' | 'buildWithParameters',
  { method, query, form, user }: JobRequest,
  farm: BuildFarm,
  context: ExportContext,
): JenkinsAnswer {
  if (!user.permissions.includes('build')) return forbidden(user.login, 'hudson.model.Item.Build');
  if (method !== 'POST') {
    const explanation = job.parameterized
      ? 'This build requires parameters'
      : 'Form post required: Retry using POST';
    return page(405, explanation, { allow: 'POST' });
  }
  if (farm.isDisabled(job)) return page(409, `${job.branch} is not buildable`);
  if (farm.faults.take('refuse302', `POST /${job.path}/${endpoint}`) !== undefined)
    return empty(302, { location: '.' });
  const delay = readDelay(query.get('delay') ?? form.get('delay'));
  if (delay === 'invalid') return page(400, 'Not a valid delay');
  let parameters: Parameters | undefined = DEFAULT_PARAMETERS;
  if (endpoint === 'buildWithParameters') {
    if (!job.parameterized) return page(400, `${job.branch} is not parameterized`);
    parameters = withGiven((name) => query.get(name) ?? form.get(name));
  } else if (job.parameterized) {
    parameters = readForm(form.get('json'));
    if (parameters === undefined) return page(400, 'Nothing is submitted');
  }
  const cause = { kind: 'user', login: user.login } as const;
  const { item, isNew } = farm.schedule(job, cause, parameters, delay);
  const location = `${context.root}/queue/item/${item.id}/`;
  if (endpoint === 'buildWithParameters') return empty(isNew ? 201 : 303, { location });
  // Jenkins forgets which item it joined when a form was submitted, and remembers it when there is none.
  return job.parameterized && !isNew
    ? empty(302, { location: jobUrl(context.root, job) })
    : empty(201, { location });
}

/** `10sec` and `10secs` are seconds, a bare number is milliseconds. Absent: the job's own quiet period. */
function readDelay(delay: string | null): number | undefined | 'invalid' {
  if (delay === null) return undefined;
  const [, number, unit] = /^(\d+)(secs?|s)?$/.exec(delay.trim()) ?? [];
  if (number === undefined) return 'invalid';
  // Jenkins counts in whole seconds: 5 milliseconds are none.
  return unit === undefined ? Math.floor(Number(number) / 1000) * 1000 : Number(number) * 1000;
}

/** Declared parameters with the values that were given; what is given and not declared is dropped silently. */
function withGiven(given: (name: string) => string | null): Parameters {
  return Object.fromEntries(
    Object.entries(DEFAULT_PARAMETERS).map(([name, preset]) => {
      const value = given(name);
      return [name, value === null ? preset : value === 'true' || value === 'on'];
    }),
  );
}

function readForm(form: string | null): Parameters | undefined {
  if (form === null) return undefined;
  try {
    const { parameter } = JSON.parse(form) as { readonly parameter?: unknown };
    const given = [parameter ?? []].flat() as { readonly name?: string; readonly value?: unknown }[];
    return withGiven((name) => {
      const found = given.find((candidate) => candidate.name === name);
      return found === undefined ? null : String(found.value);
    });
  } catch {
    return undefined;
  }
}

function answerBuild(
  job: Job,
  build: Build,
  rest: string,
  { method, query, user }: JobRequest,
  farm: BuildFarm,
  context: ExportContext,
): JenkinsAnswer {
  if (rest === 'api/json') return api(exportBuild(job, build, context), query);
  if (rest === '') return page(200, `Build #${build.number}`);
  if (rest === 'consoleText') return text(build.log);
  if (rest === 'logText/progressiveText') {
    const log = Buffer.from(build.log);
    const start = Math.min(Number(query.get('start') ?? 0) || 0, log.length);
    const more: Record<string, string> = build.building ? { 'x-more-data': 'true' } : {};
    return text(log.subarray(start).toString('utf8'), { 'x-text-size': String(log.length), ...more });
  }
  // Builds of this job keep images, and no files.
  if (rest === 'wfapi/artifacts') return json([]);
  if (rest === 'wfapi/describe' || rest === 'wfapi/describe/') {
    if (farm.faults.take('noStageView', `GET /${job.path}/${build.number}/wfapi/describe`) !== undefined)
      return notFound();
    return json({
      id: String(build.number),
      name: `#${build.number}`,
      status: build.building ? 'IN_PROGRESS' : build.result === 'FAILURE' ? 'FAILED' : build.result,
      startTimeMillis: build.startedAt,
      durationMillis: build.duration,
      stages: build.stages.map(({ name, status }, position) => ({ id: String(position + 1), name, status })),
    });
  }
  if (rest === 'stop' || rest === 'term' || rest === 'kill') {
    if (!user.permissions.includes('cancel')) return forbidden(user.login, 'hudson.model.Item.Cancel');
    if (method !== 'POST') return page(405, 'Form post required: Retry using POST', { allow: 'POST' });
    farm.stop(build);
    return empty(302, { location: `${jobUrl(context.root, job)}${build.number}/` });
  }
  return notFound();
}

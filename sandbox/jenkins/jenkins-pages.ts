import type { BuildFarm } from './build-farm.ts';
import type { Job } from './build-model.ts';
import { BUILT_IN_NAMES, exportComputer, exportComputers } from './computers.ts';
import type { ExportContext } from './export-context.ts';
import { exportQueueItem } from './export-queue-item.ts';
import { exportFolder, exportRoot, exportView } from './folders.ts';
import { api, empty, forbidden, notFound, page, text, type JenkinsAnswer } from './jenkins-answer.ts';
import { answerJob, type JobRequest } from './job-pages.ts';
import { answerPeople } from './people.ts';

/** Answers a request of somebody who is known. @param path - without the slash at its beginning. */
export function answerJenkins(
  path: string,
  request: JobRequest,
  farm: BuildFarm,
  context: ExportContext,
): JenkinsAnswer {
  const { query, user } = request;
  try {
    if (path === '') return page(200, 'Dashboard');
    if (path.startsWith('queue/')) return answerQueue(path.slice('queue/'.length), request, farm, context);
    const person = answerPeople(path, query, user, context.root);
    if (person !== undefined) return person;
    const place = findPlace(path, user.permissions.includes('read') ? farm.jobs : [], farm, context);
    if (place !== undefined) return api(place, query);
    const job = farm.jobs.find(
      (candidate) => path === candidate.path || path.startsWith(`${candidate.path}/`),
    );
    if (job === undefined) return notFound();
    if (!user.permissions.includes('read')) {
      return user.permissions.includes('discover')
        ? forbidden(user.login, 'hudson.model.Item.Read')
        : notFound();
    }
    return answerJob(job, path.slice(job.path.length + 1), request, farm, context);
  } catch (error) {
    if (error instanceof SyntaxError) return page(400, error.message);
    // What is escaped in the address cannot be read.
    if (error instanceof URIError) return page(400, 'Bad Request');
    throw error;
  }
}

/** What has an `api/json` besides jobs, builds and the queue; undefined when nothing does. */
function findPlace(
  path: string,
  jobs: readonly Job[],
  farm: BuildFarm,
  context: ExportContext,
): object | undefined {
  if (path !== 'api/json' && !path.endsWith('/api/json')) return undefined;
  const place = path === 'api/json' ? undefined : path.slice(0, -'/api/json'.length);
  if (place === undefined) {
    const quietingDown = farm.faults.list().some(({ kind }) => kind === 'quietingDown');
    return exportRoot(jobs, context, quietingDown);
  }
  if (place === 'view/all') return exportView(jobs, context);
  if (place === 'computer') return exportComputers(jobs, context);
  const [, computer] = /^computer\/([^/]+)$/.exec(place) ?? [];
  if (computer !== undefined)
    return BUILT_IN_NAMES.includes(decodeURIComponent(computer)) ? exportComputer(jobs, context) : undefined;
  return exportFolder(place, jobs, context);
}

function answerQueue(
  rest: string,
  request: JobRequest,
  farm: BuildFarm,
  context: ExportContext,
): JenkinsAnswer {
  const { method, query, form, user } = request;
  const maySee = user.permissions.includes('read');
  if (rest === 'api/json') {
    const items = maySee ? farm.queue.open().map((item) => exportQueueItem(item, context)) : [];
    return api({ _class: 'hudson.model.Queue', discoverableItems: [], items }, query);
  }
  if (rest === 'cancelItem') {
    if (method !== 'POST') return page(405, 'Form post required: Retry using POST', { allow: 'POST' });
    const item = farm.queue.find(Number(query.get('id') ?? form.get('id')));
    if (item === undefined || !maySee) return empty(404);
    if (!user.permissions.includes('cancel')) return empty(422);
    return empty(farm.queue.cancel(item) ? 204 : 500);
  }
  const [, id, below] = /^item\/(\d+)\/(.*)$/.exec(rest) ?? [];
  const item = farm.queue.find(Number(id));
  if (item === undefined || !maySee) return notFound();
  if (below === '') return text(`Queue item ${item.id}\n`);
  if (below !== 'api/json') return notFound();
  return api(exportQueueItem(item, context), query);
}

import type { BuildFarm } from './build-farm.ts';
import { exportQueueItem, type ExportContext } from './export.ts';
import { empty, forbidden, json, notFound, page, text, type JenkinsAnswer } from './jenkins-answer.ts';
import { answerJob, type JobRequest } from './job-pages.ts';
import { applyTree } from './tree-parameter.ts';

/** Answers a request of somebody who is known. @param path - without the slash at its beginning. */
export function answerJenkins(
  path: string,
  request: JobRequest,
  farm: BuildFarm,
  context: ExportContext,
): JenkinsAnswer {
  const { query, user } = request;
  try {
    if (path.startsWith('queue/')) return answerQueue(path.slice('queue/'.length), request, farm, context);
    if (path === 'whoAmI/api/json')
      return json({
        _class: 'hudson.security.WhoAmI',
        anonymous: false,
        authenticated: true,
        name: user.login,
      });
    if (path === 'api/json') {
      const root = {
        _class: 'hudson.model.Hudson',
        mode: 'NORMAL',
        nodeDescription: 'the sandbox',
        quietingDown: false,
        useCrumbs: true,
      };
      return json(applyTree(root, query.get('tree') ?? '*'));
    }
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
    throw error;
  }
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
    return json(
      applyTree({ _class: 'hudson.model.Queue', discoverableItems: [], items }, query.get('tree') ?? '*'),
    );
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
  return json(applyTree(exportQueueItem(item, context), query.get('tree') ?? '*'));
}

import type { QueueItem } from './build-model.ts';
import { exportCauses, exportParameters } from './export-actions.ts';
import { colorOf, jobUrl, type ExportContext } from './export-context.ts';

/** An item of the queue, in the class of the state that it is in; only one that left has `cancelled`. */
export function exportQueueItem(item: QueueItem, { root, jobOf, isDisabled }: ExportContext): object {
  const job = jobOf(item.branch);
  const url = job === undefined ? '' : jobUrl(root, job);
  const kind = {
    waiting: 'WaitingItem',
    blocked: 'BlockedItem',
    buildable: 'BuildableItem',
    left: 'LeftItem',
  }[item.state];
  const why = {
    waiting: `In the quiet period. Expires in ${Math.max(0, item.due - Date.now())} ms`,
    blocked: item.why ?? null,
    buildable: item.why ?? null,
    left: null,
  }[item.state];
  return {
    _class: `hudson.model.Queue$${kind}`,
    actions: [exportCauses(item.causes), exportParameters(item.parameters)],
    blocked: item.state === 'blocked',
    buildable: item.state === 'buildable',
    id: item.id,
    inQueueSince: item.since,
    params: Object.entries(item.parameters)
      .map(([name, value]) => `\n${name}=${String(value)}`)
      .join(''),
    stuck: item.state === 'buildable' && Date.now() - item.due > 1000,
    task: {
      _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
      name: job?.branch,
      url,
      color: job && colorOf(job, isDisabled(job)),
    },
    url: `queue/item/${item.id}/`,
    why,
    ...(item.state === 'waiting' ? { timestamp: item.due } : {}),
    ...(item.state === 'buildable' ? { pending: false } : {}),
    ...(item.state === 'left'
      ? {
          cancelled: item.cancelled,
          executable:
            item.build === null
              ? null
              : {
                  _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
                  number: item.build,
                  url: `${url}${item.build}/`,
                },
        }
      : {}),
  };
}

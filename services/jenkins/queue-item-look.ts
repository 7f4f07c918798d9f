import { z } from 'zod';
import { causesAnswer } from './causes.ts';

/** An item of the queue, as it was seen. Jenkins forgets it five minutes after its build began. */
export interface QueueItemLook {
  readonly id: number;
  /** Epoch milliseconds by Jenkins's clock. */
  readonly since: number;
  /** Why it waits; empty once it does no more. */
  readonly why: string;
  /** It waits for something that will not come by itself, such as an agent that is offline. */
  readonly stuck: boolean;
  readonly cancelled: boolean;
  /** The number of the build that it became; null while it waits, and for a moment after. */
  readonly build: number | null;
  /** The ids of the users who asked for it, each once; null stands for whatever is no user: a push, a timer. */
  readonly askedBy: readonly (string | null)[];
  /** The address of its job, of whatever host Jenkins thinks it has; null where it does not tell. */
  readonly jobUrl: string | null;
}

export const QUEUE_ITEM_TREE =
  'id,inQueueSince,why,stuck,cancelled,executable[number],task[url],actions[causes[userId]]';

export const queueItemAnswer = z.object({
  id: z.number(),
  inQueueSince: z.number(),
  why: z.string().nullish(),
  stuck: z.boolean().nullish(),
  cancelled: z.boolean().nullish(),
  task: z.object({ url: z.string().nullish() }).nullish(),
  executable: z.object({ number: z.number() }).nullish(),
  actions: z.array(z.object({ causes: causesAnswer }).nullable()).nullish(),
});

/** What Jenkins's answer says of an item of its queue; what it leaves out is taken for none. */
export function readQueueItem(answer: z.infer<typeof queueItemAnswer>): QueueItemLook {
  return {
    id: answer.id,
    since: answer.inQueueSince,
    why: answer.why ?? '',
    stuck: answer.stuck ?? false,
    cancelled: answer.cancelled ?? false,
    build: answer.executable?.number ?? null,
    jobUrl: answer.task?.url ?? null,
    askedBy: [...new Set(causesOf(answer).map(({ userId }) => userId ?? null))],
  };
}

/** Whoever asks for what is queued already is added to it. */
function causesOf({ actions }: z.infer<typeof queueItemAnswer>) {
  return (actions ?? []).flatMap((action) => action?.causes ?? []);
}

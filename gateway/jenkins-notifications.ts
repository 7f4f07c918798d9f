import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Pipeline } from '../domain/pipeline.ts';
import { forgotten, type Answer } from './answer.ts';
import type { Waking } from './waking.ts';

/** A notification as it came. */
export interface Notification {
  readonly stage: string;
  /** What the sender proves itself with; empty when there is nothing. */
  readonly token: string;
  /** Not read before it is asked for. Undefined when it is too large. */
  readonly readBody: () => Promise<string | undefined>;
}

export interface JenkinsNotificationsOptions {
  /** Undefined when none is configured: then nobody may notify. */
  readonly token: string | undefined;
  readonly pipeline: Pipeline;
  readonly waking: Pick<Waking, 'hearOfStage'>;
}

/** https://plugins.jenkins.io/notification: nothing but what tells one notification from another. */
const notification = z.object({
  build: z.object({
    number: z.int(),
    phase: z.string(),
    status: z.string().default(''),
  }),
});

/** A publisher that waits for a build learns nothing from its start. */
const PHASES: readonly string[] = ['COMPLETED', 'FINALIZED'];

/** Takes what the Notification plugin of Jenkins posts at the end of a build. None of it is believed. */
export class JenkinsNotifications {
  readonly #options: JenkinsNotificationsOptions;

  constructor(options: JenkinsNotificationsOptions) {
    this.#options = options;
  }

  /**
   * Takes one notification; what it brings about happens afterwards.
   *
   * @throws the system's error when the sender goes away.
   */
  async receive({ stage, token, readBody }: Notification): Promise<Answer> {
    const { pipeline, waking } = this.#options;
    if (this.#options.token === undefined) return NOT_CONFIGURED;
    if (!isSame(token, this.#options.token)) return WRONG_TOKEN;
    const body = await readBody();
    if (body === undefined) return TOO_LARGE;
    if (!pipeline.stages.some(({ name }) => name === stage))
      return forgotten(`the pipeline has no stage of that name`);
    const { data } = notification.safeParse(parse(body));
    if (data === undefined) return NO_NOTIFICATION;
    const { number, phase, status } = data.build;
    if (!PHASES.includes(phase)) return forgotten('only the end of a build wakes a publisher');
    const taken = waking.hearOfStage({ stage, picture: `build ${number} is ${phase} ${status}`.trimEnd() });
    return taken === 'full' ? FULL : { status: 202, reason: 'Taken.' };
  }
}

const NOT_CONFIGURED: Answer = {
  status: 404,
  reason: 'Nobody may notify: name the variable with the token in gateway.jenkinsTokenEnv of limelight.yaml.',
};
const WRONG_TOKEN: Answer = {
  status: 401,
  reason: 'The token is missing or wrong: send "Authorization: Bearer TOKEN", or POST /jenkins/STAGE/TOKEN.',
};
const TOO_LARGE: Answer = { status: 413, reason: 'The notification is too large: leave out the log.' };
const NO_NOTIFICATION: Answer = {
  status: 400,
  reason: 'The body must be JSON: {"build": {"number": 42, "phase": "COMPLETED", "status": "SUCCESS"}}.',
};
const FULL: Answer = {
  status: 503,
  reason: 'Too much at a time. Nothing is lost: publishers look by themselves, too.',
};

/** Of the hashes, so that the time it takes tells nothing, not even the length. */
function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

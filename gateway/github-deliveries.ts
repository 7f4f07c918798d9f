import { Webhooks } from '@octokit/webhooks';
import { forgotten, type Answer } from './answer.ts';
import { BoundedMap } from './bounded-map.ts';
import { EVENTS, readRepository, readSubject } from './delivery-subject.ts';
import type { Waking } from './waking.ts';

/** A delivery of a GitHub webhook as it came. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Not read before it is asked for. Undefined when it is too large. */
  readonly readBody: () => Promise<string | undefined>;
}

export interface GitHubDeliveriesOptions {
  readonly secret: string;
  /** The storage, `OWNER/NAME`. */
  readonly repository: string;
  readonly waking: Pick<Waking, 'hear'>;
}

/** GitHub sends one again only when a person asks for it: within days, and seldom. */
const MOST_IDS = 5_000;

/** Takes the deliveries of a GitHub webhook, each once, and only those that GitHub has signed. */
export class GitHubDeliveries {
  readonly #options: GitHubDeliveriesOptions;
  readonly #webhooks: Webhooks;
  readonly #known = new BoundedMap<string, true>(MOST_IDS);

  /** @throws TypeError when the secret is empty. */
  constructor(options: GitHubDeliveriesOptions) {
    this.#options = options;
    this.#webhooks = new Webhooks({ secret: options.secret });
  }

  /**
   * Takes one delivery; what it brings about happens afterwards. The same again is forgotten.
   *
   * @throws the system's error when the sender goes away.
   */
  async receive({ headers, readBody }: Delivery): Promise<Answer> {
    const read = (name: string): string => String(headers[name] ?? '');
    const signature = read('x-hub-signature-256');
    if (signature === '') return UNSIGNED;
    const body = await readBody();
    if (body === undefined) return TOO_LARGE;
    if (body === '' || !(await this.#webhooks.verify(body, signature))) return WRONGLY_SIGNED;
    const payload = parsePayload(body, read('content-type'));
    if (payload === undefined) return NO_PAYLOAD;
    return this.#take(read('x-github-event'), read('x-github-delivery'), payload);
  }

  #take(event: string, id: string, payload: unknown): Answer {
    if (event === '' || id === '') return NO_EVENT;
    if (event === 'ping')
      return { status: 200, reason: `The webhook is set up. Events to send: ${EVENTS.join(', ')}.` };
    const { repository, waking } = this.#options;
    const from = readRepository(payload);
    if (from?.toLowerCase() !== repository.toLowerCase())
      return forgotten(`it is about ${from ?? 'no repository'}, and this is the gateway of ${repository}`);
    const subject = readSubject(event, payload);
    if (subject === undefined) return forgotten('this event wakes nobody');
    if (this.#known.get(id) !== undefined) return forgotten('this delivery was taken before');
    const taken = waking.hear(subject);
    // One that was not taken may come again.
    if (taken === 'full') return FULL;
    this.#known.set(id, true);
    return taken === 'taken' ? { status: 202, reason: 'Taken.' } : forgotten('it concerns no journey');
  }
}

const UNSIGNED: Answer = {
  status: 401,
  reason: 'There is no X-Hub-Signature-256: set a secret in the settings of the webhook.',
};
const WRONGLY_SIGNED: Answer = {
  status: 401,
  reason: "The signature is wrong: the secret of the webhook must be the gateway's.",
};
const TOO_LARGE: Answer = {
  status: 413,
  reason:
    'The delivery is too large, or too much comes at a time. Nothing is lost: journeys look by themselves.',
};
const NO_PAYLOAD: Answer = {
  status: 400,
  reason: 'The body is no JSON: set the content type of the webhook to application/json.',
};
const NO_EVENT: Answer = { status: 400, reason: 'X-GitHub-Event or X-GitHub-Delivery is missing.' };
const FULL: Answer = {
  status: 503,
  reason: 'Too much at a time. Nothing is lost: journeys look by themselves, too.',
};

/** GitHub can wrap the JSON in a form, and does so unless it is told otherwise. */
function parsePayload(body: string, contentType: string): unknown {
  const isForm = contentType.startsWith('application/x-www-form-urlencoded');
  try {
    return JSON.parse(isForm ? (new URLSearchParams(body).get('payload') ?? '') : body) as unknown;
  } catch {
    return undefined;
  }
}

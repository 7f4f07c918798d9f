import { listenOnLoopback, type LoopbackServer } from '../../../sandbox/loopback-server.ts';
import { GitHubStorage } from '../../../services/github/github-storage.ts';

export interface Asked {
  /** `METHOD /path` without the repository's prefix, or `GraphQL NAME`. */
  readonly what: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Reply = readonly [status: number, body: unknown];

/** Answers by script, for what real git never says or says too seldom: refusals, pages, races. */
export interface ScriptedGitHub {
  readonly storage: GitHubStorage;
  readonly asked: Asked[];
  /** What one kind of call is answered; several replies are given in turn, and the last one stays. */
  on(what: string, ...replies: Reply[]): void;
  close(): Promise<void>;
}

export async function startScriptedGitHub(): Promise<ScriptedGitHub> {
  const asked: Asked[] = [];
  const script = new Map<string, Reply[]>();
  const server: LoopbackServer = await listenOnLoopback(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    const query = /query (\w+)/.exec(String(body['query']))?.[1];
    const path = decodeURIComponent((request.url ?? '').replace('/repos/acme/storage', ''));
    const what = query === undefined ? `${request.method} ${path}` : `GraphQL ${query}`;
    asked.push({ what, body: query === undefined ? body : (body['variables'] as Asked['body']) });
    const replies = script.get(what) ?? [];
    const [status, answer] = (replies.length > 1 ? replies.shift() : replies[0]) ?? [
      500,
      { message: `nothing scripted for ${what}` },
    ];
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(status === 204 ? undefined : JSON.stringify(answer));
  });
  return {
    asked,
    storage: new GitHubStorage({
      apiUrl: server.url,
      repository: 'acme/storage',
      auth: { token: 'bot-token' },
    }),
    on: (what, ...replies) => void script.set(what, replies),
    close: () => server.close(),
  };
}

/** A GraphQL answer about the repository. */
export function repository(fields: Readonly<Record<string, unknown>>): Reply {
  return [200, { data: { repository: fields } }];
}

/** A validation failure in GitHub's words. */
export function refusal(...reasons: string[]): Reply {
  return [
    422,
    { message: 'Validation Failed', errors: reasons.map((message) => ({ code: 'custom', message })) },
  ];
}

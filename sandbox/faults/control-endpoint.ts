import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExchangeLog } from '../exchange-log.ts';
import type { Fault } from './fault-list.ts';

/** What can be done to a stand-in from outside of its service. */
export interface Controls {
  /** Adds all, or none. @throws RangeError for what is no fault of this stand-in. */
  addFaults(faults: readonly Fault[]): void;
  clearFaults(kind: string | undefined): void;
  listFaults(): unknown;
  state(): object;
  readonly log: ExchangeLog;
  /** Further verbs: `POST /__control/NAME` with a JSON body. */
  readonly verbs?: Readonly<Record<string, (body: unknown) => Promise<unknown>>>;
}

/**
 * Serves `/__control/`: `POST faults` (one fault or a list of them), `DELETE faults[?kind=K]`, `GET faults`,
 * `POST reset` (ends all faults), `GET state` (with what was asked, counted), and the stand-in's own verbs. Its exchanges are not in the exchange log: they belong to the test.
 *
 * @returns false when the path is not below `/__control/`.
 */
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  controls: Controls,
): Promise<boolean> {
  // A path that begins with two slashes would else be taken for a host.
  const url = new URL(`http://localhost${request.url?.startsWith('/') === true ? request.url : '/'}`);
  if (!url.pathname.startsWith('/__control/')) return false;
  const what = url.pathname.slice('/__control/'.length);
  const isReset = request.method === 'POST' && what === 'reset';
  const send = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(body, null, 1)}\n`);
  };
  try {
    if (request.method === 'GET' && what === 'state')
      send(200, { ...controls.state(), requests: controls.log.summary() });
    else if (request.method === 'GET' && what === 'faults') send(200, controls.listFaults());
    else if (request.method === 'POST' && what === 'faults') {
      const body = await readJson(request);
      controls.addFaults([body].flat() as Fault[]);
      send(201, controls.listFaults());
    } else if (isReset || (request.method === 'DELETE' && what === 'faults')) {
      controls.clearFaults(isReset ? undefined : (url.searchParams.get('kind') ?? undefined));
      send(200, controls.listFaults());
    } else {
      const verb = request.method === 'POST' ? controls.verbs?.[what] : undefined;
      if (verb === undefined)
        send(404, { message: `There is nothing at ${request.method ?? ''} ${url.pathname}.` });
      else send(200, (await verb(await readJson(request))) ?? {});
    }
  } catch (error) {
    send(400, { message: error instanceof Error ? error.message : String(error) });
  }
  return true;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text.trim() === '' ? {} : JSON.parse(text);
}

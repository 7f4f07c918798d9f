import { STATUS_CODES } from 'node:http';
import { describeAnswer, headerOf } from '../answer.ts';
import type { Answer } from '../http.ts';
import { StatusError } from '../status-error.ts';
import { describeCall, type Call } from '../unreachable.ts';

/** The API server answered with another status than 200. It says why itself, in a `Status` object. */
export class KubernetesError extends StatusError {
  override name = 'KubernetesError' as const;

  constructor(call: Call, answer: Answer) {
    super(call, answer, describe(call, answer));
  }
}

function describe(call: Call, answer: Answer): string {
  const { status, headers, text } = answer;
  const said = messageOf(text);
  if (said !== undefined) return `${describeCall(call)}: ${status} ${STATUS_CODES[status] ?? ''}: ${said}`;
  const location = headerOf(headers, 'location');
  return describeAnswer(call, answer) + (location === undefined ? '' : ` (it leads to ${location})`);
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
function messageOf(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' && message !== '' ? message : undefined;
  } catch {
    return undefined;
  }
}

import type { FaultKinds } from '../sandbox/faults/fault-kind.ts';
import { readFault } from '../sandbox/faults/fault-kind.ts';
import type { Fault } from '../sandbox/faults/fault-list.ts';
import { GITHUB_FAULTS } from '../sandbox/github/github-faults.ts';
import { JENKINS_FAULTS } from '../sandbox/jenkins/jenkins-faults.ts';
import { REGISTRY_FAULTS } from '../sandbox/registry/registry-faults.ts';
import type { Config } from '../worker/config.ts';
import { FaultRefused } from './errors/fault-refused.ts';
import { SandboxSilent } from './errors/sandbox-silent.ts';
import { askStandIn, standInsOf, type StandIn } from './sandbox-stand-ins.ts';

/** A fault that is in force, and where. */
export interface FaultInForce {
  readonly standIn: string;
  readonly fault: Fault;
}

/** The kinds of faults, by the stand-in that takes them. */
export const FAULT_KINDS: Readonly<Record<'github' | 'jenkins' | 'registry', FaultKinds>> = {
  github: GITHUB_FAULTS,
  jenkins: JENKINS_FAULTS,
  registry: REGISTRY_FAULTS,
};

/** What goes wrong on purpose in the sandbox that a configuration names. */
export class SandboxFaults {
  readonly #standIns: readonly StandIn[];

  constructor(config: Pick<Config, 'github' | 'jenkins' | 'addresses'>) {
    this.#standIns = standInsOf(config);
  }

  /** All faults that can still strike. @throws SandboxSilent. */
  async list(where?: string): Promise<FaultInForce[]> {
    const lists = this.#named(where).map(async (standIn) => inForce(standIn, await ask(standIn, 'GET')));
    return (await Promise.all(lists)).flat();
  }

  /**
   * Adds a fault to a stand-in, or with `registry` to each registry.
   *
   * @returns what is in force there then; a fault that acts at once is over by then.
   * @throws FaultRefused for what is no fault there, mostly before anything is asked: that a stand-in lacks what
   *   the fault concerns only it itself knows; SandboxSilent.
   */
  async add(where: string, given: unknown): Promise<FaultInForce[]> {
    const standIns = this.#named(where);
    const fault = checked(where, given);
    const lists: FaultInForce[] = [];
    for (const standIn of standIns) lists.push(...inForce(standIn, await ask(standIn, 'POST', '', fault)));
    return lists;
  }

  /** Ends all faults, or those of a stand-in, or those of a kind there. @throws FaultRefused, SandboxSilent. */
  async clear(where?: string, kind?: string): Promise<void> {
    const query = kind === undefined ? '' : `?kind=${encodeURIComponent(kind)}`;
    if (where !== undefined && kind !== undefined && !Object.hasOwn(kindsOf(where) ?? {}, kind)) {
      throw new FaultRefused(`There is no fault "${kind}" of ${where}.`, where);
    }
    for (const standIn of this.#named(where)) await ask(standIn, 'DELETE', query);
  }

  #named(where: string | undefined): readonly StandIn[] {
    if (where === undefined) return this.#standIns;
    const found = this.#standIns.filter(({ name }) => name === where || name.startsWith(`${where}/`));
    if (found.length > 0) return found;
    const names = [...this.#standIns.map(({ name }) => name), 'registry (for all three)'];
    throw new FaultRefused(`There is no stand-in "${where}"; there are: ${names.join(', ')}.`);
  }
}

/** The kinds of the faults that a stand-in takes; undefined when there is no such stand-in. */
export function kindsOf(where: string): FaultKinds | undefined {
  const [service = ''] = where.split('/');
  return Object.hasOwn(FAULT_KINDS, service) ? FAULT_KINDS[service as keyof typeof FAULT_KINDS] : undefined;
}

function checked(where: string, given: unknown): Fault {
  try {
    return readFault(kindsOf(where) ?? {}, given);
  } catch (error) {
    if (error instanceof RangeError) throw new FaultRefused(error.message, where, { cause: error });
    throw error;
  }
}

function inForce({ name }: StandIn, answer: unknown): FaultInForce[] {
  return (answer as readonly Fault[]).map((fault) => ({ standIn: name, fault }));
}

async function ask(
  standIn: StandIn,
  method: 'GET' | 'POST' | 'DELETE',
  query = '',
  fault?: Fault,
): Promise<readonly unknown[]> {
  const { isRefused, body } = await askStandIn(standIn, method, `faults${query}`, fault);
  if (isRefused) throw new FaultRefused(`${standIn.name}: ${messageOf(body)}`, standIn.name.split('/')[0]);
  if (!Array.isArray(body)) throw new SandboxSilent(standIn.name, standIn.url);
  return body;
}

function messageOf(body: unknown): string {
  const isSaid = typeof body === 'object' && body !== null && 'message' in body;
  return isSaid ? String(body.message) : 'It was refused.';
}

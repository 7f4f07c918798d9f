import { z } from 'zod';
import type { ExchangeLog } from '../exchange-log.ts';
import { readBody, type Call, type Reply } from './call.ts';
import type { Core } from './core.ts';
import { addNamedFault, clearNamedFaults, GITHUB_FAULTS, listNamedFaults } from './github-faults.ts';
import { readFault } from '../faults/fault-kind.ts';

const Match = {
  method: z.string().optional(),
  path: z.string().optional(),
  operation: z.string().optional(),
};
const FaultShape = z.strictObject({
  ...Match,
  count: z.int().positive().optional(),
  delayMs: z.number().optional(),
  status: z.int().optional(),
  message: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  html: z.boolean().optional(),
  dropBefore: z.boolean().optional(),
  dropAfter: z.boolean().optional(),
  hold: z.enum(['before', 'after']).optional(),
});
const Lag = z.strictObject({
  pulls: z.number().optional(),
  refs: z.number().optional(),
  objects: z.number().optional(),
  mergeability: z.number().optional(),
});
const Wish = z.strictObject({
  lag: Lag.optional(),
  faults: z.array(FaultShape).default([]),
  baseModified405: z.int().positive().optional(),
});

/**
 * What is no part of GitHub: faults from outside the process, and a look at what the stand-in holds.
 *
 * `GET /__control/faults` lists the faults that were asked for by name. `POST` takes one of them, or a list, as every
 * stand-in does; or, to say in detail what shall happen to which request, `{lag, faults: [{method, path, ..., count}], baseModified405}`, where `path` is the
 * source of a regular expression. `DELETE` ends all faults and lets go what is held; with `?kind=K`, those of a name.
 * `POST /__control/reset` ends all, too.
 *
 * @throws RangeError, or ApiError, for what is no fault.
 */
export function answerControl(
  core: Core,
  log: ExchangeLog,
  call: Call,
  method: string,
  path: string,
): Reply | undefined {
  if (path === '/__control/state' && method === 'GET')
    return { status: 200, body: { ...describe(core), requests: log.summary() } };
  const named = () => listNamedFaults(core.faults);
  if (path === '/__control/reset' && method === 'POST') {
    core.faults.clear();
    return { status: 200, body: named() };
  }
  if (path !== '/__control/faults') return undefined;
  if (method === 'GET') return { status: 200, body: named() };
  if (method === 'DELETE') {
    const kind = call.query.get('kind');
    if (kind === null) core.faults.clear();
    else clearNamedFaults(core.faults, kind);
    return { status: 200, body: named() };
  }
  if (method !== 'POST') return undefined;
  if (Array.isArray(call.body) || Object.hasOwn(Object(call.body), 'kind')) {
    const faults = [call.body].flat().map((fault) => readFault(GITHUB_FAULTS, fault));
    for (const fault of faults) addNamedFault(core.faults, fault);
    return { status: 201, body: named() };
  }
  injectAll(core, call);
  return { status: 200, body: describe(core) };
}

function injectAll(core: Core, call: Call): void {
  const { lag, faults, baseModified405 } = readBody(call, Wish);
  if (lag !== undefined) core.faults.lag = dropUndefined(lag);
  if (baseModified405 !== undefined) core.faults.baseModified405(baseModified405);
  for (const { path, ...fault } of faults)
    core.faults.inject({ ...dropUndefined(fault), ...(path !== undefined && { path: new RegExp(path) }) });
}

function describe(core: Core) {
  const { pulls, hooks } = core.state;
  return {
    lag: core.faults.lag,
    faults: core.faults.describe(),
    pulls: pulls.all(),
    hooks: hooks.all().length,
  };
}

/** Zod writes an absent field as undefined, which is not the same under exact optional properties. */
function dropUndefined<Shape extends object>(
  shape: Shape,
): { [Key in keyof Shape]: Exclude<Shape[Key], undefined> } {
  const entries = Object.entries(shape).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Shape]: Exclude<Shape[Key], undefined> };
}

import { isShortText, partsOf, readAll, readText } from './sent.ts';

/** What stands still while the line is stopped: all journeys, those at a stage, or those of a package. */
export type LineScope =
  | { readonly kind: 'everything' }
  | { readonly kind: 'stage'; readonly stage: string }
  | { readonly kind: 'package'; readonly name: string };

/** That a person stopped the line. Times are ISO 8601, UTC. */
export interface LineStop {
  readonly scope: LineScope;
  readonly actor: string;
  readonly reason: string;
  readonly since: string;
}

/** The stops that are in force; the line as a whole has them, and each journey that was told. */
export interface Line {
  /** Of two that arrive, the greater is the later one, also where another workflow has taken the line over. */
  readonly version: number;
  readonly stops: readonly LineStop[];
}

export const LINE_RUNS: Line = { version: 0, stops: [] };

/** What a person tells the line: that it stops, or goes on, and where. */
export interface LineDecision {
  readonly actor: string;
  readonly scope: LineScope;
  readonly reason?: string;
  readonly id?: string;
}

/** The stop that concerns a package at a stage; undefined where the line runs. */
export function stopFor({ stops }: Line, packageName: string, stage: string): LineStop | undefined {
  return stops.find(({ scope }) => {
    switch (scope.kind) {
      case 'everything':
        return true;
      case 'stage':
        return scope.stage === stage;
      case 'package':
        return scope.name === packageName;
    }
  });
}

/** The stop that concerns what a whole stage shares, its builds and roll-outs; that of one package holds up no others. */
export function stageStopFor({ stops }: Line, stage: string): LineStop | undefined {
  return stops.find(
    ({ scope }) => scope.kind !== 'package' && (scope.kind === 'everything' || scope.stage === stage),
  );
}

/** A scope in words, such as `stage staging`. */
export function describeScope(scope: LineScope): string {
  switch (scope.kind) {
    case 'everything':
      return 'everything';
    case 'stage':
      return `stage ${scope.stage}`;
    case 'package':
      return `package ${scope.name}`;
  }
}

/** A stop in words. */
export function describeStop({ scope, actor, reason, since }: LineStop): string {
  return `${actor} stopped the line for ${describeScope(scope)}: ${reason} (since ${since})`;
}

/** Why the line cannot be stopped so; undefined when it can. Pure: the update's validator asks it. */
export function refuseStop(line: Line, { actor, scope, reason }: LineDecision): string | undefined {
  if (actor === '') return 'a decision needs an actor: say who decides';
  if (reason === undefined || reason.trim() === '')
    return 'say why: every journey that stands still shows it';
  const earlier = findStop(line, scope);
  return earlier === undefined ? undefined : `it stands still already: ${describeStop(earlier)}`;
}

/** Why the line cannot go on so; undefined when it can. */
export function refuseGoOn(line: Line, { actor, scope }: LineDecision): string | undefined {
  if (actor === '') return 'a decision needs an actor: say who decides';
  if (findStop(line, scope) !== undefined) return undefined;
  const others = line.stops.map((stop) => describeScope(stop.scope)).join(', ');
  return `the line is not stopped for ${describeScope(scope)}${others === '' ? '' : `, but for ${others}`}`;
}

/** Stops the line. */
export function stopLine(line: Line, { actor, scope, reason = '' }: LineDecision, at: string): Line {
  return { version: versionAfter(line, at), stops: [...line.stops, { scope, actor, reason, since: at }] };
}

/** Lets the line go on. */
export function letGoOn(line: Line, { scope }: LineDecision, at: string): Line {
  const key = describeScope(scope);
  return {
    version: versionAfter(line, at),
    stops: line.stops.filter((stop) => describeScope(stop.scope) !== key),
  };
}

/**
 * The version of a change: the instant of it, in epoch milliseconds, and in any case greater than the one before. A
 * count would begin anew with each workflow, and journeys that heard a greater one would pass the line over.
 */
function versionAfter({ version }: Line, at: string): number {
  return Math.max(version + 1, Date.parse(at));
}

/** Reads a decision that came in from outside, where anybody may send anything. It never throws. */
export function readLineDecision(sent: unknown): LineDecision | undefined {
  const { actor, scope, reason, id } = partsOf(sent);
  const read = readScope(scope);
  if (read === undefined) return undefined;
  const why = readText(reason);
  return {
    actor: readText(actor)?.trim() ?? '',
    scope: read,
    ...(why !== undefined && { reason: why }),
    ...(isShortText(id) && { id }),
  };
}

/**
 * Reads what the line tells a journey by a signal, which anybody may send; undefined where a part of it is none. It
 * never throws, because a signal that throws would stop the journey.
 */
export function readLine(sent: unknown): Line | undefined {
  const { version, stops } = partsOf(sent);
  const read = readAll(stops, readStop);
  return isVersion(version) && read !== undefined ? { version, stops: read } : undefined;
}

function isVersion(sent: unknown): sent is number {
  return Number.isSafeInteger(sent);
}

function readStop(sent: unknown): LineStop | undefined {
  const parts = partsOf(sent);
  const scope = readScope(parts['scope']);
  const [actor, reason, since] = [parts['actor'], parts['reason'], parts['since']].map(readText);
  return scope !== undefined && actor !== undefined && reason !== undefined && since !== undefined
    ? { scope, actor, reason, since }
    : undefined;
}

function readScope(sent: unknown): LineScope | undefined {
  const { kind, stage, name } = partsOf(sent);
  if (kind === 'everything') return { kind };
  if (kind === 'stage' && isShortText(stage)) return { kind, stage };
  if (kind === 'package' && isShortText(name)) return { kind, name };
  return undefined;
}

function findStop({ stops }: Line, scope: LineScope): LineStop | undefined {
  const key = describeScope(scope);
  return stops.find((stop) => describeScope(stop.scope) === key);
}

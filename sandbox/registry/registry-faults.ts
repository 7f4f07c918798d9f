import type { Image } from '../images/image-store.ts';
import type { Fault, FaultList } from '../faults/fault-list.ts';
import { answer, type RegistryAnswer } from './registry-answer.ts';

/**
 * What a registry can be made to do wrong.
 *
 * - `rolloutNeverHappens`, `crashLoop`: a roll-out leaves the old image in place.
 * - `rolloutDelayed`: it begins `ms` later.
 * - `flap`: every second request is answered from the image before the last roll-out.
 * - `staleCdn`: the cache serves `ms` beyond what it may.
 * - `wrongContentSameVersion`, `missingFileInZip`, `versionVanishes`: `value` is NAME@VERSION, or
 *   NAME@VERSION/path for the first two.
 * - `5xx`: `value` is the status (503 unless given). `timeout`: no answer. `truncatedJson`, `htmlErrorPage`.
 * - `searchOnlyOld`: searches answer from the image before the last roll-out, pages from the new one.
 * - `startupRefused`: for `ms` after a roll-out connections are refused.
 * - `rateLimit429`: with `Retry-After` from `ms`.
 */
export const REGISTRY_FAULTS = [
  'rolloutNeverHappens',
  'rolloutDelayed',
  'flap',
  'staleCdn',
  'wrongContentSameVersion',
  'missingFileInZip',
  'versionVanishes',
  '5xx',
  'timeout',
  'truncatedJson',
  'htmlErrorPage',
  'searchOnlyOld',
  'startupRefused',
  'crashLoop',
  'rateLimit429',
] as const;

export type RegistryFault = (typeof REGISTRY_FAULTS)[number];

/** An answer that comes from a fault alone; undefined when none strikes. */
export function faultyAnswer(faults: FaultList<RegistryFault>, subject: string): RegistryAnswer | undefined {
  const limit = faults.take('rateLimit429', subject);
  if (limit !== undefined) {
    const seconds = String(Math.ceil((limit.ms ?? 1000) / 1000));
    return answer(429, { 'retry-after': seconds, 'content-type': 'text/plain' }, 'Too Many Requests\n');
  }
  const failure = faults.take('5xx', subject);
  if (failure !== undefined) {
    return answer(Number(failure.value ?? 503), { 'content-type': 'text/plain' }, 'upstream connect error\n');
  }
  if (faults.take('htmlErrorPage', subject) !== undefined) {
    const page = '<html><head><title>Service Unavailable</title></head><body><h1>Sorry</h1></body></html>\n';
    return answer(200, { 'content-type': 'text/html' }, page);
  }
  return undefined;
}

/** The image that a faulty registry answers from instead of the right one. */
export function faultyImage(
  faults: FaultList<RegistryFault>,
  subject: string,
  { right, before, turn }: { right: Image | undefined; before: Image | undefined; turn: number },
): Image | undefined {
  const isOldSearch = / \/search/.test(subject) && faults.take('searchOnlyOld', subject) !== undefined;
  const isFlapping = faults.take('flap', subject) !== undefined && turn % 2 === 0;
  return (isOldSearch || isFlapping) && before !== undefined ? before : right;
}

/** Takes NAME@VERSION[/path] of a fault apart. */
export function targetOf(fault: Fault): { name: string; version: string; path: string | undefined } {
  const [, name = '', version = '', path] = /^([^@]*)@([^/]*)(?:\/(.+))?$/.exec(fault.value ?? '') ?? [];
  return { name, version, path };
}

import { z } from 'zod';
import type { FaultKinds } from '../faults/fault-kind.ts';
import type { Image } from '../images/image-store.ts';
import type { Fault, FaultList } from '../faults/fault-list.ts';
import { answer, type RegistryAnswer } from './registry-answer.ts';

const REQUEST = 'METHOD /path?query';
const ROLLOUT = 'ROLLOUT commit';
const VERSION = { says: 'NAME@VERSION', shape: z.string().regex(/^[^@/]+@[^@/]+$/) };
const VERSION_OR_PATH = {
  says: 'NAME@VERSION or NAME@VERSION/path',
  shape: z.string().regex(/^[^@/]+@[^@/]+/),
};

/** What a registry can be made to do wrong. */
export const REGISTRY_FAULTS = {
  rolloutNeverHappens: { does: 'a roll-out leaves the old image in place', on: ROLLOUT },
  rolloutDelayed: { does: 'a roll-out begins late', on: ROLLOUT, ms: 'how late; 1000 unless given' },
  crashLoop: { does: 'the new pods do not start: the old ones go on serving', on: ROLLOUT },
  startupRefused: {
    does: 'connections are refused after a roll-out',
    on: ROLLOUT,
    ms: 'for how long; 1000 unless given',
  },
  flap: { does: 'every second answer is from the image before the last roll-out', on: REQUEST },
  searchOnlyOld: {
    does: 'searches answer from the image before the last roll-out, pages do not',
    on: REQUEST,
  },
  staleCdn: {
    does: 'the cache serves what it may not serve any more, where there is one',
    on: REQUEST,
    ms: 'for how much longer',
    needsMs: true,
  },
  wrongContentSameVersion: { does: 'a version has other bytes', value: VERSION_OR_PATH, lasting: true },
  missingFileInZip: { does: 'the archive of a version lacks a file', value: VERSION_OR_PATH, lasting: true },
  versionVanishes: { does: 'a version is not there any more', value: VERSION, lasting: true },
  '5xx': {
    does: 'answers with an error',
    on: REQUEST,
    value: {
      says: 'a status from 500 to 599; 503 unless given',
      shape: z.string().regex(/^5\d\d$/),
      optional: true,
    },
  },
  timeout: { does: 'does not answer', on: REQUEST },
  truncatedJson: { does: 'the end of an answer is missing', on: REQUEST },
  htmlErrorPage: { does: 'a page for people comes with status 200', on: REQUEST },
  rateLimit429: { does: 'too many requests', on: REQUEST, ms: 'what Retry-After says; 1000 unless given' },
} as const satisfies FaultKinds;

export type RegistryFault = keyof typeof REGISTRY_FAULTS;

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

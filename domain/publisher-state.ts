import type { ImageLayer, PublishedBuild } from './build.ts';
import type { BuildRequest } from './builds.ts';
import type { AttentionReason } from './change-gate.ts';
import type { CurrentBuild } from './current-build.ts';
import type { RecordedDecision } from './journey-state.ts';
import type { Deploy } from './pipeline.ts';
import type { Trials } from './publisher-trials.ts';
import { addRollOut, type RollOut } from './roll-outs.ts';
import { isShortText, partsOf, readAll } from './sent.ts';
import { isDuration, readTiming, type Timing } from './timing.ts';

/** What a journey asks of a branch's publisher: an image that holds this. */
export interface PublishRequest extends BuildRequest {
  /** First run id of the journey, step, and a serial: sent twice it is one request. */
  readonly id: string;
  /** The journey that waits for the answer. */
  readonly workflowId: string;
}

/** The build that answers a request. */
export interface PublishAnswer {
  readonly id: string;
  readonly workflowId: string;
  readonly build: PublishedBuild;
}

/** What a publisher goes by. It comes with each request, and the latest counts for all. */
export interface PublishTerms {
  readonly timing: Timing;
  readonly deploy: Deploy;
  /** The names of the stages whose images this one is built from; absent in what an older version sent. */
  readonly layers?: readonly string[];
}

/** A build that failed, with the end of its log. */
export interface RedBuild {
  readonly number: number;
  readonly url: string;
  readonly result: string;
  readonly log: string;
}

/** What starts the publisher of a stage. The lists are what it carries from one run to the next. */
export interface PublisherInput extends PublishTerms {
  readonly stage: string;
  readonly requests?: readonly PublishRequest[];
  readonly answers?: readonly PublishAnswer[];
  readonly decisions?: readonly RecordedDecision[];
  readonly rollOuts?: readonly RollOut[];
  readonly withdrawn?: readonly string[];
  readonly trials?: Trials;
  /** For tests: continues as new after so many events; otherwise when the server suggests it. */
  readonly mostEvents?: number;
}

/** That a publisher cannot go on by itself with something. */
export interface PublisherAttention {
  readonly reason: AttentionReason;
  readonly sentence: string;
  readonly since: string;
}

/** What the `state` query of a publisher answers. Plain JSON. */
export interface PublisherState {
  readonly schema: 1;
  readonly stage: string;
  /** Those that no build has answered yet, the oldest first. */
  readonly requests: readonly PublishRequest[];
  /** The answers given last, the newest last: a journey that lost its own reads it here. */
  readonly answers: readonly PublishAnswer[];
  /** The ids of the requests that were withdrawn last: who was asking at that moment may still ask again. */
  readonly withdrawn?: readonly string[];
  /** What it does at this moment, in a sentence. */
  readonly doing: string;
  /** The builds of the branch that run or wait, while it watches them. */
  readonly current?: readonly CurrentBuild[];
  /** About the builds. */
  readonly attention?: PublisherAttention;
  /** About the roll-outs: builds go on meanwhile. */
  readonly rollOutAttention?: PublisherAttention;
  /** Why no roll-out is ordered: the line is stopped. Nobody need act on the publisher. */
  readonly rollOutStop?: string;
  /** How the images of its builds came out, the newest last. */
  readonly rollOuts: readonly RollOut[];
  readonly decisions: readonly RecordedDecision[];
}

/** How many answers a publisher remembers: more than journeys ever wait at one branch. */
const MOST_ANSWERS = 1_000;
const MOST_DECISIONS = 50;
/** A journey that ends asks no more within seconds. */
const MOST_WITHDRAWN = 100;

/** A publisher at the beginning of a run, with what the run before has left it. */
export function beginPublishing({
  stage,
  requests = [],
  answers = [],
  decisions = [],
  rollOuts = [],
  withdrawn,
}: PublisherInput): PublisherState {
  const doing = 'nothing is asked of it';
  return {
    schema: 1,
    stage,
    requests,
    answers,
    rollOuts,
    decisions,
    doing,
    ...(withdrawn !== undefined && { withdrawn }),
  };
}

/** Takes a request in, once: one that is pending, answered or withdrawn already changes nothing. */
export function takeRequest(state: PublisherState, request: PublishRequest): PublisherState {
  const { requests, answers, withdrawn = [] } = state;
  const isKnown = [...requests, ...answers].some(({ id }) => id === request.id);
  return isKnown || withdrawn.includes(request.id)
    ? state
    : { ...state, requests: [...state.requests, request] };
}

/** Keeps what was answered, and drops its requests. */
export function recordAnswers(state: PublisherState, answers: readonly PublishAnswer[]): PublisherState {
  const ids = new Set(answers.map(({ id }) => id));
  return {
    ...state,
    requests: state.requests.filter(({ id }) => !ids.has(id)),
    answers: [...state.answers, ...answers].slice(-MOST_ANSWERS),
  };
}

/** Says what the publisher does at this moment; it needs nobody any more. */
export function doNow(state: PublisherState, doing: string): PublisherState {
  const { attention: _attention, ...rest } = state;
  return { ...rest, doing };
}

/** Shows the builds that are on their way; without any, that none is watched. */
export function showBuilds(state: PublisherState, current: readonly CurrentBuild[] = []): PublisherState {
  const { current: _current, ...rest } = state;
  return { ...rest, ...(current.length > 0 && { current }) };
}

/** The publisher cannot go on by itself. `since` is kept while the sentence is the same. */
export function holdPublisher(
  state: PublisherState,
  reason: AttentionReason,
  sentence: string,
  at: string,
): PublisherState {
  const since = state.attention?.sentence === sentence ? state.attention.since : at;
  return { ...state, attention: { reason, sentence, since } };
}

/** Keeps where the roll-out of a build stands, in the place of what was known of it before. */
export function recordRollOut(state: PublisherState, rollOut: RollOut): PublisherState {
  return { ...state, rollOuts: addRollOut(state.rollOuts, rollOut) };
}

/** The publisher cannot order or follow a roll-out by itself; without a cause it can again. */
export function holdRollOuts(state: PublisherState, attention?: PublisherAttention): PublisherState {
  const { rollOutAttention: _rollOutAttention, ...rest } = state;
  return { ...rest, ...(attention !== undefined && { rollOutAttention: attention }) };
}

/** The line holds the roll-outs; without a cause it does no more. */
export function stopRollOuts(state: PublisherState, stop?: string): PublisherState {
  const { rollOutStop: _rollOutStop, ...rest } = state;
  return { ...rest, ...(stop !== undefined && { rollOutStop: stop }) };
}

/** Keeps what a person told the publisher; of many decisions only the last. */
export function recordPublisherDecision(state: PublisherState, decision: RecordedDecision): PublisherState {
  return { ...state, decisions: [...state.decisions, decision].slice(-MOST_DECISIONS) };
}

/** What a journey that waits can tell apart of a publisher's word on its request. */
export type PublisherWord =
  | { readonly kind: 'published'; readonly build: PublishedBuild }
  | { readonly kind: 'working'; readonly sentence: string }
  | { readonly kind: 'held'; readonly sentence: string; readonly since: string };

/** What a journey that waits asks a publisher: little, because a hundred ask at once. */
export interface WordOnRequest {
  /** Absent: it does not know the request. */
  readonly word?: PublisherWord;
  /** How many requests are open. */
  readonly open: number;
}

/** The publisher's word on a request; undefined when it does not know it. */
export function wordOn(state: PublisherState, id: string): PublisherWord | undefined {
  const answer = state.answers.find((candidate) => candidate.id === id);
  if (answer !== undefined) return { kind: 'published', build: answer.build };
  if (!state.requests.some((request) => request.id === id)) return undefined;
  const { attention } = state;
  if (attention === undefined) return { kind: 'working', sentence: state.doing };
  return {
    kind: 'held',
    sentence: `held by publisher/${state.stage}: ${attention.sentence}`,
    since: attention.since,
  };
}

/**
 * Reads an answer that came in as a signal, which anybody may send: undefined for what is none. A signal that
 * throws would stop the workflow.
 */
export function readAnswer(sent: unknown): PublishAnswer | undefined {
  const { id, workflowId, build } = partsOf(sent);
  const read = readBuild(build);
  return isShortText(id) && isShortText(workflowId) && read !== undefined
    ? { id, workflowId, build: read }
    : undefined;
}

/** Reads a request that came in as a signal, as {@link readAnswer} does. */
export function readRequest(sent: unknown): PublishRequest | undefined {
  const { id, workflowId, commit, layers } = partsOf(sent);
  const read = readAll(layers, readLayer);
  if (!isShortText(id) || !isShortText(workflowId) || read === undefined) return undefined;
  if (commit === undefined) return { id, workflowId, layers: read };
  return isCommit(commit) ? { id, workflowId, commit, layers: read } : undefined;
}

/** Reads the id of a request that is withdrawn by a signal, as {@link readAnswer} does. */
export function readWithdrawal(sent: unknown): string | undefined {
  const { id } = partsOf(sent);
  return isShortText(id) ? id : undefined;
}

/** Reads the terms that come with a request, as {@link readAnswer} does. */
export function readTerms(sent: unknown): PublishTerms | undefined {
  const { timing, deploy, layers } = partsOf(sent);
  const durations = readTiming(timing);
  const how = readDeploy(deploy);
  if (durations === undefined || how === undefined) return undefined;
  if (layers === undefined) return { timing: durations, deploy: how };
  const read = readAll(layers, (layer) => (isShortText(layer) ? layer : undefined));
  return read === undefined ? undefined : { timing: durations, deploy: how, layers: read };
}

const DEPLOY_MODES: readonly Deploy['mode'][] = ['automatic', 'manual', 'webhook', 'kubernetes'];

function readDeploy(sent: unknown): Deploy | undefined {
  const { mode: named, remindMs } = partsOf(sent);
  const mode = DEPLOY_MODES.find((known) => known === named);
  return mode !== undefined && isDuration(remindMs) ? { mode, remindMs } : undefined;
}

function readBuild(sent: unknown): PublishedBuild | undefined {
  const { number, url, commit, startedAt, finishedAt, layers } = partsOf(sent);
  if (!isNumber(number) || !isNumber(startedAt) || !isNumber(finishedAt)) return undefined;
  if (!isShortText(url) || !isShortText(commit)) return undefined;
  const build = { number, url, commit, startedAt, finishedAt };
  if (layers === undefined) return build;
  const read = readAll(layers, readImageLayer);
  return read === undefined ? undefined : { ...build, layers: read };
}

function isCommit(sent: unknown): sent is string {
  return typeof sent === 'string' && /^[0-9a-f]{40}$/.test(sent);
}

function readLayer(sent: unknown): BuildRequest['layers'][number] | undefined {
  const layer = readImageLayer(sent);
  const { finishedAt } = partsOf(sent);
  return layer !== undefined && isNumber(finishedAt) ? { ...layer, finishedAt } : undefined;
}

function readImageLayer(sent: unknown): ImageLayer | undefined {
  const { stage, build } = partsOf(sent);
  return isShortText(stage) && isNumber(build) ? { stage, build } : undefined;
}

function isNumber(sent: unknown): sent is number {
  return Number.isFinite(sent);
}

/** Drops a request that its journey has withdrawn, for good. */
export function withdrawRequest(state: PublisherState, id: string): PublisherState {
  const withdrawn = [...(state.withdrawn ?? []).filter((other) => other !== id), id].slice(-MOST_WITHDRAWN);
  return { ...dropRequests(state, [id]), withdrawn };
}

/** Drops the requests of journeys that are gone. */
export function dropRequests(state: PublisherState, ids: readonly string[]): PublisherState {
  return { ...state, requests: state.requests.filter(({ id }) => !ids.includes(id)) };
}

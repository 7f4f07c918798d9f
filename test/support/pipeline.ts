import type { Pipeline, Stage } from '../../domain/pipeline.ts';

/** A pipeline of stages with the names of what they serve; everything else as most storages have it. */
export function pipelineOf(stages: Record<string, readonly string[]>): Pipeline {
  return { stages: Object.entries(stages).map(([name, serves]) => stageOf(name, { serves })) };
}

/** A stage whose branch has its name, with one approval by review or signal, a full proof and automatic roll-outs. */
export function stageOf(name: string, change: Partial<Stage> = {}): Stage {
  return {
    name,
    branch: name,
    serves: [name],
    approval: { count: 1, via: ['review', 'signal'] },
    checks: { required: [], whenNone: 'wait' },
    proof: { content: 'full', looks: 2, spacingMs: 50, windowMs: 300 },
    deploy: { mode: 'automatic', remindMs: 60_000 },
    ...change,
  };
}

/** The three stages of a package storage. */
export const PIPELINE = pipelineOf({
  snapshot: ['snapshot', 'staging', 'production'],
  staging: ['staging', 'production'],
  production: ['production'],
});

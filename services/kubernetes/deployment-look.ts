import { z } from 'zod';

/** Where a Deployment tells the build that its pods were last restarted for. */
export const BUILD_ANNOTATION = 'limelight.dev/build';

/** How far a Deployment has come with its pods. */
export interface DeploymentLook {
  /** The build that its pod template was last patched for; null when it was for none. */
  readonly build: number | null;
  /** True when all pods are of the newest template and serve, and no older one is left. */
  readonly complete: boolean;
  /** For people: what is still missing. The same while nothing changes. */
  readonly sentence: string;
}

/**
 * What of a Deployment is looked at. Counts of 0 are left out by the API server.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/
 */
export const deploymentAnswer = z.object({
  kind: z.literal('Deployment'),
  metadata: z.object({ generation: z.number() }),
  spec: z.object({
    replicas: z.number().default(1),
    template: z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }).prefault({}),
    }),
  }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), message: z.string().default('') }))
        .default([]),
    })
    .prefault({}),
});

/** Reads a Deployment as `kubectl rollout status` does, but for one that is scaled to nothing: that serves nobody. */
export function readDeployment({ metadata, spec, status }: z.infer<typeof deploymentAnswer>): DeploymentLook {
  const annotation = Number(spec.template.metadata.annotations[BUILD_ANNOTATION]);
  const build = Number.isSafeInteger(annotation) ? annotation : null;
  const { replicas: wanted } = spec;
  const { updatedReplicas: updated, availableReplicas: available, replicas } = status;
  const waits = (sentence: string): DeploymentLook => ({ build, complete: false, sentence });
  if (status.observedGeneration < metadata.generation)
    return waits('the change of the Deployment is not observed yet');
  if (wanted === 0) return waits('the Deployment is scaled to no pods');
  const stalled = status.conditions.find((one) => one.type === 'Progressing' && one.status === 'False');
  const why = stalled === undefined ? '' : `; ${stalled.message}`;
  if (updated < wanted) return waits(`${updated} of ${wanted} pods have the new image${why}`);
  if (replicas > updated) return waits(`${replicas - updated} old pods are still there${why}`);
  if (available < wanted) return waits(`${available} of ${wanted} new pods serve${why}`);
  return { build, complete: true, sentence: `all ${wanted} pods have the new image and serve` };
}

import { describe, expect, it } from 'vitest';
import { findAdoptable } from '../../client/adoptions.ts';
import type { AuditFacts } from '../../domain/audit.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { PIPELINE } from '../support/pipeline.ts';

const ROUTE = PIPELINE.stages.map(({ name }) => name);
const nginx = parsePackageVersion('nginx@1.6.0');

/** One version on snapshot that no journey carries. */
function orphan(change: Partial<AuditFacts> = {}): AuditFacts {
  return {
    pipeline: PIPELINE,
    missingBranches: [],
    versions: [
      { packageVersion: nginx, on: [{ stage: 'snapshot', branch: 'snapshot', tree: 'a'.repeat(40) }] },
    ],
    journeys: new Map(),
    differences: new Map(),
    changes: [],
    branches: [],
    contentRefs: [],
    registries: new Map(),
    ...change,
  };
}

describe('an adoption', () => {
  it('offers a journey for a version that nobody carries', () => {
    const { prospects, leftOut } = findAdoptable(orphan(), PIPELINE, ROUTE, new Map());
    expect([prospects.map(({ packageVersion }) => packageVersion), leftOut]).toEqual([[nginx], []]);
  });

  it('leaves out what somebody aborted, and says who, why, and what starts it all the same', () => {
    const ended = new Map([['nginx@1.6.0', 'aborted by ada: it breaks Kibana']]);
    const { prospects, leftOut } = findAdoptable(orphan(), PIPELINE, ROUTE, ended);
    expect(prospects).toEqual([]);
    expect(leftOut).toEqual([
      {
        packageVersion: nginx,
        why: 'its last journey was aborted by ada: it breaks Kibana; `limelight start nginx@1.6.0` begins another',
      },
    ]);
  });

  it('starts nothing where the storage lacks a branch of the pipeline', () => {
    const { prospects, leftOut } = findAdoptable(
      orphan({ missingBranches: ['stagng'] }),
      PIPELINE,
      ROUTE,
      new Map(),
    );
    expect(prospects).toEqual([]);
    expect(leftOut).toEqual([
      { packageVersion: nginx, why: 'the storage has no branch "stagng", so no journey could begin' },
    ]);
  });
});

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  contentRef,
  formatMarker,
  headBranchName,
  journeyWorkflowId,
  parseHeadBranch,
  parseJourneyWorkflowId,
  parseMarker,
} from '../../domain/names.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';

const VERSIONS = [
  'nginx@1.6.0',
  'a@1.0.0-x.lock',
  'apm@8.0.0-rc.1+build.5',
  'x@1.0.0-1-to-staging-1',
  'y@0.0.1--',
];

describe('names round-trip', () => {
  it.each(VERSIONS)('workflow id of %s', (text) => {
    const packageVersion = parsePackageVersion(text);
    expect(journeyWorkflowId(packageVersion)).toBe(`package/${text}`);
    expect(parseJourneyWorkflowId(journeyWorkflowId(packageVersion))).toEqual(packageVersion);
  });

  it.each(VERSIONS.flatMap((text) => (['add', 'remove'] as const).map((kind) => [kind, text] as const)))(
    'head branch that would %s %s',
    (kind, text) => {
      const head = { kind, packageVersion: parsePackageVersion(text), stage: 'staging', round: 12 };
      expect(parseHeadBranch(headBranchName(head))).toEqual(head);
    },
  );

  it.each(VERSIONS)('git accepts every ref of %s', (text) => {
    const packageVersion = parsePackageVersion(text);
    const refs = [
      contentRef(packageVersion, 'a'.repeat(40)),
      `refs/heads/${headBranchName({ kind: 'add', packageVersion, stage: 'staging', round: 1 })}`,
      `refs/heads/${headBranchName({ kind: 'remove', packageVersion, stage: 'snapshot', round: 1 })}`,
    ];
    for (const ref of refs)
      expect(execFileSync('git', ['check-ref-format', '--normalize', ref], { encoding: 'utf8' }).trim()).toBe(
        ref,
      );
  });

  it('a marker survives what people write around it', () => {
    const marker = { workflowId: 'package/nginx@1.6.0', firstRunId: 'f2d1', step: 'add-staging' };
    expect(parseMarker(`edited\n\n${formatMarker(marker)}\nthanks!`)).toEqual(marker);
  });
});

describe('foreign names are not ours', () => {
  it.each([
    'main',
    'limelight/x',
    'limelight/add-nginx@1.6.0-to-staging',
    'limelight/add-nginx@1.6.0-from-staging-1',
    'limelight/add-nginx@latest-to-staging-1',
    'limelight/add-nginx@1.6.0-to-staging-0',
  ])('head %s', (branch) => {
    expect(parseHeadBranch(branch)).toBeUndefined();
  });

  it.each(['publisher/staging', 'package/nginx', 'package/../x@1.0.0'])('workflow id %s', (id) => {
    expect(parseJourneyWorkflowId(id)).toBeUndefined();
  });

  it('a body without a marker', () => {
    expect(parseMarker('<!-- limelight -->')).toBeUndefined();
  });
});

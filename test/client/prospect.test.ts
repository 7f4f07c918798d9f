import { describe, expect, it } from 'vitest';
import { toProspect, type Standing } from '../../client/prospect.ts';
import { renderProspect } from '../../client/cli/views/prospect.ts';
import { createPaint } from '../../client/cli/paint.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { PIPELINE } from '../support/pipeline.ts';

const ROUTE = ['snapshot', 'production'];
const DIFFERS = '1 changed (manifest.yml)';

function prospectOf(...foundOn: readonly Standing[]) {
  const packageVersion = parsePackageVersion('nginx@1.6.0');
  return toProspect(PIPELINE, { packageVersion, route: ROUTE, foundOn, proposals: [], missingBranches: [] });
}

function standing(stage: string, differs?: string): Standing {
  const tree = (differs === undefined ? 'a' : 'b').repeat(40);
  return { stage, branch: stage, tree, ...(differs !== undefined && { differs }) };
}

describe('a prospect', () => {
  it('takes a step for done where the branch holds the very bytes', () => {
    const { steps } = prospectOf(standing('snapshot'));
    expect(steps[0]).toEqual({
      id: 'add-snapshot',
      kind: 'add',
      stage: 'snapshot',
      towards: 'snapshot',
      outlook: 'there',
    });
  });

  it('never takes other bytes for what a step would add, and says where a person would be asked', () => {
    const prospect = prospectOf(standing('staging'), standing('snapshot', DIFFERS));
    const told = prospect.steps.map(({ id, outlook, differs }) => [id, outlook, differs]);
    expect(told.filter(([, , differs]) => differs !== undefined)).toEqual([
      ['add-snapshot', 'to-do', DIFFERS],
    ]);
    const lines = renderProspect(prospect, createPaint(false));
    expect(lines).toContainEqual(
      expect.stringMatching(/add to snapshot .*would ask a person: snapshot holds other content/),
    );
    expect(lines).toContain(
      'snapshot holds other content: 1 changed (manifest.yml). No journey removes it by itself.',
    );
  });
});

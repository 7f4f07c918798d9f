import { readFileSync } from 'node:fs';
import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const LOCK = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      engines: z.object({ node: z.string() }).partial().optional(),
    }),
  ),
});

/** The oldest Node that `package.json` promises. */
const OLDEST = '20.19.0';

describe('the packages that are installed', () => {
  const { packages } = LOCK.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

  it('include our own promise of the oldest Node', () => {
    expect(packages['']?.engines?.node).toBe(`>=${OLDEST.replace(/\.0$/, '')}`);
  });

  it('all run on the oldest Node that we promise, by what they say themselves', () => {
    const tooNew = Object.entries(packages).flatMap(([path, { version, engines }]) =>
      engines?.node === undefined || semver.satisfies(OLDEST, engines.node)
        ? []
        : [`${path}@${version} wants Node ${engines.node}`],
    );
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(tooNew).toEqual([]);
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RequestedSource } from '../../client/requested-source.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';

/** Writes the least that a registry serves into a folder below `dir`, for a version that no other test has. */
export async function smallPackage(dir: string, text: string): Promise<RequestedSource> {
  const { name, version } = parsePackageVersion(text);
  const path = join(dir, 'packages', name, version);
  const manifest = [
    'format_version: 1.0.0',
    `name: ${name}`,
    `title: ${name}`,
    `version: ${version}`,
    `description: ${name} of the tests.`,
    'type: integration',
    'release: experimental',
    'categories: [custom]',
    'conditions: { kibana.version: ^8.0.0 }',
    'owner: { github: limelight/tests }',
  ];
  const files = { 'manifest.yml': manifest.join('\n'), 'docs/README.md': `# ${name} ${version}` };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), `${text}\n`);
  }
  return { kind: 'folder', path };
}

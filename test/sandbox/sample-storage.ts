import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of a package version, by path. */
export type SampleFiles = Readonly<Record<string, string>>;

/** A small package that the registry accepts. */
export function samplePackage(name: string, version: string, more: SampleFiles = {}): SampleFiles {
  const folder = `packages/${name}/${version}`;
  const files: SampleFiles = {
    'manifest.yml': [
      'format_version: 1.0.0',
      `name: ${name}`,
      `title: The ${name}`,
      `version: ${version}`,
      `description: Watches ${name}.`,
      'categories: [web]',
      'conditions:',
      '  kibana.version: ^8.0.0',
      'owner:',
      '  github: sample/team',
      '',
    ].join('\n'),
    'changelog.yml': `- version: ${version}\n`,
    'docs/README.md': `# ${name}\n`,
    ...more,
  };
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
}

/** A bare repository with one branch for each stage, written by git alone. */
export class SampleStorage {
  readonly folder = mkdtempSync(join(tmpdir(), 'limelight-sample-'));
  readonly gitDir = join(this.folder, 'storage.git');

  constructor(branches: Readonly<Record<string, SampleFiles>>) {
    this.git(['init', '--quiet', '--bare']);
    for (const [branch, files] of Object.entries(branches)) this.commit(branch, files);
  }

  /** Commits files on a branch; an undefined content removes the file. @returns the commit. */
  commit(branch: string, files: Readonly<Record<string, string | undefined>>): string {
    const parent = this.tip(branch);
    const changes = Object.entries(files).map(([path, content]) =>
      content === undefined ? `D ${path}\n` : `M 100644 inline ${path}\n${data(content)}`,
    );
    const head = `commit refs/heads/${branch}\ncommitter Sample <sample@example.org> 1600000000 +0000\n${data('sample')}`;
    const from = parent === undefined ? '' : `from ${parent}\n`;
    this.git(['fast-import', '--quiet'], `${head}${from}${changes.join('')}`);
    return this.tip(branch) ?? '';
  }

  tip(branch: string): string | undefined {
    const line = this.git(['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`]);
    return line === '' ? undefined : line;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  git(args: readonly string[], input = ''): string {
    return execFileSync('git', ['--git-dir', this.gitDir, ...args], { encoding: 'utf8', input }).trim();
  }
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { readZip } from '../services/registry/read-zip.ts';

/**
 * How long the full content check of a package's zip takes: from the zip on disk to the blob id of every file.
 * The rival does the same with two programs that everybody has: `unzip`, then `git hash-object` over all files
 * at once. Both are checked to give the same ids, and take turns, so that a busy machine slows both.
 */
const ROUNDS = 15;
const FOLDER = 'sample-1.0.0';

interface Sample {
  readonly title: string;
  readonly files: number;
  readonly bytesPerFile: number;
}

const SAMPLES: Sample[] = [
  { title: 'like most packages', files: 60, bytesPerFile: 20_000 },
  { title: 'many files', files: 2_000, bytesPerFile: 4_000 },
  { title: 'large files', files: 20, bytesPerFile: 2_000_000 },
];

const temporary = mkdtempSync(join(tmpdir(), 'limelight-bench-'));
try {
  for (const sample of SAMPLES) await compare(sample);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

async function compare(sample: Sample): Promise<void> {
  const zip = join(temporary, 'sample.zip');
  await writeZip(zip, sample);
  const ours: number[] = [];
  const rivals: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [took, blobs] = await time(() => readZip(zip, FOLDER));
    const [rivalTook, rivalBlobs] = await time(async () => unzipAndHash(zip));
    if (digest(blobs) !== digest(rivalBlobs)) throw new Error(`${sample.title}: the two do not agree`);
    ours.push(took);
    rivals.push(rivalTook);
  }
  const { title, files } = sample;
  const size = (statSync(zip).size / 1e6).toFixed(1);
  console.log(
    `${title} (${files} files, ${size} MB zip): ours ${median(ours).toFixed(1)} ms, ` +
      `unzip + git hash-object ${median(rivals).toFixed(1)} ms (medians of ${ROUNDS})`,
  );
}

function unzipAndHash(zip: string): Map<string, string> {
  const target = join(temporary, 'unpacked');
  mkdirSync(target);
  try {
    execFileSync('unzip', ['-q', zip, '-d', target]);
    const root = join(target, FOLDER);
    const paths = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const output = execFileSync('git', ['hash-object', '--no-filters', '--stdin-paths'], {
      input: paths.join('\n'),
      encoding: 'utf8',
    });
    const ids = output.trimEnd().split('\n');
    return new Map(paths.map((path, position) => [relative(root, path), ids[position] ?? '']));
  } finally {
    rmSync(target, { recursive: true });
  }
}

/** Half of each file is text that packs well and half is noise, the same in each run. */
async function writeZip(path: string, { files, bytesPerFile }: Sample): Promise<void> {
  const zip = new ZipFile();
  for (let file = 0; file < files; file += 1) {
    const text = Buffer.alloc(bytesPerFile / 2, `- name: field_${file}\n  type: keyword\n`);
    zip.addBuffer(
      Buffer.concat([text, noise(bytesPerFile / 2, file)]),
      `${FOLDER}/dir_${file % 10}/file_${file}`,
    );
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

function noise(bytes: number, seed: number): Buffer {
  return createHash('shake256', { outputLength: bytes }).update(String(seed)).digest();
}

function digest(blobs: ReadonlyMap<string, string>): string {
  return [...blobs]
    .map((entry) => entry.join(' '))
    .toSorted()
    .join('\n');
}

async function time<T>(work: () => Promise<T>): Promise<[number, T]> {
  const began = performance.now();
  const result = await work();
  return [performance.now() - began, result];
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

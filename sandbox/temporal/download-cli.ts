import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, fetch } from 'undici';
import type { CliRequest } from './fetch-cli.ts';
import { runCommand } from './run-command.ts';

/** The service from which the Temporal SDKs and the vendor's own installer take the CLI. */
const DOWNLOADS = 'https://temporal.download';
/** Without a byte for so many milliseconds the download is given up. */
const PATIENCE = 10_000;
const REPORT_EVERY = 20_000_000;
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Downloads the Temporal CLI's archive of one version and unpacks the program in it.
 *
 * Each run works in a folder of its own and moves the finished program into place: it may run twice at once or
 * be killed half way, and never leaves half a program behind.
 *
 * @param from - the download service.
 * @throws an Error that says what went wrong: no such archive, no network, or 10 s without a byte.
 */
export async function downloadCli(request: CliRequest, from: string = DOWNLOADS): Promise<void> {
  const { version, target, report, env } = request;
  const arch = ARCHITECTURES[process.arch];
  if (arch === undefined) throw new Error(`there is no download for ${process.platform} on ${process.arch}`);
  const url = `${from}/cli/archive/${version}?platform=${process.platform}&arch=${arch}`;
  report(`Downloading the Temporal CLI ${version} from ${url}`);
  const folder = `${target}.download-${process.pid}`;
  const archive = join(folder, 'archive.tar.gz');
  await mkdir(folder, { recursive: true });
  try {
    await save(url, archive, report);
    await runCommand('tar', ['-xzf', archive, '-C', folder, 'temporal'], { env, timeout: 60_000 });
    await rename(join(folder, 'temporal'), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function save(url: string, file: string, report: (line: string) => void): Promise<void> {
  const dispatcher = new EnvHttpProxyAgent({
    connect: { timeout: PATIENCE },
    headersTimeout: PATIENCE,
    bodyTimeout: PATIENCE,
  });
  try {
    const response = await fetch(url, { dispatcher });
    if (!response.ok || response.body === null)
      throw new Error(`[GET] "${url}": ${response.status} ${response.statusText}`);
    let [bytes, reported] = [0, 0];
    await pipeline(
      Readable.fromWeb(response.body),
      async function* count(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes - reported >= REPORT_EVERY) {
            reported = bytes;
            report(`Downloading the Temporal CLI: ${Math.round(bytes / 1_000_000)} MB so far`);
          }
          yield chunk;
        }
      },
      createWriteStream(file),
    );
  } catch (error) {
    throw new Error(describe(error), { cause: error });
  } finally {
    await dispatcher.destroy();
  }
}

/** `fetch` hides what happened in the cause of its `TypeError: fetch failed`. */
function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

import { spawn } from 'node:child_process';

/** How a command is run. */
export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** After so many milliseconds the command is killed and {@link runCommand} throws. */
  readonly timeout: number;
  /** Called with each line that the command prints, on either stream. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a command to its end, without a shell.
 *
 * @returns what it printed on both streams.
 * @throws an Error whose message ends in the last lines that the command printed: when it cannot be started,
 *   ends with another code than 0, or outlives its time.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const child = spawn(command, args, {
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeout,
    killSignal: 'SIGKILL',
  });
  let output = '';
  const listen = (chunk: string): void => {
    output += chunk;
    for (const line of chunk.split('\n')) if (line.trim() !== '') options.onLine?.(line);
  };
  child.stdout.setEncoding('utf8').on('data', listen);
  child.stderr.setEncoding('utf8').on('data', listen);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve([code, signal]));
  });
  if (code === 0) return output;
  const how =
    signal === null
      ? `ended with code ${code}`
      : `was killed (${signal}), ${options.timeout / 1000} s are its limit`;
  throw new Error([`${command} ${args[0] ?? ''} ${how}`, lastLines(output)].filter(Boolean).join(': '));
}

/** The last three lines of a text, on one line. */
export function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' | ');
}

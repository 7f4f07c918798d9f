import { setTimeout as delay } from 'node:timers/promises';
import { ExitCode } from '../../client/cli/exit-code.ts';
import { runCaptured, type CapturedRun } from '../../client/cli/run-captured.ts';
import type { ExplainedJourney } from '../../client/journeys.ts';
import type { DemoWorld } from '../demo/demo-world.ts';
import type { Transcript } from './transcript.ts';

/** Longer than anything of the day takes on a busy machine. */
const PATIENCE_MS = 120_000;
const BETWEEN_LOOKS_MS = 300;

/** A day that is played: people at a terminal, over stand-ins. */
export class Day {
  readonly world: DemoWorld;
  readonly transcript: Transcript;

  constructor(world: DemoWorld, transcript: Transcript) {
    this.world = world;
    this.transcript = transcript;
  }

  /**
   * Types a command and shows what it answers; the answer is kept under the command, as `limelight list`.
   *
   * @throws Error with what was said, when the command is refused. That a journey needs a person is an answer.
   */
  async type(...args: readonly string[]): Promise<void> {
    this.#show(args, await this.#run(args));
  }

  #show(args: readonly string[], { code, stdout, stderr }: CapturedRun): void {
    const command = ['limelight', ...args.map(quote)].join(' ');
    if (code !== ExitCode.done && code !== ExitCode.attention)
      throw new Error(`\`${command}\` ended with ${code}: ${stderr}`);
    this.transcript.show(command, stdout);
  }

  /** As {@link type}, for commands that change nothing: typed again while nothing answers on a busy machine. */
  async read(...args: readonly string[]): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    let run = await this.#run(args);
    while (run.code === ExitCode.unreachable && Date.now() < deadline) {
      await delay(BETWEEN_LOOKS_MS);
      run = await this.#run(args);
    }
    this.#show(args, run);
  }

  /** What `limelight why` says of a version as JSON. @throws Error with what was said, when it says nothing. */
  async why(version: string): Promise<ExplainedJourney> {
    const why = await this.#tryWhy(version);
    if (typeof why === 'string') throw new Error(`nobody says why ${version} stands where it is: ${why}`);
    return why;
  }

  /**
   * Waits until a journey stands as it should.
   *
   * @param what - in words, for who waits in vain.
   * @throws Error when it does not come to that, saying where the journey stands instead.
   */
  async until(version: string, what: string, isSo: (why: ExplainedJourney) => boolean): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { worker } = this.world;
      if (worker.hasEnded()) throw new Error(`the worker ended: ${worker.tail().slice(-1_000)}`);
      const why = await this.#tryWhy(version);
      if (typeof why !== 'string' && isSo(why)) return;
      if (Date.now() > deadline)
        throw new Error(`${version} should ${what}, but: ${typeof why === 'string' ? why : why.headline}`);
      await delay(BETWEEN_LOOKS_MS);
    }
  }

  /** Waits until a journey waits for something of this kind, or needs a person for this reason. */
  async untilWaiting(version: string, kind: string): Promise<void> {
    await this.until(version, `wait for ${kind}`, ({ waitingFor }) => waitingFor?.kind === kind);
  }

  /** What was said instead, as text: on a busy machine a worker may be silent for a moment. */
  async #tryWhy(version: string): Promise<ExplainedJourney | string> {
    const { stdout, stderr } = await this.#run(['why', version, '--json']);
    return stdout === '' ? stderr.trim() : (JSON.parse(stdout) as ExplainedJourney);
  }

  #run(args: readonly string[]): Promise<CapturedRun> {
    return runCaptured(args, this.world.env);
  }
}

function quote(word: string): string {
  return /^[\w@.,:/-]+$/.test(word) ? word : `"${word}"`;
}

/** What is to be fetched, and where it goes. */
export interface CliRequest {
  /** With its `v`: `v1.5.1`. */
  readonly version: string;
  /** The path of the program to be made. Its folder exists. */
  readonly target: string;
  readonly env: NodeJS.ProcessEnv;
  /** Takes one line for a person who waits. */
  readonly report: (line: string) => void;
}

/** One way to get the CLI. It makes the whole program at `target` or throws an Error that says why it could not. */
export type FetchCli = (request: CliRequest) => Promise<void>;

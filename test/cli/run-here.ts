/** Runs `limelight` in this process, as a pipe would see it. */
export { runCaptured as runHere } from '../../client/cli/run-captured.ts';

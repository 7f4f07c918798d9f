import { anybody, type Remedy, type Scene } from './explanation.ts';
import { isLossWatched } from './put-back.ts';
import { refuseRepair } from './refusals.ts';

const SOMEBODY = { actor: 'somebody', reason: 'WHY' };

/** What brings back a version that a registry lost, whatever the journey is at meanwhile; nothing where none is lost. */
export function bringBack({ state, name }: Scene): Remedy[] {
  if (!isLossWatched(state)) return [];
  const rebuild = anybody('build again', `limelight repair ${name} --reason WHY`);
  const putBack = anybody('put it back', `limelight repair ${name} --put-back --reason WHY`);
  return refuseRepair(state, SOMEBODY) === undefined ? [rebuild, putBack] : [putBack];
}

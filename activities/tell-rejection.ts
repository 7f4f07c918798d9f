import { rejectionMarker } from '../domain/names.ts';
import type { Services } from './services.ts';

export interface TellRejectionInput {
  /** The pull request. */
  readonly number: number;
  /** The id of the decision. */
  readonly id: string;
  readonly actor: string;
  readonly reason: string;
}

/** Tells on a pull request who rejected it and why, once: a second run finds the comment. */
export async function tellRejection(
  { storage }: Services,
  { number, id, actor, reason }: TellRejectionInput,
): Promise<void> {
  const body = `${actor} rejected this change: ${reason}\n\nIt is not merged until its content is another, or somebody says \`limelight retry\`.`;
  await storage.keepComment({ number, marker: rejectionMarker(id), body });
}

import type { Content } from '../domain/content.ts';
import type { Services } from './services.ts';

export interface ReadContentInput {
  /** Git tree id of a version's folder. */
  readonly tree: string;
}

/** Reads what the content of a tree of the storage is. Reads only. @throws `NotFound` when the storage has no such tree. */
export async function readContent({ storage }: Services, { tree }: ReadContentInput): Promise<Content> {
  return (await storage.readContent(tree)).content;
}

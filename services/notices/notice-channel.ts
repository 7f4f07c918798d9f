import type { Notice } from '../../domain/notice.ts';

/** A notice with what the worker knows besides. */
export interface NoticeMessage extends Notice {
  /** `owner/name` of the package storage. */
  readonly repository: string;
  /** The journey's page in the Temporal UI, where one is known. */
  readonly journeyUrl?: string;
}

/** A way to reach people. */
export interface NoticeChannel {
  /**
   * Tells people of an event.
   *
   * @throws an error of the channel's service; what was sent may have arrived all the same.
   */
  send(message: NoticeMessage): Promise<void>;
}

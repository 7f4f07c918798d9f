import { formatPackageVersion, type PackageVersion } from './package-version.ts';
import type { NoticeKind } from './reminders.ts';

/** What people are told of a journey that needs them. Plain JSON, and never a secret in it. */
export interface Notice {
  /** The same for the same event, however often it is sent: see {@link noticeId}. */
  readonly id: string;
  readonly kind: NoticeKind;
  readonly n: number;
  readonly packageVersion: PackageVersion;
  /** Whether the journey waits, or cannot go on by itself. */
  readonly standing: 'waiting' | 'attention';
  /** The id of the step, and its stage. */
  readonly step?: string;
  readonly stage?: string;
  /** What it waits for, or why it needs attention, in a sentence. */
  readonly sentence: string;
  /** Since when, ISO 8601. */
  readonly since: string;
  /** What can be done, each in a few words with its command or link. */
  readonly advice: readonly string[];
  /** Logins, and teams as `owner/team`, without the `@`. */
  readonly mentions: readonly string[];
  /** The pull request of the current step, else the last one that the journey had; absent before the first. */
  readonly pullRequest?: { readonly number: number; readonly url: string };
}

/** What makes one event of a journey different from every other. */
export interface NoticeEvent {
  /** The first run id of the journey's workflow. */
  readonly firstRunId: string;
  readonly step: string;
  /** When the wait began, epoch milliseconds: a step may wait more than once. */
  readonly since: number;
  readonly kind: NoticeKind;
  readonly n: number;
}

/** The id of an event, by which a receiver knows it again. */
export function noticeId({ firstRunId, step, since, kind, n }: NoticeEvent): string {
  return `${firstRunId}/${step}/${since}/${kind}/${n}`;
}

/** Hidden in a comment that tells of an event. */
export function noticeMarker(id: string): string {
  return `<!-- limelight-notice ${id} -->`;
}

/** The heading of a notice: `Reminder 2: nginx@1.6.0 waits`. */
export function headlineOf({ kind, n, packageVersion, standing }: Notice): string {
  const version = formatPackageVersion(packageVersion);
  const does = standing === 'waiting' ? 'waits' : 'needs attention';
  switch (kind) {
    case 'reminder':
      return `Reminder${n === 1 ? '' : ` ${n}`}: ${version} ${does}`;
    case 'escalation':
      return `Escalation: ${version} ${does}, and nobody has seen to it`;
    case 'parked':
      return `Parked: ${version} ${does}, and there will be no more reminders`;
  }
}

/** `Since 2026-02-03 04:05 UTC: 1 of 2 approvals`. */
export function sentenceOf({ since, sentence }: Notice): string {
  return `Since ${since.slice(0, 16).replace('T', ' ')} UTC: ${sentence}`;
}

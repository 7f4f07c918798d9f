import { formatDuration } from '../../../domain/duration.ts';
import type { HistoryEntry } from '../../../domain/journey-history.ts';
import { timelineOf } from '../../../domain/journey-history.ts';
import { headline } from '../../../domain/journey-text.ts';
import type { JourneyState } from '../../../domain/journey-state.ts';
import type { Paint } from '../paint.ts';
import { alignRows, type Cell } from './table.ts';

const MARKS: Readonly<Record<HistoryEntry['kind'], string>> = {
  started: '▶',
  begun: '·',
  done: '✓',
  skipped: '–',
  applied: '●',
  refused: '✗',
  waiting: '◷',
  held: '⚠',
  ended: '■',
};

/** A journey's timeline for a terminal: a line for each entry, and its notes. */
export function renderHistory(state: JourneyState, paint: Paint): string[] {
  const rows = timelineOf(state).map((entry): Cell[] => [
    { text: formatTime(entry.at), paint: paint.dim },
    { text: MARKS[entry.kind], paint: toneOf(entry, paint) },
    { text: entry.tookMs === undefined ? '' : formatDuration(entry.tookMs), paint: paint.dim },
    { text: withPlainLinks(sentenceOf(entry)) },
  ]);
  return [
    paint.bold(headline(state)),
    '',
    ...alignRows(rows).map((line) => `  ${line}`),
    ...state.notes.map((note) => paint.dim(`Note: ${note}`)),
  ];
}

/** A journey's timeline as Markdown, to be pasted where people talk of it. @param url - its page in the Temporal UI. */
export function renderHistoryMarkdown(state: JourneyState, url: string | undefined): string[] {
  const lines = timelineOf(state).map((entry) => {
    const took = entry.tookMs === undefined ? '' : ` (${formatDuration(entry.tookMs)})`;
    return `- ${formatTime(entry.at)} ${MARKS[entry.kind]} ${sentenceOf(entry)}${took}`;
  });
  return [
    `**${headline(state)}**`,
    '',
    ...(url === undefined ? [] : [`[The journey](${url})`, '']),
    ...lines,
    ...state.notes.map((note) => `- note: ${note}`),
  ];
}

/** A merge names its bot in the result already. */
function sentenceOf({ text, actor, reason, kind }: HistoryEntry): string {
  const by = actor === undefined || kind === 'done' ? '' : `${actor}: `;
  return `${by}${text}${reason === undefined ? '' : `: "${reason}"`}`;
}

/** `2026-03-01 12:00:00`, UTC. */
function formatTime(at: string): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** A terminal shows no Markdown, but makes a link of an address. */
function withPlainLinks(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 $2');
}

function toneOf({ kind }: HistoryEntry, paint: Paint): Paint[keyof Paint] {
  if (kind === 'done' || kind === 'applied') return paint.good;
  if (kind === 'held' || kind === 'refused') return paint.alarm;
  return kind === 'waiting' ? paint.busy : paint.dim;
}

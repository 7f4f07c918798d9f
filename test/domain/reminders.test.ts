import { describe, expect, it } from 'vitest';
import { nextNotice, recipientsOf, type Reminders, type SentNotice } from '../../domain/reminders.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SINCE = Date.parse('2026-02-03T10:00:00Z');

const once: Reminders = { afterMs: 4 * HOUR };
const daily: Reminders = { ...once, everyMs: DAY };
const ladder: Reminders = { ...daily, escalateAfterMs: 3 * DAY, parkAfterMs: 14 * DAY };
const quiet = { from: '20:00', to: '07:00', zone: 'UTC', offsets: [{ since: 0, minutes: 0 }] };

/** `reminder 1` at so many hours after the beginning. */
function sent(text: string, hours: number): SentNotice {
  const [kind, n] = text.split(' ');
  return { kind: kind as SentNotice['kind'], n: Number(n), at: SINCE + hours * HOUR };
}

describe('what is due next', () => {
  it.each<[string, Reminders, SentNotice[], number, string | undefined, number]>([
    ['the first reminder', once, [], 0, 'reminder 1', 4],
    ['at once, when asked so', { afterMs: 0 }, [], 0, 'reminder 1', 0],
    ['the first reminder, overdue', once, [], 9, 'reminder 1', 9],
    ['nothing after the only one', once, [sent('reminder 1', 4)], 5, undefined, 0],
    ['the second, a day after the first', daily, [sent('reminder 1', 6)], 7, 'reminder 2', 30],
    ['the third, of which the last is known', daily, [sent('reminder 2', 30)], 31, 'reminder 3', 54],
    [
      'nothing over and over for no time between',
      { ...once, everyMs: 0 },
      [sent('reminder 1', 4)],
      5,
      undefined,
      0,
    ],
    ['the escalation', ladder, [sent('reminder 3', 52)], 53, 'escalation 1', 72],
    [
      'a reminder a day after the escalation',
      ladder,
      [sent('reminder 3', 52), sent('escalation 1', 72)],
      73,
      'reminder 4',
      96,
    ],
    ['the escalation alone of two that are overdue', ladder, [], 80, 'escalation 1', 80],
    [
      'no reminder after an escalation that came first',
      { ...once, escalateAfterMs: HOUR },
      [sent('escalation 1', 1)],
      2,
      undefined,
      0,
    ],
    [
      'no second escalation',
      { ...once, escalateAfterMs: DAY },
      [sent('reminder 1', 4), sent('escalation 1', 24)],
      99,
      undefined,
      0,
    ],
    ['the parking', ladder, [sent('reminder 14', 330), sent('escalation 1', 72)], 331, 'parked 1', 336],
    ['the parking alone of all that is overdue', ladder, [], 999, 'parked 1', 999],
    ['the hundredth reminder', daily, [sent('reminder 99', 2_400)], 2_401, 'reminder 100', 2_424],
    ['a parking after a hundred reminders', daily, [sent('reminder 100', 2_424)], 2_425, 'parked 1', 2_448],
    ['nothing once parked', ladder, [sent('parked 1', 336)], 999, undefined, 0],
    ['a reminder of the evening in the morning', { afterMs: 11 * HOUR, quiet }, [], 0, 'reminder 1', 21],
    ['what was overdue at night in the morning', { ...once, quiet }, [], 13, 'reminder 1', 21],
    [
      'the next one a day after that morning',
      { ...daily, quiet },
      [sent('reminder 1', 21)],
      22,
      'reminder 2',
      45,
    ],
    [
      'the last rung of what the night held back',
      { ...once, escalateAfterMs: 12 * HOUR, afterMs: 11 * HOUR, quiet },
      [],
      0,
      'escalation 1',
      21,
    ],
  ])('%s', (_what, policy, before, nowHours, next, hours) => {
    const due = nextNotice(policy, SINCE, before, SINCE + nowHours * HOUR);
    expect(due).toEqual(next === undefined ? undefined : sent(next, hours));
  });

  it('goes up the whole ladder, and ends', () => {
    const heard: SentNotice[] = [];
    let now = SINCE;
    for (;;) {
      const due = nextNotice({ ...ladder, quiet }, SINCE, heard, now);
      if (due === undefined) break;
      heard.push(due);
      now = due.at;
    }
    const kinds = heard.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'escalation')).toHaveLength(1);
    expect(kinds.at(-1)).toBe('parked');
    expect(heard.filter(({ kind }) => kind === 'reminder').map(({ n }) => n)).toEqual(
      Array.from({ length: kinds.length - 2 }, (_, index) => index + 1),
    );
    expect(now).toBe(SINCE + 14 * DAY);
  });
});

describe('who hears of it', () => {
  const policy = { ...once, to: ['team'], escalateTo: ['@acme/leads', 'ops'] };
  it.each([
    ['a reminder', policy, 'reminder', { channels: ['team'], mentions: ['ada'] }],
    ['an escalation', policy, 'escalation', { channels: ['ops'], mentions: ['ada', 'acme/leads'] }],
    ['a parking', policy, 'parked', { channels: ['team', 'ops'], mentions: ['ada', 'acme/leads'] }],
    ['nobody named', once, 'escalation', { channels: ['pull-request'], mentions: ['ada'] }],
    [
      'only people named',
      { ...once, to: ['@bob', '@ada'] },
      'reminder',
      { channels: ['pull-request'], mentions: ['ada', 'bob'] },
    ],
    [
      'others for nobody else',
      { ...once, to: ['team'] },
      'escalation',
      { channels: ['team'], mentions: ['ada'] },
    ],
  ] as const)('%s', (_what, reminders, kind, recipients) => {
    expect(recipientsOf(reminders, kind, ['ada'])).toEqual(recipients);
  });
});

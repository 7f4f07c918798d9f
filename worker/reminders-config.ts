import { PULL_REQUEST_CHANNEL, type Reminders } from '../domain/reminders.ts';
import type { ChannelAddress } from './notices-schema.ts';
import type { RemindersSection } from './reminders-schema.ts';
import { offsetsOf } from './zone-offsets.ts';

/** What the section means: this goes into workflows, the zone's clocks included. */
export function remindersOf(section: RemindersSection | undefined): { readonly reminders?: Reminders } {
  if (section === undefined) return {};
  const { after, every, escalateAfter, parkAfter, to, escalateTo, quiet } = section;
  return {
    reminders: {
      afterMs: after,
      ...(every !== undefined && { everyMs: every }),
      ...(escalateAfter !== undefined && { escalateAfterMs: escalateAfter }),
      ...(parkAfter !== undefined && { parkAfterMs: parkAfter }),
      to,
      ...(escalateTo !== undefined && { escalateTo }),
      ...(quiet !== undefined && { quiet: { ...quiet, offsets: offsetsOf(quiet.zone) } }),
    },
  };
}

/** The channels that stages name and that are not there, a sentence each. */
export function findUnknownChannels(
  stages: readonly { readonly name: string; readonly reminders?: Reminders }[],
  channels: Readonly<Record<string, ChannelAddress>>,
): string[] {
  const known = [PULL_REQUEST_CHANNEL, ...Object.keys(channels)];
  return stages.flatMap(({ name, reminders: { to = [], escalateTo = [] } = { afterMs: 0 } }) =>
    [...new Set([...to, ...escalateTo])]
      .filter((recipient) => !recipient.startsWith('@') && !known.includes(recipient))
      .map(
        (recipient) =>
          `pipeline: the reminders of ${name} go to "${recipient}", which is no channel; there are: ${known.join(', ')}. A person is written @LOGIN.`,
      ),
  );
}

import { type Command, Option } from 'commander';
import type { Timeline } from '../../protocol/timeline.ts';
import { LINK_KINDS, type LinkKind, openReach, type Reach } from '../connect/reach.ts';
import { readPath } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { say } from './console.ts';

/** How the bands that a command names are reached. */
export interface ReachOptions {
  readonly link: LinkKind;
  readonly hci?: string;
}

export const LINK_HELP =
  'how bands are reached: noble (this program has the Bluetooth adapter to itself), bluez (it is shared through the system), serial (cable)';
export const HCI_HELP = 'serial device of a Bluetooth controller that speaks H4, for --link noble';

export const withReachOptions = (command: Command): Command =>
  command
    .addOption(new Option('--link <kind>', LINK_HELP).choices([...LINK_KINDS]).default('auto'))
    .option('--hci <path>', HCI_HELP, readPath);

/** @throws LimberError cli/bad-argument */
export function refuseIdleHci({ link, hci }: { readonly link: string; readonly hci?: string }): void {
  if (hci !== undefined && !['auto', 'noble'].includes(link))
    throw badArgument(`--hci is for --link noble, not for --link ${link}.`);
}

/** What is worked on is reached through it; the adapter is let go afterwards. */
export async function withReach<Result>(
  { link, hci }: ReachOptions,
  timeline: Timeline,
  work: (reach: Reach) => Promise<Result>,
): Promise<Result> {
  refuseIdleHci({ link, ...(hci === undefined ? {} : { hci }) });
  const reach = openReach({ link, timeline, say, ...(hci === undefined ? {} : { hci }) });
  try {
    return await work(reach);
  } finally {
    await reach.close();
  }
}

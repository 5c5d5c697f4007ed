import { LimberError } from '../../protocol/limber-error.ts';
import type { Link } from '../../protocol/link.ts';
import type { Placement } from '../../protocol/placement.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { openSerialLink } from '../connect/serial-link.ts';

export interface NamedLink {
  /** What people call it: where it is worn, or its port. */
  readonly name: string;
  readonly placement: Placement | undefined;
  readonly link: Link;
}

export interface NamedPort {
  readonly path: string;
  readonly placement?: Placement;
}

/** Opens all or none. @throws LimberError link/port-unavailable */
export async function openPorts(ports: readonly NamedPort[], timeline: Timeline): Promise<NamedLink[]> {
  const opened: NamedLink[] = [];
  try {
    for (const { path, placement } of ports)
      opened.push({ name: placement ?? path, placement, link: await openSerialLink({ path, timeline }) });
    return opened;
  } catch (error) {
    await closeLinks(opened);
    throw error;
  }
}

export async function closeLinks(links: readonly NamedLink[]): Promise<void> {
  await Promise.all(links.map(({ link }) => link.close()));
}

/** Simulated bands may live faster than real ones. */
export const hurriedReal = (name: string): LimberError =>
  new LimberError('cli/bad-argument', `${name} is a real band, and knows one speed: leave --speed out.`);

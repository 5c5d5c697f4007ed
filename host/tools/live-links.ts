import { LimberError } from '../../protocol/limber-error.ts';
import type { Link } from '../../protocol/link.ts';
import type { Placement } from '../../protocol/placement.ts';
import type { Reach } from '../connect/reach.ts';
import type { BandChoice } from '../worn-bands.ts';

export interface NamedLink {
  /** What people call it: where it is worn, or its address. */
  readonly name: string;
  readonly placement: Placement | undefined;
  readonly link: Link;
}

/** Opens all or none. @throws LimberError as the reach does */
export async function openBands(bands: readonly BandChoice[], reach: Reach): Promise<NamedLink[]> {
  const opened: NamedLink[] = [];
  try {
    for (const { address, placement } of bands)
      opened.push({ name: placement ?? address, placement, link: await reach.open(address) });
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

import { LimberError } from '../../protocol/limber-error.ts';
import { type Hello, PROTOCOL_VERSION } from '../../protocol/message.ts';
import type { Placement } from '../../protocol/placement.ts';

/** How a band's firmware stands to this gateway, where both speak the same protocol. */
export type FirmwareStanding = 'same' | 'older' | 'newer' | 'development' | 'on-trial';

/** -1, 0, 1 as `one` is older, the same, newer; what is no version is the same as anything. */
export function compareVersions(one: string, other: string): number {
  const numbers = (version: string): number[] => version.split(/[.+-]/, 3).map(Number);
  const [ours, theirs] = [numbers(one), numbers(other)];
  for (const [i, value] of ours.entries()) {
    const difference = value - (theirs[i] ?? 0);
    if (difference !== 0 && !Number.isNaN(difference)) return Math.sign(difference);
  }
  return 0;
}

/** @param own version of the firmware that belongs to this gateway */
export function firmwareStanding(
  { development, onTrial, firmwareVersion }: Pick<Hello, 'development' | 'onTrial' | 'firmwareVersion'>,
  own: string,
): FirmwareStanding {
  if (development) return 'development';
  if (onTrial) return 'on-trial';
  const age = compareVersions(firmwareVersion, own);
  if (age === 0) return 'same';
  return age < 0 ? 'older' : 'newer';
}

/** One sentence for the engineer; empty where there is nothing to say. */
export function standingWords(standing: FirmwareStanding, own: string): string {
  switch (standing) {
    case 'same':
      return '';
    case 'older':
      return `older than this gateway's ${own}, and understood: limber update brings it up to date`;
    case 'newer':
      return `newer than this gateway's ${own}, and understood: update the gateway when you can`;
    case 'development':
      return 'development build, its console is open to anybody in range: not to be worn, never stimulated with; flash a release (limber flash)';
    case 'on-trial':
      return 'on trial after an update: it goes back to the one before unless it is found to work';
  }
}

/** What a band that speaks another protocol is told, and what to do about it. */
export function otherProtocol(name: string, { protocolVersion, firmwareVersion }: Hello): LimberError {
  const versions = `${name} (firmware ${firmwareVersion}) speaks protocol ${protocolVersion}, this gateway ${PROTOCOL_VERSION}`;
  const message =
    protocolVersion > PROTOCOL_VERSION
      ? `${versions}: the band is newer. Update this gateway; or flash the band with this gateway's firmware (limber flash).`
      : `${versions}: the band is older. Flash it with this gateway's firmware (limber flash); over the air it is not understood.`;
  return new LimberError('link/incompatible-device', message);
}

/**
 * A stim band is at the pads and nowhere else, a motion band on a limb.
 * @throws LimberError link/wrong-role with what to change
 */
export function refuseWrongRole(name: string, { role, deviceId }: Hello, placement: Placement | undefined): void {
  const refuse = (message: string): never => {
    throw new LimberError('link/wrong-role', `${name}: ${message}`);
  };
  if (role === 'ROLE_STIM' && placement !== undefined)
    refuse(
      `${deviceId} is a stim band, which measures nothing: it cannot be worn on the ${placement}. Name its port without a placement, and a motion band for the ${placement}.`,
    );
  if (role === 'ROLE_MOTION' && placement === undefined)
    refuse(
      `${deviceId} is a motion band, and it was not said where it is worn: name its port with the placement, as in thigh=${name}. It cannot stimulate.`,
    );
  if (role === 'ROLE_UNKNOWN')
    refuse(
      `${deviceId} says neither that it is a motion band nor a stim band: flash it with this gateway's firmware (limber flash).`,
    );
}

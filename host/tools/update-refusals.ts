import type { ErrorCode } from '../../protocol/error-catalogue.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Hello } from '../../protocol/message.ts';
import type { FirmwareImage } from './firmware-image.ts';

type Words = (band: Hello, image: FirmwareImage) => string;

const KIND: Readonly<Record<string, string>> = { ROLE_MOTION: 'motion', ROLE_STIM: 'stim' };
const bandWords = ({ deviceId, role }: Hello): string => `${deviceId} is a ${KIND[role] ?? 'unknown'} band`;
const busy: Words = ({ deviceId }) =>
  `${deviceId} is in a session, or is asked something else at this moment: it takes no firmware meanwhile.`;

/** What a band gives as a reason, firmware/update/, and what it comes to. */
const REFUSALS: Readonly<Record<string, readonly [ErrorCode, Words]>> = {
  WRONG_ROLE: ['update/wrong-band', (band, { role }) => `${bandWords(band)}; this firmware is for ${role} bands.`],
  WRONG_BOARD: [
    'update/wrong-band',
    ({ deviceId, board }) => `${deviceId} is a ${board}; this firmware is not for it.`,
  ],
  NOT_NEWER: [
    'update/not-newer',
    ({ deviceId, firmwareVersion }, { version }) =>
      firmwareVersion === version
        ? `${deviceId} runs firmware ${version} already: nothing to update. Another build of the same version goes there by cable (limber flash).`
        : `${deviceId} runs firmware ${firmwareVersion}; ${version} is older. Back to it only a cable leads (limber flash).`,
  ],
  WRONG_STATE: ['update/band-busy', busy],
  IN_SESSION: ['update/band-busy', busy],
  ON_TRIAL: [
    'update/band-busy',
    ({ deviceId }) =>
      `${deviceId} still tries another firmware: confirm that one (the same command with it), or wait five minutes.`,
  ],
  NOT_CONFIRMED: [
    'update/not-confirmed',
    ({ deviceId }) => `The button of ${deviceId} was not pressed in time: it keeps the firmware it has.`,
  ],
  NO_KEY: [
    'update/no-key',
    ({ deviceId }) => `${deviceId} has no link key yet: enrol it first (limber enrol --device ${deviceId}).`,
  ],
  NOT_AUTHENTIC: [
    'update/key-not-proven',
    ({ deviceId }) => `${deviceId} does not know the link key that is kept for it. Was it enrolled elsewhere since?`,
  ],
  NO_CRYPTO: [
    'update/by-cable-only',
    ({ deviceId, board }) =>
      `${deviceId} is a ${board}, whose interpreter has no SHA-256: flash it by cable (limber flash).`,
  ],
  NO_LOADER: [
    'update/by-cable-only',
    ({ deviceId }) => `${deviceId} has no loader in its flash: flash it once by cable (limber flash).`,
  ],
  NOT_A_MOTION_COMMAND: [
    'update/by-cable-only',
    ({ deviceId, firmwareVersion }) =>
      `Firmware ${firmwareVersion} of ${deviceId} takes no updates: flash it by cable (limber flash).`,
  ],
  NO_SERVICE_MODULE: [
    'update/by-cable-only',
    ({ deviceId }) => `${deviceId} has no update service in its flash: flash it once by cable (limber flash).`,
  ],
  MEMORY: [
    'update/refused',
    ({ deviceId }) => `The flash of ${deviceId} is full or worn: read its log back first, or flash it by cable.`,
  ],
  DAMAGED: [
    'update/refused',
    ({ deviceId }) => `What arrived at ${deviceId} is not what was sent; it keeps the firmware it has. Update again.`,
  ],
};

/** In words, and by what somebody can do about it. */
export function refusalOf(reason: string, band: Hello, image: FirmwareImage): LimberError {
  const known = REFUSALS[reason];
  if (known) return new LimberError(known[0], known[1](band, image));
  return new LimberError(
    'update/refused',
    `${band.deviceId} does not take the firmware: ${reason || 'no reason given'}.`,
  );
}

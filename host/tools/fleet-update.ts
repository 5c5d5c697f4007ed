import { LimberError } from '../../protocol/limber-error.ts';
import { compareVersions } from '../connect/compatibility.ts';
import type { FirmwareImage } from './firmware-image.ts';
import type { FirmwareRole } from './flash-images.ts';
import { type FleetAir, type GreetedBand, withFleetBand } from './fleet-band.ts';
import type { FleetHand } from './fleet-enrolment.ts';
import type { FleetRow } from './fleet-list.ts';
import type { FleetProgress } from './fleet-progress.ts';
import { type BandWork, deviceOf } from './fleet-run.ts';
import { portFailure } from './scan-ports.ts';
import { PRESS_WITHIN_MS, updateBand } from './update.ts';

export interface FleetUpdateParts extends FleetAir {
  readonly progress: FleetProgress;
  readonly hand: FleetHand;
  readonly images: Readonly<Record<FirmwareRole, FirmwareImage>>;
  /** @throws LimberError update/no-key, keys/… */
  readonly linkKeyOf: (band: GreetedBand['hello']) => Promise<Uint8Array>;
  /** 0 to 1, of what is to be sent. */
  readonly onShare: (row: FleetRow, share: number) => void;
}

/** Left, not failed: somebody is wearing it, or a gateway holds its port. */
function whyBusy({ code, message }: LimberError): string | undefined {
  if (code === 'update/band-busy') return message;
  return code === 'link/port-unavailable' && /cannot lock/i.test(message) ? portFailure(message) : undefined;
}

/** Updates one band; one that runs this or a newer firmware is left as it is, one in a session is left for later. */
export async function updateInFleet(row: FleetRow, parts: FleetUpdateParts): Promise<BandWork> {
  const device = deviceOf(row, parts.progress);
  try {
    return await withFleetBand(parts, row, device, async (band) => updateGreeted(row, band, parts));
  } catch (error) {
    const busy = error instanceof LimberError ? whyBusy(error) : undefined;
    if (busy === undefined) throw error;
    return { outcome: 'left', device, words: busy };
  }
}

function updateGreeted(row: FleetRow, band: GreetedBand, parts: FleetUpdateParts): Promise<BandWork> | BandWork {
  const { deviceId, firmwareVersion, firmwareHash, onTrial } = band.hello;
  const image = parts.images[row.role];
  const age = compareVersions(firmwareVersion, image.version);
  const already = (words: string): BandWork => ({ outcome: 'already', device: deviceId, words });
  if (age > 0) return already(`runs newer firmware, ${firmwareVersion}`);
  if (age === 0 && firmwareHash === image.hash && !onTrial) return already(`runs firmware ${firmwareVersion} already`);
  return bring(row, band, image, parts);
}

async function bring(
  row: FleetRow,
  band: GreetedBand,
  image: FirmwareImage,
  { timeline, hand, linkKeyOf, onShare }: FleetUpdateParts,
): Promise<BandWork> {
  const { connection, hello } = band;
  const linkKey = await linkKeyOf(hello);
  band.trust(linkKey);
  const onAsked = (): void => {
    band.identify();
    const why = `it then starts firmware ${image.version}`;
    hand.ask({ label: row.label, device: hello.deviceId, holdS: 0, withinMs: PRESS_WITHIN_MS, why });
  };
  const { before, resumedFrom } = await updateBand({
    connection,
    timeline,
    linkKey,
    hello,
    image,
    onProgress: (received) => onShare(row, received / image.bytes.length),
    onAsked,
    onInstalling: () => hand.asked(row.label),
  }).finally(() => hand.asked(row.label));
  const facts = { before: before.firmwareVersion, after: image.version, resumed_from: resumedFrom };
  return {
    device: hello.deviceId,
    words: `firmware ${before.firmwareVersion} before, ${image.version} now${resumedFrom > 0 ? `, went on at byte ${resumedFrom}` : ''}`,
    facts,
  };
}

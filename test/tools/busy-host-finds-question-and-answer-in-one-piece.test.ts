import { describe, expect, test } from 'vitest';
import { connectDevice, type DeviceConnection } from '../../host/connect/device-connection.ts';
import { greet } from '../../host/connect/greeting.ts';
import { wipeBand } from '../../host/tools/band-wipe.ts';
import { enrolMotionBand } from '../../host/tools/motion-enrolment.ts';
import { updateBand } from '../../host/tools/update.ts';
import type { Link } from '../../protocol/link.ts';
import type { Hello } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { firmware, flashedBand, LINK_KEY, type UpdatedBand } from './updated-band.ts';

/** Whoever needs longer has waited for something that had come already. */
const PROMPT_MS = 8_000;
const HAND_AFTER_MS = 100;
/** Just before the tools would ask once more. */
const ASKED_WITHIN_MS = 1_980;
const STARTED_WITHIN_MS = 3_000;

interface BusyHost {
  readonly connection: DeviceConnection;
  readonly hello: Hello;
  /** It takes in nothing for so long, then all of it in one turn. */
  busyFor(durationMs: number): void;
  /** And until then nothing of what comes is heard. */
  deafUntil(tMs: number): void;
}

/** The band's second host; what comes for it is held back while it has no time. */
async function busyHost({ air, clock, settled }: UpdatedBand): Promise<BusyHost> {
  let held: (() => void)[] | undefined;
  let deafUntilMs = 0;
  const later = (work: () => void): void => void (held ? held.push(work) : work());
  const link: Link = {
    ...air.link,
    onPacket: (listener) =>
      air.link.onPacket((channel, bytes, atMs) => {
        const copy = bytes.slice();
        if (held || clock.nowMs() >= deafUntilMs) later(() => listener(channel, copy, atMs));
      }),
    onState: (listener) => air.link.onState((state) => later(() => listener(state))),
  };
  const connection = connectDevice(link);
  const hello = await settled(greet(connection, clock));
  const busyFor = (durationMs: number): void => {
    held = [];
    clock.after(durationMs, () => {
      const work = held ?? [];
      held = undefined;
      for (const one of work) one();
    });
  };
  const deafUntil = (tMs: number): void => {
    deafUntilMs = tMs;
  };
  return { connection, hello, busyFor, deafUntil };
}

/** Presses where the band's light asks for it, whether the host has heard of that or not. */
function pressSoon({ board, clock }: UpdatedBand, inMs = HAND_AFTER_MS): void {
  clock.after(inMs, () => board.pressButton());
}

async function tookMs<Result>(band: UpdatedBand, work: Promise<Result>): Promise<{ result: Result; ms: number }> {
  const beganMs = band.clock.nowMs();
  const result = await band.settled(work);
  return { result, ms: band.clock.nowMs() - beganMs };
}

const quiet = { onAsked: () => {} };
const partsOf = ({ connection, hello }: BusyHost, timeline: Timeline) => ({ connection, hello, timeline });

describe('a host that was busy from the question to the answer goes on at once', () => {
  test('when a band forgets what it has', async () => {
    const band = await flashedBand('motion', '0.1.0', 0);
    const host = await busyHost(band);
    pressSoon(band);
    host.busyFor(ASKED_WITHIN_MS);
    // What it says by itself when it has started anew is lost: nothing but its answer tells that it is over.
    host.deafUntil(band.clock.nowMs() + STARTED_WITHIN_MS);
    const wiping = wipeBand({ ...partsOf(host, band.clock), linkKey: LINK_KEY, ...quiet });
    const { result, ms } = await tookMs(band, wiping);
    expect(result.enrolled).toBe(false);
    expect(ms).toBeLessThan(PROMPT_MS);
  });

  test('when a band takes its key', async () => {
    const band = await flashedBand('motion', '0.1.0', 0);
    band.flash.erase('link.key');
    const host = await busyHost(band);
    pressSoon(band);
    host.busyFor(ASKED_WITHIN_MS);
    const enrolling = enrolMotionBand({ ...partsOf(host, band.clock), linkKey: LINK_KEY, ...quiet });
    const { result, ms } = await tookMs(band, enrolling);
    expect(result.enrolled).toBe(true);
    expect(ms).toBeLessThan(PROMPT_MS);
  });

  test('when a band takes a newer firmware', async () => {
    const band = await flashedBand('motion', '0.1.0', 0);
    const image = await firmware('motion', '0.2.0');
    const host = await busyHost(band);
    let allThereAtMs = Number.POSITIVE_INFINITY;
    const updating = updateBand({
      ...partsOf(host, band.clock),
      linkKey: LINK_KEY,
      image,
      ...quiet,
      onInstalling: () => {},
      onProgress: (received) => {
        if (received < image.bytes.length || allThereAtMs < Number.POSITIVE_INFINITY) return;
        allThereAtMs = band.clock.nowMs();
        // Checked, asked for, pressed, installed and started anew.
        host.busyFor(9_000);
        for (let ms = 500; ms < 8_000; ms += 500) pressSoon(band, ms);
      },
    });
    const { result } = await tookMs(band, updating);
    expect(result.after.firmwareVersion).toBe('0.2.0');
    expect(band.clock.nowMs() - allThereAtMs).toBeLessThan(9_000 + PROMPT_MS);
  });
});

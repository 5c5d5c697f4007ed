import type { Observable } from 'rxjs';
import { map, Subscription } from 'rxjs';
import type { Hello, StimulationFrame } from '../protocol/message.ts';
import type { Placement } from '../protocol/placement.ts';
import type { Timeline } from '../protocol/timeline.ts';
import { bandEvents } from './band-watch.ts';
import type { CalibrationAnswer } from './connect/band-calibration.ts';
import { firmwareStanding, standingWords } from './connect/compatibility.ts';
import type { DeviceConnection } from './connect/device-connection.ts';
import { accountView, healthView, linkView } from './device-health.ts';
import { firmwareTightenings, readFirmwareManifest } from './firmware-manifest.ts';
import { type BandTrouble, bandTrouble } from './intake/band-trouble.ts';
import type { IntakeHealth } from './intake/intake-health.ts';
import { initialLinkWatch, type LinkWatch, stepLinkWatch } from './link-watch.ts';
import type { DeviceTrust, DeviceView } from './screen/feed.ts';
import { timeEvery } from './stage.ts';
import { type ClockPoint, observeClock } from './tools/monitor-clock.ts';

/** A band that has said who it is, and where it is worn. */
export interface GreetedDevice {
  readonly connection: DeviceConnection;
  readonly hello: Hello;
  /** Absent for a stim band: its place is the prescription's. */
  readonly placement?: Placement;
  /** Why nothing that it says is used, and why it is not stimulated with, in a sentence; as it is now (host/trust.ts). */
  readonly refused?: string | undefined;
  /** It has shown in this connection that it has its key; absent where nobody asks. */
  readonly isProven?: boolean;
  /** Past the gate, for STOP and what is said to it: absent where there is no gate. */
  readonly forStop?: DeviceConnection;
  /** Of a motion band: what it keeps to correct its counts with. */
  readonly calibration?: CalibrationAnswer;
}

const TURN_MS = 1000;

interface Watched {
  link: LinkWatch;
  batteryPercent: number | null;
  /** Of a stim band, frames. */
  samples: number;
  rateHz: number;
  /** Of the sealed prescription in force; 0: none, null: not told yet. */
  prescriptionTag: number | null;
  readonly firmwareKnown: boolean;
  readonly firmwareNote: string;
  trouble: BandTrouble | null;
  restarts: DeviceView['restarts'] | undefined;
  /** Nobody takes in what a stim band says as what a motion band does: counted here. */
  readonly account: StimAccount;
}

interface StimAccount {
  received: number;
  lost: number;
  sequence: number | null;
  boot: number;
  clock: readonly ClockPoint[];
}

/** How each band is doing, once a second: what the engineer's page shows. */
export function watchDevices(
  devices: readonly GreetedDevice[],
  timeline: Timeline,
  healthOf: (placement: string) => IntakeHealth | undefined,
  onTrouble: (device: DeviceView) => void = () => {},
): { readonly views$: Observable<readonly DeviceView[]>; close(): void } {
  const subscription = new Subscription();
  const watched = devices.map((device) => watch(device, subscription, timeline));
  const turn = (): readonly DeviceView[] =>
    devices.map((device, index) => {
      const one = watched[index]!;
      one.rateHz = Math.round((1000 * one.samples) / TURN_MS);
      one.samples = 0;
      const health = device.placement && healthOf(device.placement);
      const isNew = noteTrouble(device, one, health);
      const view = viewOf(device, one, timeline, health);
      if (isNew) onTrouble(view);
      return view;
    });
  const views$ = timeEvery(timeline, TURN_MS).pipe(map(turn));
  return { views$, close: () => subscription.unsubscribe() };
}

function watch({ connection, hello }: GreetedDevice, subscription: Subscription, timeline: Timeline): Watched {
  const manifest = readFirmwareManifest();
  const firmwareKnown = firmwareTightenings(hello, manifest).length === 0;
  const own = manifest?.[hello.role === 'ROLE_STIM' ? 'stim' : 'motion']?.version ?? hello.firmwareVersion;
  const firmwareNote = standingWords(firmwareStanding(hello, own), own);
  const seen = { batteryPercent: null, samples: 0, rateHz: 0, prescriptionTag: null };
  const watched: Watched = {
    link: initialLinkWatch(),
    ...seen,
    firmwareKnown,
    firmwareNote,
    trouble: null,
    restarts: undefined,
    account: { received: 0, lost: 0, sequence: null, boot: hello.boot, clock: [] },
  };
  subscription.add(
    connection.link.onState((state) => {
      watched.link = stepLinkWatch(watched.link, state, timeline.nowMs());
    }),
  );
  subscription.add(
    bandEvents([{ connection, hello }]).subscribe((event) => {
      if (event.kind === 'restart')
        watched.restarts = { count: (watched.restarts?.count ?? 0) + 1, latestCause: event.cause };
    }),
  );
  subscription.add(
    connection.messages$.subscribe((message) => {
      if (message.kind === 'motion') watched.samples += message.frame.sampleCount;
      if (message.kind === 'status') watched.batteryPercent = message.status.batteryPercent;
      if (message.kind === 'stimulation') {
        watched.batteryPercent = message.frame.batteryPercent;
        watched.prescriptionTag = message.frame.prescriptionTag;
        watched.samples++;
        count(watched.account, message.frame, message.atMs);
      }
    }),
  );
  return watched;
}

function count(account: StimAccount, { boot, sequence, ticks }: StimulationFrame, atMs: number): void {
  const isSameStart = boot === account.boot;
  const missed = isSameStart && account.sequence !== null ? (sequence - account.sequence - 1) | 0 : 0;
  account.received++;
  // What was said later may be heard first; a gap of hours is a link that was gone.
  account.lost += Math.max(0, missed);
  account.clock = observeClock(isSameStart ? account.clock : [], ticks, atMs);
  account.boot = boot;
  account.sequence = sequence;
}

/** @returns whether it is another trouble than before, or a saturation that has doubled */
function noteTrouble(
  { connection, hello, placement }: GreetedDevice,
  watched: Watched,
  health?: IntakeHealth,
): boolean {
  if (placement === undefined) return false;
  const before = watched.trouble;
  watched.trouble = bandTrouble((connection.hello() ?? hello).configurationId, health?.signal);
  return watched.trouble !== null && isWorse(before, watched.trouble);
}

const railed = (trouble: BandTrouble | null): number =>
  trouble?.kind === 'saturated' ? trouble.axes.reduce((sum, { samples }) => sum + samples, 0) : 0;

function isWorse(before: BandTrouble | null, now: BandTrouble): boolean {
  if (before?.kind !== now.kind) return true;
  return Math.floor(Math.log2(railed(now))) > Math.floor(Math.log2(railed(before)));
}

/** What a stim band has shown of itself; the rest it tells in each frame. */
function trustOf({ hello, refused = '' }: GreetedDevice, { prescriptionTag, firmwareKnown }: Watched): DeviceTrust {
  return {
    enrolled: hello.enrolled,
    prescriptionRevision: hello.prescriptionRevision,
    prescriptionInForce: (prescriptionTag ?? hello.prescriptionRevision) !== 0,
    firmwareHash: hello.firmwareHash.toString(16).padStart(8, '0'),
    firmwareKnown,
    refused,
  };
}

function viewOf(device: GreetedDevice, watched: Watched, timeline: Timeline, health?: IntakeHealth): DeviceView {
  const { connection, hello, placement, refused } = device;
  const isStim = hello.role === 'ROLE_STIM';
  return {
    name: hello.deviceId,
    kind: isStim ? 'stim' : 'motion',
    placement: placement ?? 'pads',
    link: connection.link.name,
    batteryPercent: watched.batteryPercent,
    rateHz: watched.rateHz,
    signalDbm: connection.link.signalDbm?.() ?? null,
    intervalMs: connection.link.intervalMs?.() ?? null,
    ...linkView(watched.link, timeline),
    ...(isStim ? accountView(watched.account) : healthView(health)),
    firmware: hello.firmwareVersion,
    ...(refused === undefined ? {} : { refused }),
    ...(device.isProven ? { keyProven: true as const } : {}),
    ...(watched.firmwareNote ? { firmwareNote: watched.firmwareNote } : {}),
    ...(watched.trouble ? { trouble: watched.trouble } : {}),
    ...(hello.accelerometerOnly ? { accelerometerOnly: true as const } : {}),
    ...(watched.restarts ? { restarts: watched.restarts } : {}),
    ...(isStim ? { trust: trustOf(device, watched) } : {}),
  };
}

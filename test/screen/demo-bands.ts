import type { DeviceView, FeedEvent } from '../../host/screen/feed.ts';

/** A motion band that is well, over a link that tells nothing of itself. */
export const BAND: DeviceView = {
  name: 'motion-1',
  kind: 'motion',
  placement: 'thigh',
  link: 'air',
  state: 'up',
  batteryPercent: 80,
  rateHz: 104,
  lossPercent: 0,
  recovered: { frames: 0, percent: 0 },
  signalDbm: null,
  intervalMs: null,
  clockErrorPpm: null,
  awayS: null,
  firmware: '0.1.0',
};

const AIR = { ...BAND, link: 'simulated air', signalDbm: -58, intervalMs: 15 } as const;
const PROVEN = { ...AIR, keyProven: true } as const;

/** What the demonstration's patient wears. */
export const WELL: readonly DeviceView[] = [
  {
    ...PROVEN,
    batteryPercent: 87,
    rateHz: 104.2,
    lossPercent: 0.2,
    recovered: { frames: 41, percent: 1.6 },
    clockErrorPpm: 21,
    clockErrorSigmaPpm: 3,
  },
  {
    ...PROVEN,
    name: 'motion-2',
    placement: 'shank',
    batteryPercent: 64,
    rateHz: 103.7,
    lossPercent: 0.3,
    recovered: { frames: 52, percent: 2 },
    signalDbm: -74,
    clockErrorPpm: -34,
    clockErrorSigmaPpm: 4,
  },
  {
    ...PROVEN,
    name: 'stim-1',
    kind: 'stim',
    placement: 'knee',
    batteryPercent: 92,
    rateHz: 4,
    lossPercent: 0.4,
    recovered: null,
    intervalMs: 30,
    clockErrorPpm: 8,
    clockErrorSigmaPpm: 6,
    trust: {
      enrolled: true,
      prescriptionRevision: 1,
      prescriptionInForce: true,
      firmwareHash: '5be1a04c',
      firmwareKnown: true,
      refused: '',
    },
  },
];

/** Seven bands at once, one of each thing that can be the matter with a link. */
export function sevenBands(): FeedEvent {
  const at = (name: string, placement: string, more: Partial<DeviceView>): DeviceView => ({
    ...(more.refused === undefined ? PROVEN : AIR),
    recovered: { frames: 12, percent: 0.5 },
    clockErrorPpm: 12,
    clockErrorSigmaPpm: 4,
    name,
    placement,
    ...more,
  });
  const lastAt = '2026-11-22T12:04:31.000Z';
  const refused =
    'c0:ff:ee:00:00:05 calls itself 0c11-7d02, which is enrolled here, but does not have its key: not used. Is it another band with a copied name? If it is the right one, enrol it again: limber enrol --device 0c11-7d02 --port c0:ff:ee:00:00:05 --link-key <file> --data <dir>';
  const unheard = { rateHz: 0, signalDbm: null, intervalMs: null };
  return {
    kind: 'devices',
    devices: [
      at('5f0c-21aa', 'thigh', {}),
      at('71d2-90b3', 'shank', { ...unheard, state: 'down', awayS: 14, backfill: AWAITED }),
      at('0a44-7e19', 'upper-arm', {
        signalDbm: -91,
        lossPercent: 6.4,
        reconnects: { count: 3, lastAt, longestAwayS: 22 },
      }),
      at('19bb-c0de', 'forearm', { backfill: BROUGHT, reconnects: { count: 1, lastAt, longestAwayS: 20 } }),
      at('0c11-7d02', 'sternum', {
        ...unheard,
        state: 'connecting',
        batteryPercent: null,
        lossPercent: null,
        recovered: null,
        clockErrorPpm: null,
        clockErrorSigmaPpm: null,
        refused,
      }),
      at('cable-1', 'pelvis', { link: '/dev/ttyACM0', signalDbm: null, intervalMs: null }),
      { ...WELL[2]!, name: 'stim-1', intervalMs: 75 },
    ],
  };
}

const AWAITED = { framesAwaited: 496, samplesRecovered: 0, samplesLost: 0 };
const BROUGHT = { framesAwaited: 0, samplesRecovered: 2080, samplesLost: 31 };

/** Three bands, one that measures nothing, one cut off and started anew, one without a gyroscope. */
export function bandsInTrouble(): FeedEvent {
  const band = (name: string, placement: string, more: Partial<DeviceView>): DeviceView => ({
    ...BAND,
    name,
    placement,
    batteryPercent: 71,
    clockErrorPpm: 12,
    ...more,
  });
  return {
    kind: 'devices',
    devices: [
      band('5f0c-21aa', 'thigh', { trouble: { kind: 'stuck', forMs: 4200 }, rateHz: 103.6 }),
      band('71d2-90b3', 'shank', {
        trouble: {
          kind: 'saturated',
          axes: [
            { axis: 'gyroscope y', samples: 12 },
            { axis: 'acceleration x', samples: 3 },
          ],
        },
        restarts: { count: 2, latestCause: 'WATCHDOG' },
        firmware: '0.0.9',
        firmwareNote: "older than this gateway's 0.1.0, and understood: limber update brings it up to date",
      }),
      band('0a44-7e19', 'sternum', { accelerometerOnly: true, rateHz: 100 }),
    ],
  };
}

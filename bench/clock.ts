import { initialDeviceClock, placeFrame } from '../host/intake/device-clock.ts';
import { seededRandom } from '../sim/random.ts';
import { follow, misalignments, quantile } from '../test/intake/clock-following.ts';
import { type DeliveredFrame, deliver, drawDelivery } from '../test/intake/delivery.ts';
import { type BenchRow, lessIsBetter } from './row.ts';

const MINUTES = 60;
const SETTLED_MS = 10_000;

/** What a host does that takes the first frame's arrival for its time and believes the band's clock from then on. */
function byFirstArrival(frames: readonly DeliveredFrame[]) {
  const clock = initialDeviceClock();
  const [first] = frames;
  const { firstMs } = placeFrame(clock, first!.frame, first!.arrivalMs);
  let deviceMs = firstMs;
  const errorMs = frames.map(({ frame, trueMs }, i) => {
    deviceMs += ((frame.ticksUs - frames[Math.max(0, i - 1)]!.frame.ticksUs) >>> 0) / 1000;
    return deviceMs - trueMs;
  });
  return { clock, trueMs: frames.map(({ trueMs }) => trueMs), errorMs };
}

/** How far apart two bands place one moment, over an hour of jittered delivery; the model of it is test/intake/delivery.ts. */
export function clockRows(seeds: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8]): BenchRow[] {
  const apartMs: number[] = [];
  const peerMs: number[] = [];
  for (const seed of seeds) {
    const random = seededRandom(seed);
    const [a, b] = ['a', 'b'].map((name) => [
      ...deliver(drawDelivery(random.fork(name)), random.fork(`delivery ${name}`), 0, MINUTES * 60_000),
    ]) as [DeliveredFrame[], DeliveredFrame[]];
    for (const apart of misalignments(follow(a), follow(b), SETTLED_MS)) apartMs.push(apart);
    for (const apart of misalignments(byFirstArrival(a), byFirstArrival(b), SETTLED_MS)) peerMs.push(apart);
  }
  const note = `${seeds.length} hours, drifts to 50 ppm, intervals 7.5 to 60 ms: p50 ${quantile(apartMs, 0.5).toFixed(2)} ms, p99.9 ${quantile(apartMs, 0.999).toFixed(2)} ms`;
  return [
    lessIsBetter(
      {
        name: 'alignment of two bands from 10 s on, p99',
        figure: quantile(apartMs, 0.99),
        unit: 'ms',
        peer: 'first arrival and the band’s own clock',
        peerFigure: quantile(peerMs, 0.99),
        note,
      },
      { figureAtMost: 2 },
    ),
  ];
}

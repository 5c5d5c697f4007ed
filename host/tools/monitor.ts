import type { Timeline } from '../../protocol/timeline.ts';
import { connectDevice } from '../connect/device-connection.ts';
import { followBand } from './live-band.ts';
import type { NamedLink } from './live-links.ts';
import { initialMonitor, type MonitorInput, type MonitorState, stepMonitor } from './monitor-state.ts';
import { askWho } from './scan-greeting.ts';

export interface MonitorPlan {
  readonly links: readonly NamedLink[];
  readonly timeline: Timeline;
  /** Once a second, with all bands as they are. */
  readonly onSecond: (states: readonly MonitorState[], nowMs: number) => void;
}

export interface Monitor {
  states(): readonly MonitorState[];
  /** Since watching began. */
  nowMs(): number;
  close(): Promise<void>;
}

/** As long as a band usually needs; one that answers later is taken too. */
const ASK_MS = 10_000;

/** Watches bands; nothing is written anywhere. */
export function monitorBands({ links, timeline, onSecond }: MonitorPlan): Monitor {
  const originMs = timeline.nowMs();
  const states = links.map(({ name }) => initialMonitor(name));
  const nowMs = (): number => timeline.nowMs() - originMs;
  const take = (index: number, input: MonitorInput): void => {
    states[index] = stepMonitor(states[index]!, input);
  };
  const connections = links.map(({ link }) => connectDevice(link));
  const cancels = connections.map((connection, index) =>
    followBand({
      connection,
      placement: links[index]!.placement,
      timeline,
      originMs,
      onEvent: (event) => take(index, event),
    }),
  );
  for (const connection of connections) void askWho(connection, timeline, ASK_MS);
  const cancel = timeline.every(1000, () => {
    links.forEach(({ link }, index) => {
      take(index, {
        kind: 'line',
        signalDbm: link.signalDbm?.() ?? null,
        intervalMs: link.intervalMs?.() ?? null,
        trouble: link.trouble?.() ?? null,
      });
      take(index, { kind: 'second' });
    });
    onSecond(states, nowMs());
  });
  return {
    states: () => states,
    nowMs,
    close: async () => {
      cancel();
      for (const stop of cancels) stop();
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
}

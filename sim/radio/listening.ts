import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import { bandReports, createAdvertising, strangerReports } from './advertising.ts';
import type { ConnectionTiming } from './connection.ts';
import { EVENT } from './hci-codes.ts';
import type { HostLine } from './host-line.ts';
import type { RadioPeripheral } from './peripheral.ts';

export interface ListeningPlan {
  readonly timeline: Timeline;
  readonly line: HostLine;
  readonly peripherals: readonly RadioPeripheral[];
  /** In range, and not pretending otherwise. */
  readonly isAudible: (band: RadioPeripheral) => boolean;
  readonly answersConnecting: (band: RadioPeripheral) => boolean;
  readonly onConnect: (band: RadioPeripheral, timing: ConnectionTiming) => void;
}

/** The controller's receiver: scanning, and waiting for one band to connect to. */
export interface Listening {
  scan(isOn: boolean, eachOnce: boolean): void;
  /** @returns whether it was free to */
  awaitBand(address: string, timing: ConnectionTiming): boolean;
  /** @returns whether there was one to give up */
  giveUp(): boolean;
  reset(): void;
  crowd(strangers: number): Cancel;
}

/** Each stranger advertises about once a second. */
const STRANGERS_EVERY_MS = 20;
const STRANGERS_SHARE = 50;

export function createListening(plan: ListeningPlan): Listening {
  const { timeline, line } = plan;
  let scanning: { readonly told: Set<string> | null } | undefined;
  let awaited: { readonly address: string; readonly timing: ConnectionTiming } | undefined;
  const advertising = createAdvertising(timeline, plan.peripherals, (band) => {
    if (!plan.isAudible(band)) return;
    if (awaited?.address === band.address && plan.answersConnecting(band)) {
      const { timing } = awaited;
      awaited = undefined;
      listen();
      plan.onConnect(band, timing);
    } else tell(band.address, () => bandReports(band));
  });
  const tell = (who: string, reports: () => readonly (readonly number[])[]): void => {
    if (!scanning || scanning.told?.has(who)) return;
    scanning.told?.add(who);
    for (const report of reports()) line.event(EVENT.leMeta, report);
  };
  const listen = (): void => {
    if (scanning || awaited) advertising.start();
    else advertising.stop();
  };
  return {
    scan: (isOn, eachOnce) => {
      scanning = isOn ? { told: eachOnce ? new Set() : null } : undefined;
      listen();
    },
    awaitBand: (address, timing) => {
      if (awaited) return false;
      awaited = { address, timing };
      listen();
      return true;
    },
    giveUp: () => {
      const wasWaiting = awaited !== undefined;
      awaited = undefined;
      listen();
      return wasWaiting;
    },
    reset: () => {
      scanning = undefined;
      awaited = undefined;
      listen();
    },
    crowd: (strangers) => {
      let next = 0;
      return timeline.every(STRANGERS_EVERY_MS, () => {
        for (let i = 0; i < strangers / STRANGERS_SHARE; i++, next = (next + 1) % strangers) {
          const stranger = next;
          tell(`stranger ${stranger}`, () => strangerReports(stranger));
        }
      });
    },
  };
}

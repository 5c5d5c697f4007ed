import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { greet } from '../../host/connect/greeting.ts';
import type { GreetedDevice } from '../../host/device-roster.ts';
import { type Gateway, ledgerGuard } from '../../host/gateway.ts';
import { beginHomeSession, type HomeSession } from '../../host/home-session.ts';
import { exerciseById } from '../../host/motion/index.ts';
import { openStore, type Store } from '../../host/records/store.ts';
import { bandTrust } from '../../host/trust.ts';
import { PLACEMENTS } from '../../protocol/placement.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { passUntil } from '../virtual-time.ts';
import type { Room } from './room.ts';
import { SOAK_PRESCRIPTION, StimCourses } from './stim-courses.ts';

export interface Home {
  readonly store: Store;
  /** Of all motion bands; it lasts as long as the soak. */
  readonly movement: HomeSession;
  readonly stimulation: StimCourses;
  /** The latest lines. */
  readonly said: readonly string[];
  close(): void;
}

export const MOVEMENT_SESSION = 'movement';
const SAID_MOST = 50;
/** Without end: nobody is waited for, nothing follows it. */
const ENDLESS = { sets: 1, repsPerSet: Number.POSITIVE_INFINITY, restS: 0 };

/** The sessions of a home as its gateway runs them, with its own store. */
export async function openHome(room: Room): Promise<Home> {
  const { clock, timeline } = room;
  const dataDir = mkdtempSync(join(tmpdir(), 'limber-soak-'));
  const store = openStore(dataDir, { simulated: true, wallMs: clock.wallMs });
  const said: string[] = [];
  const say = (line: string): void => {
    if (said.push(line) > SAID_MOST) said.shift();
  };
  const devices = await passUntil(clock, admitted(room, say));
  const common = {
    timeline,
    person: SOAK_PRESCRIPTION.person,
    exercise: exerciseById('knee-extension')!,
    rateHz: 104,
    say,
  };
  const gatewayFor = (id: () => string) =>
    ({
      store,
      site: 'home',
      stimulationRefused: ledgerGuard(store, dataDir),
      newSessionId: id,
    }) as unknown as Gateway;
  const movement = beginHomeSession({
    ...common,
    gateway: gatewayFor(() => MOVEMENT_SESSION),
    devices: devices.filter(({ placement }) => placement),
    plan: ENDLESS,
    prescription: null,
  });
  let courses = 0;
  const stimGateway = gatewayFor(() => `stimulation-${++courses}`);
  const stimulation = new StimCourses(timeline, () =>
    beginHomeSession({
      ...common,
      gateway: stimGateway,
      devices: devices.filter(({ placement }) => !placement),
      plan: ENDLESS,
      prescription: SOAK_PRESCRIPTION,
    }),
  );
  return {
    store,
    movement,
    stimulation,
    said,
    close: () => {
      movement.close();
      stimulation.close();
      store.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

function admitted({ timeline, bands }: Room, say: (line: string) => void): Promise<GreetedDevice[]> {
  const trust = bandTrust({
    keyOf: async () => ({ kept: false, key: SIMULATED_LINK_KEY }),
    timeline,
    refusals: { note: ({ words }) => say(words) },
  });
  return Promise.all(
    bands.map(async ({ connection, placement }) => {
      const hello = await greet(connection, timeline);
      const worn = PLACEMENTS.find((one) => one === placement);
      return trust.admit({ connection, hello, ...(worn ? { placement: worn } : {}) }, 'air');
    }),
  );
}

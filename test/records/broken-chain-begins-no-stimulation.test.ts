import { expect, onTestFinished, test } from 'vitest';
import { type Gateway, openGateway } from '../../host/gateway.ts';
import { databasePath } from '../../host/records/directory-claim.ts';
import { repsCsv } from '../../host/records/upkeep/export.ts';
import { tamper } from './audit-tampering.ts';
import { repOf, sessionEnd, sessionStart, temporaryDirectory, WALL_MS } from './session-fixture.ts';

async function gatewayIn(dataDir: string): Promise<{ readonly gateway: Gateway; readonly said: readonly string[] }> {
  const said: string[] = [];
  const gateway = await openGateway({
    dataDir,
    simulated: true,
    wallMs: () => WALL_MS,
    // Nobody answers there: what is to be sent waits.
    broker: { url: 'mqtt://127.0.0.1:1' },
    say: (line) => void said.push(line),
  });
  let open = true;
  onTestFinished(() => (open ? gateway.close() : undefined));
  const close = gateway.close;
  return {
    gateway: {
      ...gateway,
      close: () => {
        open = false;
        return close();
      },
    },
    said,
  };
}

const booked = { atMs: 1, pulses: 1, chargeNc: 1, onTimeMs: 1, peakCurrentUa: 1 };

test('F46 a gateway that finds its chain broken begins no stimulation and says so; sessions and export go on', async () => {
  const dataDir = temporaryDirectory();
  const first = await gatewayIn(dataDir);
  expect(first.gateway.stimulationRefused()).toBeNull();
  const recording = first.gateway.store.begin(sessionStart('s-1'));
  recording.addDose(booked);
  recording.addDose({ ...booked, atMs: 2 });
  recording.finish(sessionEnd());
  expect(first.gateway.stimulationRefused()).toBeNull();
  await first.gateway.close();

  tamper(databasePath(dataDir), (sql) => sql.exec('UPDATE dose SET late = 1 WHERE seq = 1'));
  const { gateway, said } = await gatewayIn(dataDir);
  const refused = gateway.stimulationRefused();
  expect(refused).toMatch(/dose entry 1.+No stimulation begins here; exercise and export go on/);
  expect(said).toContain(refused);
  const next = gateway.store.begin(sessionStart('s-2'));
  next.addRep(repOf(1));
  next.finish(sessionEnd());
  expect(repsCsv(gateway.store.sessions())).toContain('s-2');
  // Nothing that is written later mends it.
  expect(gateway.stimulationRefused()).toBe(refused);
});

test('F46 a record that is changed while the gateway runs is found before the next stimulation', async () => {
  const dataDir = temporaryDirectory();
  const { gateway } = await gatewayIn(dataDir);
  const recording = gateway.store.begin(sessionStart('s-1'));
  recording.addDose(booked);
  expect(gateway.stimulationRefused()).toBeNull();
  recording.addDose({ ...booked, atMs: 2 });
  tamper(databasePath(dataDir), (sql) => sql.exec("UPDATE audit SET person = 'p-8' WHERE seq = 2"));
  expect(gateway.stimulationRefused()).toMatch(/record 2 is not what was written/);
});

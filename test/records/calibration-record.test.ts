import { expect, test } from 'vitest';
import { openDatabase } from '../../host/records/database.ts';
import { MIGRATIONS } from '../../host/records/migrations.ts';
import { openArchive, openArchiveFile } from '../../host/records/store.ts';
import { encodeCalibration } from '../../protocol/calibration.ts';
import { temporaryDirectory, temporaryStore, WALL_MS } from './session-fixture.ts';

const BYTES = encodeCalibration({ madeAtS: WALL_MS / 1000, gyro: { biasRadS: [0.001, 0, 0], sigmaRadS: 1e-5 } });
const ENTRY = {
  device: 'puck-1',
  madeAtMs: WALL_MS,
  operator: 'A. Example',
  tag: '0badcafe',
  bytes: BYTES,
  onBand: true,
  findings: { gyro: { rest_s: 5 } },
};

test('a calibration is kept with date, operator and findings, and its record is in the chain', () => {
  const dataDir = temporaryDirectory();
  const store = temporaryStore({ dataDir });
  store.keepCalibration(ENTRY);
  store.keepCalibration({ ...ENTRY, device: 'puck-2', onBand: false });
  const archive = openArchive(dataDir);
  expect(archive.calibrations('puck-1')).toEqual([ENTRY]);
  expect(archive.calibrations().map(({ device, onBand }) => [device, onBand])).toEqual([
    ['puck-1', true],
    ['puck-2', false],
  ]);
  expect(archive.audit.of('', ['calibration'])).toMatchObject([
    { by: 'A. Example', document: { event: 'calibrated', device: 'puck-1', tag: '0badcafe', on_band: true } },
    { by: 'A. Example', document: { device: 'puck-2', on_band: false } },
  ]);
  expect(archive.audit.verify()).toMatchObject({ intact: true, records: 2 });
  archive.close();
});

test.each(['UPDATE calibration SET document = x"00"', 'DELETE FROM calibration'])(
  'what was kept stays: %s',
  (statement) => {
    const store = temporaryStore();
    store.keepCalibration(ENTRY);
    expect(() => store.database.sql.exec(statement.replaceAll('"', "'"))).toThrow(/append-only/);
  },
);

test('records from before there were calibrations are read as they are', () => {
  const path = `${temporaryDirectory()}/old.sqlite`;
  const { sql } = openDatabase(path);
  sql.exec('DROP TABLE calibration; PRAGMA user_version = 4');
  sql.close();
  expect(MIGRATIONS.length).toBeGreaterThanOrEqual(5);
  const archive = openArchiveFile(path);
  expect(archive.calibrations()).toEqual([]);
  archive.close();
});

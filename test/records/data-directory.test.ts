import { describe, expect, it } from 'vitest';
import {
  type DirectoryFacts,
  dataDirectoryPath,
  refuseDirectory,
  refuseSimulation,
} from '../../host/records/data-directory.ts';
import { temporaryDirectory, temporaryStore } from './session-fixture.ts';

const facts = (change: Partial<DirectoryFacts>): DirectoryFacts => ({
  path: '/d',
  kind: null,
  hasDatabase: false,
  enrolled: [],
  ...change,
});
const enrolled = [
  { kind: 'device', id: 'b-1', name: 'shank band' },
  { kind: 'person', id: 'p-7', name: 'P-7' },
] as const;

describe('the data directory', () => {
  it('is the one asked for, else a folder of its kind under the XDG data directory', () => {
    expect(dataDirectoryPath('real', { override: '/x', homeDir: '/home/a' })).toBe('/x');
    expect(dataDirectoryPath('real', { xdgDataHome: '/data', homeDir: '/home/a' })).toBe('/data/limber/gateway');
    expect(dataDirectoryPath('simulation', { xdgDataHome: '', homeDir: '/home/a' })).toBe(
      '/home/a/.local/share/limber/simulation',
    );
  });

  it.each([
    ['an empty one', facts({}), null, null],
    ['a simulation', facts({ kind: 'simulation', hasDatabase: true }), null, 'records/simulation-only'],
    ["a gateway's", facts({ kind: 'real', hasDatabase: true }), 'records/not-a-simulation', null],
    ["an enrolled gateway's", facts({ kind: 'real', hasDatabase: true, enrolled }), 'records/not-a-simulation', null],
    [
      'one without a marker',
      facts({ hasDatabase: true }),
      'records/directory-not-writable',
      'records/directory-not-writable',
    ],
    [
      'a simulation with an enrolled device',
      facts({ kind: 'simulation', enrolled }),
      'records/not-a-simulation',
      'records/simulation-only',
    ],
  ])('%s is used or refused by kind', (_, given, simulating, real) => {
    expect(refuseDirectory(given, 'simulation')?.code ?? null).toBe(simulating);
    expect(refuseDirectory(given, 'real')?.code ?? null).toBe(real);
  });

  it('with someone enrolled never falls back to simulation, and says what is missing', () => {
    const refused = refuseSimulation(facts({ kind: 'real', enrolled }));
    expect(refused?.message).toContain('the device shank band, a person');
    expect(refused?.message).toContain('Connect shank band');
    expect(refused?.message).toContain('--data');
  });
});

describe('the rules hold where a store is opened', () => {
  it('simulation stays out of an enrolled directory, real devices out of a simulated one', () => {
    const dataDir = temporaryDirectory();
    const store = temporaryStore({ dataDir, simulated: false });
    store.enrol(enrolled[0]);
    store.close();
    expect(() => temporaryStore({ dataDir })).toThrow(expect.objectContaining({ code: 'records/not-a-simulation' }));
    temporaryStore({ dataDir, simulated: false }).close();

    const simulation = temporaryDirectory();
    temporaryStore({ dataDir: simulation }).close();
    expect(() => temporaryStore({ dataDir: simulation, simulated: false })).toThrow(
      expect.objectContaining({ code: 'records/simulation-only' }),
    );
  });

  it('two gateways never write one directory', () => {
    const dataDir = temporaryDirectory();
    const first = temporaryStore({ dataDir });
    expect(() => temporaryStore({ dataDir })).toThrow(
      expect.objectContaining({
        code: 'records/directory-in-use',
        message: expect.stringContaining(`process ${process.pid}`),
      }),
    );
    first.close();
    temporaryStore({ dataDir });
  });
});

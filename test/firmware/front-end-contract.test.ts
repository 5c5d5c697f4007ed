import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crc32 } from '../../protocol/crc32.ts';
import { createFrontEndModel } from '../../sim/board/front-end-model.ts';
import * as model from '../../sim/board/front-end-registers.ts';
import { testSkin } from './stim-bench.ts';

/** What this test uses of firmware/stimulator/front-end.ts, whose own types are those of an Espruino. */
interface Driver {
  openFrontEnd(port: {
    read(register: number, quantity: number): Uint8Array;
    send(bytes: readonly number[] | Uint8Array): void;
    enable: string;
    kick: string;
  }): {
    on(phaseUs: number, rateMillihertz: number, pattern: Uint8Array): boolean;
    off(): void;
    setCurrentUa(currentUa: number): void;
    report(): Uint8Array;
    condition(): Uint8Array;
    held(): number;
    passesSelfTest(): boolean;
  };
}
const DRIVER = '../../firmware/stimulator/front-end.ts';
const driver = (await import(DRIVER)) as Driver;

/** Rows of the tables of the page an engineer builds against, by their first column. */
const PAGE = readFileSync(join(import.meta.dirname, '../../firmware/stimulator/README.md'), 'utf8');

function rowsUnder(header: string): string[][] {
  const lines = PAGE.split('\n');
  const from = lines.findIndex((line) => line.replace(/ +/g, ' ').startsWith(header));
  const rows = lines.slice(from + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map(cellsOf);
}
const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

interface Register {
  readonly address: number;
  readonly name: string;
  readonly bytes: number;
  readonly access: string;
  readonly reset: string;
}

const REGISTERS: readonly Register[] = rowsUnder('| address | name |').map((cells) => ({
  address: Number.parseInt(cells[0]!, 16),
  name: cells[1]!,
  bytes: Number(cells[2]),
  access: cells[3]!,
  reset: cells[5]!,
}));
const BITS = rowsUnder('| register | bit |').map(([register, bit, name]) => ({ register, bit: Number(bit), name }));
const modelConstants = model as unknown as Record<string, number>;
const driverConstants = driver as unknown as Record<string, number>;
const registerAt = (address: number): Register | undefined =>
  REGISTERS.find((one) => address >= one.address && address < one.address + one.bytes);

/** Value of a word as the page writes it: hex, most significant byte first. */
const bytesOf = (hex: string, bytes: number): number[] => {
  const value = Number.parseInt(hex, 16);
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) & 255);
};

describe('the page and the simulated front-end', () => {
  test('name the same registers at the same places, each once', () => {
    expect(REGISTERS.length).toBeGreaterThan(15);
    for (const { name, address } of REGISTERS) expect(modelConstants[name], name).toBe(address);
    const ends = REGISTERS.map((one) => one.address + one.bytes);
    for (const [i, one] of REGISTERS.slice(1).entries()) expect(one.address, one.name).toBeGreaterThanOrEqual(ends[i]!);
    expect(Math.max(...ends)).toBe(model.REGISTERS);
  });

  test('name the same bits', () => {
    expect(BITS.length).toBe(14);
    for (const { name, bit } of BITS) expect(modelConstants[name!], name).toBe(bit);
    const ofStatus = BITS.filter(({ register }) => register === 'STATUS').reduce((sum, { bit }) => sum + bit, 0);
    expect(ofStatus).toBe(255);
  });

  test('agree on what stands there after power-up, and on what reads 0', () => {
    const chip = createFrontEndModel(testSkin());
    chip.powerUp(0);
    for (const { address, bytes, reset, name } of REGISTERS.filter((one) => one.reset !== 'measured'))
      expect([...chip.read(address, bytes, 10)], name).toEqual(bytesOf(reset, bytes));
    for (let address = 0; address < model.REGISTERS; address++)
      if (!registerAt(address)) expect(chip.read(address, 1, 10)[0], `0x${address.toString(16)}`).toBe(0);
  });

  test('agree on what a write can change', () => {
    for (let address = 0; address < model.REGISTERS; address++) {
      const chip = createFrontEndModel(testSkin());
      chip.powerUp(0);
      const before = chip.read(address, 1, 10)[0]!;
      chip.write(address, [before ^ 3], 11);
      const register = registerAt(address);
      const isKept = register?.access === 'rw' && address >= model.PHASE_US && address !== model.SELF_TEST;
      expect(chip.read(address, 1, 12)[0], `0x${address.toString(16)}`).toBe(isKept ? before ^ 3 : before);
    }
  });

  test('HELD is cleared by ones, and only while ENABLE is low', () => {
    const chip = createFrontEndModel(testSkin());
    chip.powerUp(0);
    chip.setEnable(true, 10);
    chip.faults.stuckOnUa = 30_000;
    chip.advanceTo(20);
    chip.faults.stuckOnUa = 0;
    const held = (tMs: number): number => chip.read(model.HELD, 1, tMs)[0]!;
    expect(held(21) & model.STUCK_PHASE).toBe(model.STUCK_PHASE);
    chip.write(model.HELD, [255], 22);
    expect(held(23)).not.toBe(0);
    chip.setEnable(false, 30);
    chip.powerUp(40);
    expect(held(41)).not.toBe(0);
    chip.setEnable(true, 50);
    chip.write(model.CONTROL, [model.RUN], 51);
    expect(chip.read(model.CONTROL, 1, 52)[0]! & model.RUN).toBe(0);
    chip.setEnable(false, 60);
    chip.write(model.HELD, [0], 61);
    expect(held(62)).not.toBe(0);
    chip.write(model.HELD, [255], 63);
    expect(held(64)).toBe(0);
  });
});

test('the button ends the output by itself, and letting it go brings nothing back until run is written anew', () => {
  const chip = createFrontEndModel(testSkin());
  chip.powerUp(0);
  chip.write(model.PHASE_US, [200, 0, 160, 134, 1], 1);
  const run = (tMs: number): void => {
    chip.write(model.AMPLITUDE, [0, 0], tMs);
    chip.write(model.CONTROL, [model.RUN], tMs);
    chip.write(model.AMPLITUDE, [100, 0], tMs);
  };
  const flows = (tMs: number): number => chip.read(model.READBACK, 1, tMs)[0]!;
  chip.setEnable(true, 2);
  chip.kick(3);
  run(4);
  expect(flows(10)).toBe(100);
  chip.setStop(true, 11);
  expect(flows(12)).toBe(0);
  run(13);
  expect(flows(14)).toBe(0);
  chip.setStop(false, 20);
  chip.kick(21);
  expect(flows(22)).toBe(0);
  expect(chip.read(model.STATUS, 1, 23)[0]).toBe(model.CONTACT);
  run(24);
  expect(flows(30)).toBe(100);
});

describe('the page and the driver', () => {
  const globals = globalThis as { E?: unknown; digitalWrite?: unknown };
  const [E, digitalWrite] = [globals.E, globals.digitalWrite];
  const accesses: { readonly kind: 'read' | 'write'; readonly register: number; readonly bytes: number }[] = [];
  const chip = createFrontEndModel(testSkin());
  let tMs = 0;

  beforeAll(() => {
    globals.E = { CRC32: (bytes: Uint8Array) => crc32(bytes) };
    globals.digitalWrite = (pin: string, level: unknown) => {
      tMs++;
      if (pin === 'enable') chip.setEnable(!!level, tMs);
      else chip.kick(tMs);
    };
  });
  afterAll(() => {
    globals.E = E;
    globals.digitalWrite = digitalWrite;
  });

  test('every access of a session is one that the page allows, and the driver obeys the whole map', () => {
    chip.powerUp(0);
    const frontEnd = driver.openFrontEnd({
      read: (register, quantity) => {
        accesses.push({ kind: 'read', register, bytes: quantity });
        tMs++;
        return chip.read(register, quantity, tMs);
      },
      send: (bytes) => {
        const [register, ...values] = Array.from(bytes);
        accesses.push({ kind: 'write', register: register!, bytes: values.length });
        tMs++;
        chip.write(register!, values, tMs);
      },
      enable: 'enable',
      kick: 'kick',
    });
    expect(frontEnd.held()).toBe(0);
    expect(frontEnd.passesSelfTest()).toBe(true);
    expect(frontEnd.on(200, 100_000, new Uint8Array(0))).toBe(true);
    frontEnd.setCurrentUa(990);
    frontEnd.report();
    frontEnd.condition();
    frontEnd.off();
    expect(frontEnd.on(0, 50_000, Uint8Array.from([232, 3, 200, 0, 24, 252, 200, 0]))).toBe(true);
    frontEnd.off();
    for (const { kind, register, bytes } of accesses) {
      expect(registerAt(register), `${kind} of 0x${register.toString(16)}`).toBeDefined();
      for (let address = register; address < register + bytes; address++) {
        const row = registerAt(address);
        // A burst may pass over a byte that reads 0; nothing is written where nothing stands.
        if (kind === 'write') expect(row?.access, `0x${address.toString(16)}`).toBe('rw');
      }
    }
    // Words are written whole.
    for (const { register, bytes } of accesses.filter((access) => access.kind === 'write'))
      expect([registerAt(register)!.bytes, 5, 8]).toContain(bytes);
    expect(accesses.some((access) => access.register === model.HELD && access.kind === 'write')).toBe(false);
  });

  test('take the same bits for the same thing', () => {
    const shared = BITS.filter(({ name }) => name! in driverConstants);
    expect(shared.length).toBeGreaterThan(5);
    for (const { name, bit } of shared) expect(driverConstants[name!], name).toBe(bit);
  });
});

test('the page tells the bus address that the board and the simulator use', () => {
  const [address] = rowsUnder('| what | value |');
  const source = (file: string): string => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
  expect(address![1]).toContain('0x42');
  for (const file of ['firmware/boards/xiao-stim.ts', 'sim/board/wiring.ts'])
    expect(source(file)).toContain('FRONT_END_ADDRESS = 0x42');
});

test('each guarantee of the hardware is shown by a test in the lab', () => {
  const guarantees = rowsUnder('| # | guarantee |').map(([number]) => number);
  const shown = rowsUnder('| test | of |').flatMap(([, of]) => of!.split(', '));
  expect(guarantees).toHaveLength(13);
  for (const number of guarantees) expect(shown).toContain(number);
});

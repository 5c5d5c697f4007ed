import { InvalidArgumentError } from 'commander';
import { PLACEMENTS, type Placement } from '../../protocol/placement.ts';
import { isBluetoothAddress } from '../connect/reach.ts';
import { PUBLIC_ID } from '../records/session-document.ts';
import type { BandChoice } from '../worn-bands.ts';

/** Readers of arguments: each gives the value or one clear line (commander prints it and exits with 2). */

/** A speed to run at; Infinity is "max". */
export function readSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = Number(text);
  if (!(speed > 0 && speed <= 1000))
    throw new InvalidArgumentError('A speed is a number from above 0 to 1000, or "max".');
  return speed;
}

/** A speed that another process can keep too. */
export function readSharedSpeed(text: string): number {
  if (text === 'max') throw new InvalidArgumentError('A speed shared with another process is a number.');
  return readSpeed(text);
}

export function readWhole(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('Expected a whole number, 0 or more.');
  return value;
}

/** As a band says it: what may be part of a file's name too. */
export function readDeviceId(text: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(text))
    throw new InvalidArgumentError("A band's id has letters, digits, - and _ only.");
  return text;
}

/** Never a name: it leaves this house in records and messages. */
export function readPseudonym(text: string): string {
  if (!PUBLIC_ID.test(text)) throw new InvalidArgumentError('A pseudonym has letters, digits, - and _ only.');
  return text;
}

/** As it stands in topics. */
export function readSite(text: string): string {
  if (!PUBLIC_ID.test(text)) throw new InvalidArgumentError('A site has letters, digits, - and _ only.');
  return text;
}

export function readPath(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Expected a path.');
  return text;
}

export function readPort(text: string): number {
  const port = readWhole(text);
  if (port > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

/** "/dev/ttyACM0", "thigh=/dev/ttyACM0" or "thigh=c0:ff:ee:00:00:01", once for each band. */
export function collectPorts(text: string, before: readonly BandChoice[] = []): BandChoice[] {
  const choice = readPortChoice(text);
  if (choice.address === '') throw new InvalidArgumentError('Expected a path or Bluetooth address, or placement=path.');
  for (const { address, placement } of before) {
    if (address === choice.address) throw new InvalidArgumentError(`${address} is given twice.`);
    if (placement && placement === choice.placement) throw new InvalidArgumentError(`${placement} is given twice.`);
  }
  return [...before, choice];
}

function readPortChoice(text: string): BandChoice {
  const [name = '', ...rest] = text.split('=');
  // Paths of ports may hold "=", names of placements hold no slash.
  if (rest.length === 0 || name.includes('/')) return { address: plain(text) };
  const placement = PLACEMENTS.find((candidate) => candidate === name);
  if (!placement) throw new InvalidArgumentError(`"${name}" is no placement; there are ${PLACEMENTS.join(', ')}.`);
  return { address: plain(rest.join('=')), placement };
}

/** Bluetooth addresses are written in capitals as often as not. */
const plain = (address: string): string => (isBluetoothAddress(address) ? address.toLowerCase() : address);

/** "forearm=a.csv,upper-arm=b.csv" */
export function readSensors(text: string): ReadonlyMap<Placement, string> {
  const files = filesOf(text, 'placement');
  for (const name of files.keys()) {
    if (!isPlacement(name))
      throw new InvalidArgumentError(`"${name}" is no placement; placements are ${PLACEMENTS.join(', ')}.`);
  }
  return files as ReadonlyMap<Placement, string>;
}

const isPlacement = (name: string): boolean => (PLACEMENTS as readonly string[]).includes(name);

/** "u1=a.csv,u2=b.csv", whatever the sensors are called. */
export const readNamedFiles = (text: string): ReadonlyMap<string, string> => filesOf(text, 'name');

function filesOf(text: string, kind: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const part of text.split(',')) {
    const [head = '', ...path] = part.split('=');
    const name = head.trim();
    const file = path.join('=').trim();
    if (name === '' || file === '') throw new InvalidArgumentError(`Expected ${kind}=file.csv, got "${part}".`);
    if (files.has(name)) throw new InvalidArgumentError(`${name} is given twice.`);
    files.set(name, file);
  }
  return files;
}

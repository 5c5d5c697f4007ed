import { InvalidArgumentError } from 'commander';
import { PLACEMENTS, type Placement } from '../../protocol/placement.ts';
import type { SerialPortChoice } from './home.ts';

/** Readers of arguments: each gives the value or one clear line (commander prints it and exits with 2). */

/** A speed to run at; Infinity is "max". */
export function readSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = Number(text);
  if (!(speed > 0 && speed <= 1000))
    throw new InvalidArgumentError('a speed is a number from above 0 to 1000, or "max".');
  return speed;
}

export function readWhole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number, 0 or more.');
  return value;
}

export function readPort(text: string): number {
  const port = readWhole(text);
  if (port > 65535) throw new InvalidArgumentError('a port is a number from 0 to 65535.');
  return port;
}

/** "/dev/ttyACM0" or "thigh=/dev/ttyACM0", once for each band. */
export function collectPorts(text: string, before: readonly SerialPortChoice[] = []): SerialPortChoice[] {
  const [name = '', ...rest] = text.split('=');
  if (rest.length === 0) return [...before, { path: text }];
  const placement = PLACEMENTS.find((candidate) => candidate === name);
  if (!placement) throw new InvalidArgumentError(`"${name}" is no placement; there are ${PLACEMENTS.join(', ')}.`);
  return [...before, { path: rest.join('='), placement }];
}

/** "forearm=a.csv,upper-arm=b.csv" */
export function readSensors(text: string): ReadonlyMap<Placement, string> {
  const sensors = new Map<Placement, string>();
  for (const part of text.split(',')) {
    const [name = '', ...path] = part.split('=');
    const placement = PLACEMENTS.find((candidate) => candidate === name.trim());
    if (!placement || path.length === 0) {
      throw new InvalidArgumentError(
        `expected placement=file.csv, placements: ${PLACEMENTS.join(', ')}; got "${part}".`,
      );
    }
    if (sensors.has(placement)) throw new InvalidArgumentError(`${placement} is given twice.`);
    sensors.set(placement, path.join('=').trim());
  }
  return sensors;
}

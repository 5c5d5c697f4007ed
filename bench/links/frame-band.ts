import { SERVICE_UUID } from '../../protocol/gatt.ts';
import { patchMotionFrame, templateMotionFrame } from '../../protocol/generated/device-wire.ts';
import type { Channel } from '../../protocol/link.ts';
import { SAMPLE_BYTES } from '../../protocol/motion-frame.ts';
import type { RadioPeripheral } from '../../sim/radio/peripheral.ts';

const SAMPLES_PER_FRAME = 3;
export const FRAMES_PER_SECOND = 104 / SAMPLES_PER_FRAME;

/** A band that sends motion frames and does nothing else: what is measured is the way, not the firmware. */
export interface FrameBand extends RadioPeripheral {
  /** The next frame; its clock says when it left, for whoever measures the way. */
  frame(): Uint8Array;
  send(): void;
}

/** Microseconds modulo 2^32 of a clock that all processes of a machine share. */
export const machineUs = (): number => Number((process.hrtime.bigint() / 1000n) & 0xffffffffn);

export function frameBand(number: number): FrameBand {
  const listeners = new Set<(channel: Channel, bytes: Uint8Array) => void>();
  let isConnected = false;
  let sequence = 0;
  const frame = (): Uint8Array => {
    const bytes = templateMotionFrame(SAMPLES_PER_FRAME * SAMPLE_BYTES, 1);
    patchMotionFrame(bytes, sequence++, machineUs());
    return bytes;
  };
  return {
    address: `c0:ff:ee:00:00:${number.toString(16).padStart(2, '0')}`,
    name: `Limber ${number}`,
    payloadBytes: 128,
    signalDbm: () => -50,
    advertises: () => !isConnected,
    advertisingMs: () => 100,
    advertised: () => [SERVICE_UUID],
    connect: () => {
      isConnected = true;
    },
    disconnect: () => {
      isConnected = false;
    },
    write: () => {},
    read: () => new Uint8Array(0),
    standard: () => Uint8Array.of(100),
    onNotify: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onVanish: () => () => {},
    frame,
    send: () => {
      const bytes = frame();
      for (const listener of listeners) listener('motion', bytes);
    },
  };
}

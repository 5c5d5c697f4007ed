import { Subject } from 'rxjs';
import type { DeviceConnection, DeviceMessage } from '../../host/connect/device-connection.ts';
import type { GreetedDevice } from '../../host/device-roster.ts';
import { linkListeners } from '../../protocol/link-listeners.ts';
import type { Hello } from '../../protocol/message.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { Placement } from '../../protocol/placement.ts';

const SAMPLES = 3;
const PERIOD_US = 1e6 / DEFAULT_MOTION_CONFIGURATION.rateHz;

export const SAID: Hello = {
  protocolVersion: 1,
  role: 'ROLE_MOTION',
  deviceId: 'band-1',
  board: 'puck',
  firmwareVersion: '0.1.0',
  boot: 7,
  salt: new Uint8Array(8),
  configurationId: 1,
  payloadBytes: 50,
  simulated: true,
  enrolled: false,
  prescriptionRevision: 0,
  prescriptionHash: new Uint8Array(0),
  firmwareHash: 0,
  accelerometerOnly: false,
  resetCause: 'POWER_ON',
  calibrationTag: 0,
  development: false,
  onTrial: false,
};

/** What a host hears of a motion band, said by the test. */
export class PretendedBand {
  readonly device: GreetedDevice;
  readonly #messages = new Subject<DeviceMessage>();
  readonly #listeners = linkListeners('up');
  readonly #nowMs: () => number;
  #hello: Hello;
  #sequence = 0;
  #ticksUs = 0;

  constructor(placement: Placement, nowMs: () => number, said: Partial<Hello> = {}) {
    this.#nowMs = nowMs;
    this.#hello = { ...SAID, deviceId: `band-${placement}`, ...said };
    const { onState } = this.#listeners;
    const link = { name: `air-${placement}`, payloadBytes: 50, onState };
    const connection = {
      link,
      messages$: this.#messages.asObservable(),
      hello: () => this.#hello,
      discarded: () => 0,
      motionUntilNow: () => [],
      send: async () => {},
    };
    this.device = { connection: connection as unknown as DeviceConnection, hello: this.#hello, placement };
  }

  /** One frame of three samples. */
  measure(sample: (i: number) => readonly number[]): void {
    const samplesRaw = Int16Array.from(Array.from({ length: SAMPLES }, (_, i) => sample(i)).flat());
    const frame = {
      sequence: this.#sequence++,
      ticksUs: Math.round(this.#ticksUs),
      configuration: DEFAULT_MOTION_CONFIGURATION,
      sampleCount: SAMPLES,
      samplesRaw,
    };
    this.#ticksUs += SAMPLES * PERIOD_US;
    this.#messages.next({ kind: 'motion', frame, atMs: this.#nowMs() } as DeviceMessage);
  }

  /** Goes out of reach, or comes back. */
  reach(state: 'up' | 'down'): void {
    this.#listeners.enterState(state);
  }

  press(presses: number): void {
    this.#messages.next({ kind: 'press', press: { presses, ticks: 0 }, atMs: this.#nowMs() });
  }

  startAnew(said: Partial<Hello>): void {
    this.#hello = { ...this.#hello, boot: this.#hello.boot + 1, ...said };
    this.#sequence = 0;
    this.#ticksUs = 0;
    this.#messages.next({ kind: 'hello', hello: this.#hello, atMs: this.#nowMs() });
  }
}

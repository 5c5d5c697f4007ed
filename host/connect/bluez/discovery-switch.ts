import type { Cancel, Timeline } from '../../../protocol/timeline.ts';
import { within } from '../deadline.ts';
import { addRule, busErrorOf } from './bluez-bus.ts';
import type { BluezRadio } from './bluez-radio.ts';
import { daemonTrouble } from './bluez-trouble.ts';
import { DEVICE } from './node-ble-parts.ts';

export interface DiscoverySwitchParams {
  readonly radio: BluezRadio;
  readonly timeline: Timeline;
  readonly isWanted: () => boolean;
  readonly onFailure: (error: unknown) => void;
}

const CALL_MS = 2_000;
const RETRY_MS = 1_000;
const RULES = [
  `type='signal',sender='org.bluez',member='InterfacesAdded'`,
  `type='signal',sender='org.bluez',member='PropertiesChanged',arg0='${DEVICE}'`,
];

/** BlueZ's discovery, and the rules by which the bus tells us what it finds: on as long as it is wanted. */
export class DiscoverySwitch {
  readonly #params: DiscoverySwitchParams;
  readonly #rules: Cancel[] = [];
  #switching: Promise<void> | undefined;
  /** What turns it off; undefined while it is. */
  #off: (() => Promise<void>) | undefined;
  #losses = 0;
  #cancelRetry: Cancel = () => {};

  constructor(params: DiscoverySwitchParams) {
    this.#params = params;
  }

  /** Looks anew whether it is wanted. Settles when it is so, or failed to be. */
  settle(): Promise<void> {
    this.#switching ??= this.#switchOver();
    return this.#switching;
  }

  /** bluetoothd is gone, and discovery with it. */
  lose(): void {
    this.#losses++;
    this.#forget();
    void this.settle();
  }

  /** Once it is wanted no more. */
  close(): Promise<void> {
    this.#cancelRetry();
    return this.settle();
  }

  async #switchOver(): Promise<void> {
    const { timeline, isWanted, onFailure } = this.#params;
    // Whoever changes his mind after the last look begins anew: between that look and the end nothing may happen.
    await null;
    try {
      while (isWanted() !== (this.#off !== undefined)) await (this.#off ? this.#off() : this.#turnOn());
    } catch (error) {
      // What could not be ended goes on, and hinders whoever connects: that is tried again too.
      if (!this.#off) this.#forget();
      onFailure(daemonTrouble(error));
      this.#cancelRetry();
      this.#cancelRetry = timeline.after(RETRY_MS, () => void this.settle());
    } finally {
      this.#switching = undefined;
    }
  }

  async #turnOn(): Promise<void> {
    const { radio, timeline } = this.#params;
    const begun = this.#losses;
    const { bus, adapter } = await radio.ready();
    for (const rule of RULES) this.#rules.push(await within(timeline, CALL_MS, 'D-Bus', addRule(bus, rule)));
    await within(timeline, CALL_MS, 'Discovery', adapter.startDiscovery()).catch(unlessBegun);
    if (begun !== this.#losses) throw new Error('bluetoothd was lost while discovery began');
    this.#off = async () => {
      await within(timeline, CALL_MS, 'The end of discovery', adapter.stopDiscovery()).catch(unlessEnded);
      this.#forget();
    };
  }

  #forget(): void {
    this.#off = undefined;
    for (const cancel of this.#rules.splice(0)) cancel();
  }
}

/** Discovery that is already on, for us, is what was wanted. */
function unlessBegun(error: unknown): void {
  if (busErrorOf(error) !== 'org.bluez.Error.InProgress') throw error;
}

function unlessEnded(error: unknown): void {
  if (busErrorOf(error) !== 'org.bluez.Error.Failed') throw error;
}

import { Observable, Subscription } from 'rxjs';
import type { Hello } from '../protocol/message.ts';
import type { Placement } from '../protocol/placement.ts';
import type { DeviceConnection } from './connect/device-connection.ts';

/** What a band does out of turn: somebody pressed its button, or it started anew. */
export type BandEvent =
  | { readonly kind: 'press'; readonly device: string; readonly placement: string; readonly presses: number }
  | {
      readonly kind: 'restart';
      readonly device: string;
      readonly placement: string;
      /** Of the new start. */
      readonly boot: number;
      readonly cause: Hello['resetCause'];
    };

export interface WatchedBand {
  readonly connection: DeviceConnection;
  readonly hello: Hello;
  readonly placement?: Placement;
}

/** Presses and restarts of all bands. A hello with another boot number is a restart, whatever the link did meanwhile. */
export function bandEvents(bands: readonly WatchedBand[]): Observable<BandEvent> {
  return new Observable((subscriber) => {
    const subscription = new Subscription();
    for (const { connection, hello, placement = 'pads' } of bands) {
      let { boot } = connection.hello() ?? hello;
      const device = hello.deviceId;
      subscription.add(
        connection.messages$.subscribe((message) => {
          if (message.kind === 'press')
            subscriber.next({ kind: 'press', device, placement, presses: message.press.presses });
          if (message.kind !== 'hello' || message.hello.boot === boot) return;
          boot = message.hello.boot;
          subscriber.next({ kind: 'restart', device, placement, boot, cause: message.hello.resetCause });
        }),
      );
    }
    return subscription;
  });
}

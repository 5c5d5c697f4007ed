import type { Hello } from '../../protocol/message.ts';
import type { DeviceMessage } from './device-connection.ts';

export type MotionMessage = DeviceMessage & { readonly kind: 'motion' };

/** Motion that came before anybody took it: a band that is listened to writes no log, and a gateway listens before its session begins. */
export interface UntakenMotion {
  note(message: DeviceMessage): void;
  /** Oldest first; from the first call on nothing is kept. */
  take(): readonly MotionMessage[];
}

/** Two minutes of the smallest frames: a gateway that starts on a slow machine. */
const KEPT_MAX = 4096;

export function untakenMotion(): UntakenMotion {
  let kept: MotionMessage[] | undefined = [];
  let known: Hello | undefined;
  return {
    note: (message) => {
      // Numbers of another start of the band mean something else.
      if (message.kind === 'hello' && known && known.boot !== message.hello.boot) kept &&= [];
      if (message.kind === 'hello') known = message.hello;
      if (message.kind !== 'motion' || !kept) return;
      kept.push(message);
      if (kept.length > KEPT_MAX) kept.shift();
    },
    take: () => {
      const taken = kept ?? [];
      kept = undefined;
      return taken;
    },
  };
}

import { LimberError } from '../../protocol/limber-error.ts';
import { type Hello, PROTOCOL_VERSION } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { otherProtocol } from './compatibility.ts';
import type { DeviceConnection } from './device-connection.ts';

const ASK_EVERY_MS = 400;
const PATIENCE_MS = 10_000;
/** A band that is connected to somebody advertises to nobody else. */
const IS_IT = 'Is it switched on, charged and near, in use by no other program, and is it a Limber band?';

/**
 * Asks a band who it is until it says so: what it said when the link came up may have been lost.
 * @throws LimberError link/not-up when it stays silent, link/incompatible-device when it speaks another protocol
 */
export function greet(connection: DeviceConnection, timeline: Timeline): Promise<Hello> {
  const { name } = connection.link;
  return new Promise((resolve, reject) => {
    const hear = (hello: Hello): void => {
      stop();
      if (hello.protocolVersion === PROTOCOL_VERSION) resolve(hello);
      else reject(otherProtocol(name, hello));
    };
    const ask = (): void => {
      connection.send({ kind: 'SAY_HELLO' }).catch(() => {});
    };
    const subscription = connection.messages$.subscribe((message) => {
      if (message.kind === 'hello') hear(message.hello);
    });
    const cancelAsking = timeline.every(ASK_EVERY_MS, ask);
    const cancelPatience = timeline.after(PATIENCE_MS, () => {
      stop();
      const trouble = connection.link.trouble?.() ?? IS_IT;
      reject(new LimberError('link/not-up', `${name} does not answer. ${trouble}`));
    });
    const stop = (): void => {
      subscription.unsubscribe();
      cancelAsking();
      cancelPatience();
    };
    const known = connection.hello();
    if (known) hear(known);
  });
}

import { LimberError } from '../../protocol/limber-error.ts';
import { type Hello, PROTOCOL_VERSION } from '../../protocol/message.ts';
import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import { otherProtocol } from './compatibility.ts';
import type { DeviceConnection } from './device-connection.ts';

const ASK_EVERY_MS = 400;
const PATIENCE_MS = 10_000;
/** A band that is connected to somebody advertises to nobody else. */
const IS_IT = 'Is it switched on, charged and near, in use by no other program, and is it a Limber band?';

/**
 * Asks a band who it is until it says so: what it said when the link came up may have been lost.
 * @throws LimberError link/not-up when it stays silent or its link is closed, link/incompatible-device when it speaks another protocol
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
    const giveUp = (why: string): void => {
      stop();
      reject(new LimberError('link/not-up', `${name} ${why}`));
    };
    const cancelPatience = timeline.after(PATIENCE_MS, () =>
      giveUp(`does not answer. ${connection.link.trouble?.() ?? IS_IT}`),
    );
    let cancelState: Cancel = () => {};
    const stop = (): void => {
      cancelState();
      subscription.unsubscribe();
      cancelAsking();
      cancelPatience();
    };
    // Whoever refused another band has closed this one too: a program is not to live on for it.
    cancelState = connection.link.onState((state) => {
      if (state === 'closed') giveUp('was closed before it said who it is.');
    });
    const known = connection.hello();
    if (known) hear(known);
  });
}

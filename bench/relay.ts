import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chunkRows } from './relay/chunks.ts';
import { latencyRows } from './relay/latency.ts';
import { isInstalled, startMosquitto } from './relay/mosquitto.ts';
import { outageRows } from './relay/outage.ts';
import type { Consumed, FromSubscriber } from './relay/subscriber.ts';
import type { BenchRow } from './row.ts';
import { withTemporaryKeys } from './temporary-folder.ts';

export interface Consumer {
  /** Forgets what it saw. */
  begin(): void;
  seen(): Promise<Consumed>;
  /** Connected anew since the last call. */
  back(): Promise<void>;
}

/** Gateway, broker and consumer, each a process; one broker for all rows and for each peer. */
export async function relayRows(): Promise<BenchRow[] | null> {
  if (!isInstalled()) return null;
  const broker = await startMosquitto();
  const child = fork(join(import.meta.dirname, 'relay/subscriber.ts'), [broker.url]);
  try {
    const consumer = consumerOf(child);
    await consumer.back();
    return await withTemporaryKeys(async () => [
      ...(await latencyRows(broker, consumer)),
      ...(await chunkRows(broker, consumer)),
      ...(await outageRows(broker, consumer)),
    ]);
  } finally {
    child.disconnect();
    await broker.close();
  }
}

function consumerOf(child: ChildProcess): Consumer {
  let ups = 0;
  let isAwaited = 0;
  const waiting: (() => void)[] = [];
  child.on('message', (message: FromSubscriber) => {
    if (message.kind !== 'up') return;
    ups++;
    waiting.shift()?.();
  });
  return {
    begin: () => void child.send('begin'),
    async seen() {
      child.send('tell');
      for (;;) {
        const [message] = (await once(child, 'message')) as [FromSubscriber];
        if (message.kind === 'consumed') return message;
      }
    },
    async back() {
      isAwaited++;
      if (ups < isAwaited) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

import { execFileSync } from 'node:child_process';
import { closeSync, constants, open, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import { opensAt, openTerminals, placeNamed, plugIn, until } from './plugged-band.ts';

/** Whoever opens a pipe without a writer waits for one, and keeps one of the threads in which ports are opened. */
function occupiedThreads(): () => void {
  const pipe = placeNamed('pipe');
  execFileSync('mkfifo', [pipe]);
  const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
  const readers: number[] = [];
  for (let i = 0; i < threads; i++) open(pipe, 'r', (_error, descriptor) => readers.push(descriptor));
  return () => {
    const writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    void until(() => readers.length === threads).then(() => {
      for (const descriptor of [...readers, writer]) closeSync(descriptor);
    });
  };
}

test('an opening that the system does not answer is refused in words, and the port that opens after all is let go', async () => {
  const band = await plugIn('slow');
  const link = await opensAt(band.path);
  await link.close();
  const before = openTerminals();
  const release = occupiedThreads();
  await expect(opensAt(band.path, { machine: wallTimeline(10) })).rejects.toMatchObject({
    code: 'link/port-unavailable',
    message: expect.stringMatching(/does not say within 2 s whether it can; unplug it/),
  });
  release();
  let again: Awaited<ReturnType<typeof opensAt>> | undefined;
  // Until it is let go it is locked, for this process too.
  while (!again) again = await opensAt(band.path).catch(() => undefined);
  await again.close();
  await until(() => openTerminals() === before);
});

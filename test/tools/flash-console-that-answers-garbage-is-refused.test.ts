import { afterAll, expect, test } from 'vitest';
import { closeBands, flashAt, imageInForce, OLD_MAIN, plugIn, runningBand } from './flash-bench.ts';

afterAll(closeBands);

test.concurrent.each(['pty', 'tcp'] as const)(
  'garbage on a %s is not taken for a board, and changes nothing',
  async (on) => {
    const flash = runningBand();
    const bench = await plugIn({ flash, on, faults: { garbageSeed: 5 } });
    await expect(flashAt(bench.port)).rejects.toMatchObject({
      code: 'tool/console-garbage',
      message: expect.stringMatching(/no Espruino console.*hold the button down/),
    });
    expect(imageInForce(flash)).toBe(OLD_MAIN);
  },
);

test.concurrent.each(['pty', 'tcp'] as const)(
  'a silent %s says how to open the console, for this board',
  async (on) => {
    const bench = await plugIn({ flash: runningBand(), on, faults: { silent: true }, board: 'xiao' });
    await expect(flashAt(bench.port, { device: 'xiao' })).rejects.toMatchObject({
      code: 'tool/console-silent',
      message: expect.stringMatching(/pin D1.*reset button/),
    });
  },
);

import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtPages } from './built-pages.ts';
import { startDemoGateway } from './demo-gateway.ts';

let pagesDir: string;
beforeAll(async () => {
  pagesDir = await builtPages();
});

const portOf = (url: string): number => Number(new URL(url).port);

describe('the port', () => {
  it('is the next free one when none was asked for', async () => {
    const first = await startDemoGateway({ pagesDir });
    const second = await startDemoGateway({ pagesDir });
    expect(portOf(first.screen.url)).toBeGreaterThanOrEqual(8420);
    expect(portOf(second.screen.url)).toBeGreaterThan(portOf(first.screen.url));
    await Promise.all([first.screen.close(), second.screen.close()]);
  });

  it('in use is an error when it was asked for', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startDemoGateway({ port, pagesDir })).rejects.toMatchObject({
      code: 'screen/port-in-use',
      message: `Port ${port} is in use on 127.0.0.1.`,
    });
    taken.close();
  });

  it('is not even tried when the pages are not built', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'limber-pages-'));
    await expect(startDemoGateway({ port: 0, pagesDir: empty })).rejects.toMatchObject({
      code: 'screen/pages-not-built',
    });
  });

  it('is free again once closed, even while a page listens', async () => {
    const gateway = await startDemoGateway({ port: 0, pagesDir });
    const feed = await fetch(`${gateway.screen.url}/api/feed`);
    await gateway.screen.close();
    await feed.text();
    const again = await startDemoGateway({ port: portOf(gateway.screen.url), pagesDir });
    await again.screen.close();
  });
});

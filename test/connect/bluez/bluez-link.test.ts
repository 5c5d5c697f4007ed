import { CHANNELS } from '../../../protocol/link.ts';
import { type LinkUnderTest, testLinkContract } from '../../protocol/link-contract.ts';
import { bluezBench, until } from './bluez-bench.ts';

const notifying = CHANNELS.filter((channel) => channel !== 'command');

testLinkContract('BlueZ on a real D-Bus', async (): Promise<LinkUnderTest> => {
  const { bands, open } = await bluezBench();
  const { address, notify, received } = bands[0]!;
  const transport = await open();
  return { link: transport.link(address), notify, notifying, received, until };
});

import { expect, test } from 'vitest';
import { LimberError } from '../../protocol/limber-error.ts';
import { CHANNELS, type Channel, type Link, type LinkState } from '../../protocol/link.ts';

/** The other end of a link, and a way to let time pass until something has arrived. */
export interface LinkUnderTest {
  readonly link: Link;
  /** The band notifies the host. Absent where the other end says only what was recorded. */
  readonly notify?: (channel: Channel, bytes: Uint8Array) => void;
  /** Channels on which it can; all where they are not named. */
  readonly notifying?: readonly Channel[];
  /** What reached the band so far. */
  readonly received?: readonly { readonly channel: Channel; readonly bytes: Uint8Array }[];
  /** Lets time pass until `condition` holds; rejects when it never does. */
  until(condition: () => boolean): Promise<void>;
}

/** What every Link must do, whatever carries it. */
export function testLinkContract(kind: string, open: () => Promise<LinkUnderTest>): void {
  const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 37) & 255);

  const up = async (): Promise<LinkUnderTest & { states: LinkState[] }> => {
    const opened = await open();
    const states: LinkState[] = [];
    opened.link.onState((state) => states.push(state));
    await opened.until(() => states.at(-1) === 'up');
    return { ...opened, states };
  };

  test(`${kind}: a new listener hears the present state at once`, async () => {
    const { link, states } = await up();
    const heard: LinkState[] = [];
    link.onState((state) => heard.push(state));
    expect(heard).toEqual([states.at(-1)]);
    await link.close();
  });

  test(`${kind}: knows how many bytes fit into a packet once it is up`, async () => {
    const { link } = await up();
    expect(link.payloadBytes).toBeGreaterThanOrEqual(20);
    await link.close();
  });

  test(`${kind}: packets of every channel and size arrive whole and in order`, async () => {
    const { link, notify, notifying = CHANNELS, until } = await up();
    if (notify) {
      const heard: string[] = [];
      link.onPacket((channel, bytes) => heard.push(`${channel} ${Buffer.from(bytes).toString('hex')}`));
      const sent: string[] = [];
      for (const length of [1, 3, Math.floor(link.payloadBytes / 2), link.payloadBytes]) {
        for (const channel of notifying) {
          sent.push(`${channel} ${Buffer.from(bytesOf(length)).toString('hex')}`);
          notify(channel, bytesOf(length));
          await until(() => heard.length === sent.length);
        }
      }
      expect(heard).toEqual(sent);
    }
    await link.close();
  });

  test(`${kind}: what is sent reaches the other end`, async () => {
    const { link, received, until } = await up();
    await link.send('command', bytesOf(link.payloadBytes));
    if (received) {
      await until(() => received.length === 1);
      expect(received[0]).toEqual({ channel: 'command', bytes: bytesOf(link.payloadBytes) });
    }
    await link.close();
  });

  test(`${kind}: a listener that was cancelled hears nothing more`, async () => {
    const { link, notify, until } = await up();
    if (notify) {
      const first: number[] = [];
      const second: number[] = [];
      const cancel = link.onPacket((_, bytes) => first.push(bytes[0]!));
      link.onPacket((_, bytes) => second.push(bytes[0]!));
      notify('motion', Uint8Array.of(1));
      await until(() => second.length === 1);
      cancel();
      notify('motion', Uint8Array.of(2));
      await until(() => second.length === 2);
      expect(first).toEqual([1]);
    }
    await link.close();
  });

  test(`${kind}: after close the state is closed and sending is refused in words`, async () => {
    const { link, states } = await up();
    await link.close();
    expect(states.at(-1)).toBe('closed');
    await expect(link.send('command', Uint8Array.of(1))).rejects.toMatchObject({
      constructor: LimberError,
      code: 'link/not-up',
    });
  });
}

import { sealCommand } from '../../host/connect/command-seal.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { beginReassembly, cutMessage, takePacket } from '../../protocol/fragment.ts';
import type { Command } from '../../protocol/generated/device-wire.ts';
import { encodeCommand } from '../../protocol/message.ts';
import { plainEnvelope } from '../../protocol/seal.ts';
import { SIMULATED_LINK_KEY } from '../../protocol/simulation.ts';
import { openCommand } from './sealed-message.ts';
import type { Stack } from './stack.ts';

export type Forged = Partial<Command> & Pick<Command, 'kind'>;

/** Somebody between host and band who has the link key: reads, changes, adds and renumbers what the host sends. */
export interface Forger {
  /** Sends one of its own, numbered next, in the host's name; what the host sends later is numbered after it. */
  command(command: Forged): void;
  /** A sealed message of these bytes, whatever they are. */
  sealed(bytes: Uint8Array): void;
  /** A message without a seal. */
  plain(bytes: Uint8Array): void;
  /** The host's own commands as they passed or not. */
  readonly seen: readonly Command[];
  /** What becomes of a command of the host's: null where it does not pass. */
  passes: (command: Command) => Forged | null;
}

/**
 * Takes its place on the air; the band's count of commands is where it goes on from.
 * @param how 'alone': nothing that the host sends passes any more, not even a STOP
 */
export function forgerOn(stack: Stack, how: 'between' | 'alone' = 'between'): Forger {
  const incoming = beginReassembly();
  const seen: Command[] = [];
  let packetCounter = 0;
  let counter = 0;

  const send = (packet: Uint8Array): void => void stack.air.link.send('command', packet).catch(() => {});
  const write = (message: Uint8Array): void => {
    packetCounter = cutMessage(message, stack.board.payloadBytes, packetCounter, crc32, send);
  };
  const sealed = (bytesOf: (counter: number) => Uint8Array): void => {
    counter = Math.max(counter, stack.commands.at(-1)?.counter ?? 0, stack.frames.at(-1)?.lastCounter ?? 0) + 1;
    write(sealCommand(bytesOf(counter), counter, SIMULATED_LINK_KEY, stack.hello().salt));
  };
  const forger: Forger = {
    seen,
    passes: (command) => command,
    command: (command) => {
      const { boot } = stack.hello();
      const host = stack.commands.findLast((one) => one.host > 0)?.host ?? 0;
      const heardTicks = stack.frames.at(-1)?.ticks ?? 0;
      sealed((number) => encodeCommand({ boot, host, heardTicks, ...command, counter: number }));
    },
    sealed: (bytes) => sealed(() => bytes),
    plain: (bytes) => write(plainEnvelope(bytes)),
  };
  stack.host.uplink = (_, packet) => {
    const message = takePacket(incoming, packet, crc32);
    if (!message || how === 'alone') return;
    const command = openCommand(message, SIMULATED_LINK_KEY, stack.hello().salt);
    if (!command) return write(message);
    seen.push(command);
    const passed = forger.passes(command);
    if (passed) forger.command(passed);
  };
  return forger;
}

import type { Hello, Role } from '../protocol/generated/device-wire.ts';
import { encodeHello } from '../protocol/generated/device-wire.ts';
import type { Board } from './boards/board.ts';

/** Rises when band and host can no longer understand each other; the host's is in protocol/message.ts. */
const PROTOCOL_VERSION = 1;

/** Written in by the build from package.json. */
declare const FIRMWARE_VERSION: string;
/** Likewise, from the bundle itself: firmware/build/build.ts. */
declare const FIRMWARE_HASH: number;
/** Likewise: an engineer's build, with the interpreter's console open. */
declare const DEVELOPMENT: boolean;

/** Only a simulated board has this module; a real Espruino knows none of that name. */
function isSimulated(): boolean {
  return process.env.VERSION.indexOf('simulated') >= 0;
}

export function createHello(role: Role, board: Board, boot: number): Hello {
  return {
    protocolVersion: PROTOCOL_VERSION,
    role: role,
    deviceId: getSerial(),
    board: board.name,
    firmwareVersion: FIRMWARE_VERSION,
    boot: boot,
    salt: new Uint8Array(8),
    configurationId: 0,
    payloadBytes: board.payloadBytes,
    simulated: isSimulated(),
    enrolled: false,
    prescriptionRevision: 0,
    prescriptionHash: new Uint8Array(0),
    firmwareHash: FIRMWARE_HASH,
    accelerometerOnly: false,
    resetCause: 'RESET_UNKNOWN',
    calibrationTag: 0,
    development: DEVELOPMENT,
    onTrial: false,
  };
}

/** Fresh with each connection, and never one of an earlier boot: what was recorded in one cannot be replayed in another. */
export function freshenSalt(hello: Hello): void {
  hello.salt[0] = hello.boot & 255;
  hello.salt[1] = (hello.boot >> 8) & 255;
  const low = E.hwRand();
  const high = E.hwRand();
  for (let i = 0; i < 3; i++) {
    hello.salt[2 + i] = (low >> (8 * i)) & 255;
    hello.salt[5 + i] = (high >> (8 * i)) & 255;
  }
}

const HELLO_BYTES = 128;
const buffer = new Uint8Array(HELLO_BYTES);

export function helloMessage(hello: Hello): Uint8Array {
  return buffer.subarray(0, encodeHello(hello, buffer));
}

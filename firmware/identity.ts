import { type Bytes, fieldsText, HELLO_FIXED } from '../protocol/generated/device-wire.ts';
import type { Board } from './boards/board.ts';

/** Rises when band and host can no longer understand each other; the host's is in protocol/message.ts. */
const PROTOCOL_VERSION = 1;

/** Written in by the build from package.json. */
declare const FIRMWARE_VERSION: string;
/** Likewise, from the bundle itself: firmware/build/build.ts. */
declare const FIRMWARE_HASH: number;
/** Likewise: an engineer's build, with the interpreter's console open. */
declare const DEVELOPMENT: boolean;

/** What a band says of itself: to hosts, and to the service of firmware/update/, which finds the rest of ServedBand added. */
export interface Hello extends ServedBand {
  readonly kind: Board;
  readonly deviceId: string;
  readonly boot: number;
  configurationId?: number;
  readonly simulated: boolean;
  /** A stim band's. */
  prescriptionRevision?: number;
  prescriptionHash?: Bytes;
  readonly firmwareHash: number;
  /** RESET_CAUSE_… */
  readonly resetCause: number;
  calibrationTag?: number;
}

/** @param role ROLE_… @param cause RESET_CAUSE_… */
export function createHello(role: number, board: Board, boot: number, salt: Uint8Array, cause: number): Hello {
  return {
    role: role,
    board: board.name,
    version: FIRMWARE_VERSION,
    salt: salt,
    onTrial: !!(globalThis as LoaderWord).limberOnTrial,
    kind: board,
    deviceId: getSerial(),
    boot: boot,
    // Only a simulated board says so; a real Espruino knows no version of that name.
    simulated: process.env.VERSION.indexOf('simulated') > 0,
    firmwareHash: FIRMWARE_HASH,
    resetCause: cause,
  } as object as Hello;
}

/** Fresh with each connection, and never one of an earlier boot: what was recorded in one cannot be replayed in another. */
export function freshenSalt(salt: Uint8Array, boot: number): void {
  salt.set(salt.map(() => E.hwRand() & 255));
  salt[0] = boot & 255;
  salt[1] = (boot >> 8) & 255;
}

export function helloMessage(hello: Hello): string {
  return fieldsText(
    [
      PROTOCOL_VERSION,
      hello.role,
      hello.deviceId,
      hello.board,
      FIRMWARE_VERSION,
      hello.boot,
      hello.salt,
      hello.configurationId,
      hello.kind.payloadBytes,
      hello.simulated,
      hello.enrolled,
      hello.prescriptionRevision,
      hello.prescriptionHash,
      hello.firmwareHash,
      hello.kind.accelerometerOnly,
      hello.resetCause,
      hello.calibrationTag,
      DEVELOPMENT,
      hello.onTrial,
    ],
    HELLO_FIXED,
  );
}

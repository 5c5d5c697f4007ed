import { buildPart, PARTS } from '../../firmware/build/band-parts.ts';
import { type TaggedKind, taggedPayload } from '../../host/connect/link-tag.ts';
import { type FirmwareImage, manifestOf } from '../../host/tools/firmware-image.ts';
import type { FirmwareRole } from '../../host/tools/flash-images.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { PIECE_BYTES_MAX } from '../../protocol/firmware-manifest.ts';
import { decodeStatusMessage, type UpdateState } from '../../protocol/message.ts';
import { nextSlotFile, PROVEN, readSlotRecord, type SlotRecord, slotRecordText } from '../../protocol/slot-record.ts';
import type { BoardName } from '../../sim/board/board-kinds.ts';
import { createFlash, type SimulatedFlash } from '../../sim/board/flash.ts';
import { createBoard, type SimulatedBoard } from '../../sim/board/simulated-board.ts';
import { createVirtualClock, type VirtualClock } from '../../sim/board/virtual-clock.ts';

export const LINK_KEY = Uint8Array.from({ length: 16 }, (_, i) => 7 * i + 3);
export const SALT = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
export const crcOf = (text: string): number => crc32(latin1(text));

/**
 * A firmware that does nothing but serve updates, so that loader and service are seen by themselves. The filler makes it as long as a
 * real one. `begins` is what it does first.
 */
export function smallFirmware(version: string, { begins = '', bytes = 5000, role = 1 } = {}): string {
  const head = `(()=>{${begins}
globalThis.runs='${version}';globalThis.told=[];globalThis.answers=[];globalThis.busyWord='';
globalThis.band={role:${role},board:'puck',version:'${version}',salt:new Uint8Array([${SALT}]),button:BTN1,busy:()=>busyWord,
answer:(c,r)=>{answers.push(c+r)},tell:m=>{told.push([].slice.call(m))},updating:!1,onTrial:!!globalThis.limberOnTrial,enrolled:!1};
globalThis.take=(k,c,a,b)=>{require('limber.srv').take(k,c,a,new Uint8Array(b),band)};
})();//`;
  return head.padEnd(bytes, 'limber ');
}

export const imageOf = (code: string, version: string, role: FirmwareRole = 'motion'): FirmwareImage => ({
  role,
  version,
  hash: 0,
  bytes: new Uint8Array(latin1(code)),
});

let parts: Promise<string[]> | undefined;

/** Built once for each test file. @throws when the syntax gate finds anything */
function builtParts(): Promise<string[]> {
  parts ??= Promise.all(PARTS.map(buildPart)).then((built) =>
    built.map(({ code, findings }) => {
      if (findings.length > 0) throw new Error(findings.map(({ construct }) => construct).join(', '));
      return code;
    }),
  );
  return parts;
}

/** What a cable leaves in a band's flash. */
export async function flashedFiles(firmware: string, key = LINK_KEY): Promise<Record<string, string>> {
  const [boot, service] = await builtParts();
  const record: SlotRecord = [0, 0, PROVEN, firmware.length, crcOf(firmware), 0, 0];
  const file = nextSlotFile(record);
  return {
    '.bootcde': boot!,
    'limber.srv': service!,
    'limber.a': firmware,
    [file]: slotRecordText(record, crcOf),
    'link.key': String.fromCharCode(...key),
  };
}

export interface UpdateBench {
  readonly clock: VirtualClock;
  readonly board: SimulatedBoard;
  readonly flash: SimulatedFlash;
  /** Version of the firmware that runs; undefined: none. */
  runs(): string | undefined;
  record(): SlotRecord | null;
  take(kind: number, at: number, payload: Uint8Array): void;
  takeTagged(kind: TaggedKind, body: Uint8Array, key?: Uint8Array): void;
  begin(image: FirmwareImage, key?: Uint8Array): void;
  /** All that is missing, piece by piece; ends where the band does not go on. */
  sendPieces(image: FirmwareImage, most?: number): void;
  end(): void;
  state(): UpdateState | undefined;
  answers(): readonly string[];
  /** BEGIN to AWAITING_PRESS. */
  bring(image: FirmwareImage): void;
}

const KINDS = { UPDATE_BEGIN: 32, UPDATE_DATA: 33, UPDATE_END: 34, HEALTHY: 35, WIPE: 36 } as const;

export async function updateBench(
  firmware: string,
  plan: { flash?: SimulatedFlash; kind?: BoardName } = {},
): Promise<UpdateBench> {
  const clock = createVirtualClock();
  const flash = plan.flash ?? createFlash(40_000, await flashedFiles(firmware));
  const board = createBoard({
    bundle: '',
    board: plan.kind ?? 'puck',
    clock,
    seed: 5,
    flash,
    radio: { notify: () => {} },
  });
  clock.advanceBy(1000);
  let counter = 0;

  const take = (kind: number, at: number, payload: Uint8Array): void => {
    counter++;
    try {
      board.evaluate(`take(${kind},${counter},${at},[${payload}])`);
    } catch {
      // Power was cut: whoever sent it is not told.
    }
    clock.advanceBy(50);
  };
  const state = (): UpdateState | undefined => {
    const last = board.evaluate('typeof told === "undefined" ? undefined : told[told.length-1]') as
      | number[]
      | undefined;
    const content = last && decodeStatusMessage(Uint8Array.from(last));
    return content?.ok && content.value.kind === 'update' ? content.value.update : undefined;
  };
  const takeTagged = (kind: TaggedKind, body: Uint8Array, key = LINK_KEY): void =>
    take(KINDS[kind], 0, taggedPayload(kind, counter + 1, body, key, SALT));
  const begin = (image: FirmwareImage, key = LINK_KEY): void => takeTagged('UPDATE_BEGIN', manifestOf(image), key);
  const sendPieces = ({ bytes }: FirmwareImage, most = Number.POSITIVE_INFINITY): void => {
    for (let sent = 0; sent < most; sent++) {
      const at = state()?.receivedBytes ?? bytes.length;
      if (at >= bytes.length || state()?.phase !== 'RECEIVING') return;
      take(KINDS.UPDATE_DATA, at, bytes.subarray(at, at + PIECE_BYTES_MAX));
    }
  };
  const end = (): void => {
    take(KINDS.UPDATE_END, 0, new Uint8Array(0));
    clock.advanceBy(2000);
  };
  return {
    clock,
    board,
    flash,
    runs: () => board.evaluate('globalThis.runs') as string | undefined,
    record: () => readSlotRecord((name) => flash.read(name), crcOf),
    take,
    takeTagged,
    begin,
    sendPieces,
    end,
    state,
    answers: () => [...((board.evaluate('answers') as string[]) ?? [])],
    bring: (image) => {
      begin(image);
      sendPieces(image);
      end();
    },
  };
}

/** A press, and the restart that follows one. */
export function pressAndRestart({ board, clock }: UpdateBench): void {
  board.pressButton();
  clock.advanceBy(3000);
}

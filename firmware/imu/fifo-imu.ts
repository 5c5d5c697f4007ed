import type { RegisterBus } from '../boards/board.ts';
import type { Imu } from './imu.ts';
import type { MotionSettings } from './motion-settings.ts';

/** Where every chip of this folder says what it is. */
const WHO_AM_I = 0x0f;
const FRAME_SAMPLE_BYTES = 12;
/** A chip whose power was switched on just now answers after 10 to 15 ms; a try takes this interpreter one at least. */
const BOOT_TRIES = 40;

/** What a driver knows of its chip: registers, and how its FIFO tells what it holds. */
export interface FifoChip {
  /** What it may answer to WHO_AM_I, a character each. */
  readonly identities: string;
  /** First register of the FIFO's status, so many are read: count, flags with upper bits of the count, what must be 0. */
  readonly statusAt: number;
  readonly statusBytes: number;
  /** Which of them shows by which bits that more is to be known than the count. */
  readonly flagsAt: number;
  readonly closeBits: number;
  /** Bits of the flags that mean loss, and those of the count above 255. */
  readonly lostBits?: number;
  readonly countBits?: number;
  /** So many counted are lost samples too. */
  readonly full?: number;
  /** What is counted in one sample, and its bytes. */
  readonly sampleCounts: number;
  readonly sampleBytes: number;
  readonly dataAt: number;
  readonly accelerationAt: number;
  /** These bits of a block's first byte are so, or the FIFO is out of step. */
  readonly tagBits?: number;
  readonly firstTag?: number;
  /** Where in what is read byte `i` of a block stands; left out where a block is as the wire wants it already. */
  readonly placeOf?: (i: number) => number;
  /** Writes are texts of a register and its value in turn, one character each: an array takes a variable for every number. */
  readonly start: (settings: MotionSettings) => string;
  readonly doze: string;
  emptyFifo: string;
}

/** @returns what brings the bytes of a block in order */
function sorter(
  chip: FifoChip,
  samples: number,
  onBlock: (block: Uint8Array) => void,
  startOver: () => void,
): (bytes: Uint8Array) => void {
  const block = new Uint8Array(samples * FRAME_SAMPLE_BYTES);
  const places = block.map((_, i) => chip.placeOf!(i));
  const mapInPlace = E.mapInPlace;
  const tagBits = chip.tagBits!;
  const firstTag = chip.firstTag!;
  return (bytes) => {
    if ((bytes[0] ^ firstTag) & tagBits) startOver();
    else {
      mapInPlace(places, block, bytes);
      onBlock(block);
    }
  };
}

/**
 * Reads a chip's FIFO in blocks: one sample at a time would cost an Espruino its idle loop. What `pump` uses stands first, for names are
 * looked up one by one.
 */
export function fifoImu(bus: RegisterBus, chip: FifoChip): Imu {
  let handOver!: (block: Uint8Array) => void;
  let blockCounts = 0;
  let readBlock!: () => Uint8Array;
  const readStatus = bus.read.bind(bus, chip.statusAt, chip.statusBytes) as () => Uint8Array;
  const flagsAt = chip.flagsAt;
  const closeBits = chip.closeBits;

  function write(pairs: string): void {
    for (let i = 0; i < pairs.length; i += 2) bus.write(pairs.charCodeAt(i), pairs.charCodeAt(i + 1));
  }
  function startOver(): number {
    imu.overruns++;
    write(chip.emptyFifo);
    return 0;
  }
  function count(status: Uint8Array): number {
    // What a chip does not have is undefined, which is 0 to these operators.
    if (status[0] >= chip.full! || (status[1] & chip.lostBits!) | status[2]) return startOver();
    return status[0] | ((status[1] & chip.countBits!) << 8);
  }

  const imu: Imu = {
    isPresent: 0,
    overruns: 0,
    pump() {
      const status = readStatus();
      let waiting = status[0];
      if ((status[flagsAt] & closeBits) | status[2]) waiting = count(status);
      while (waiting >= blockCounts) {
        waiting -= blockCounts;
        handOver(readBlock());
      }
    },
    start(settings, samplesPerBlock, onBlock) {
      blockCounts = samplesPerBlock * chip.sampleCounts;
      readBlock = bus.read.bind(bus, chip.dataAt, samplesPerBlock * chip.sampleBytes) as () => Uint8Array;
      handOver = chip.placeOf ? sorter(chip, samplesPerBlock, onBlock, startOver) : onBlock;
      write(chip.start(settings));
      write(chip.emptyFifo);
    },
    doze() {
      write(chip.doze);
    },
    acceleration: () => bus.read(chip.accelerationAt, 6),
    samplesWaiting: () => Math.floor(count(readStatus()) / chip.sampleCounts),
  };
  for (let tries = BOOT_TRIES; tries && !imu.isPresent; tries--) {
    try {
      if (chip.identities.indexOf(String.fromCharCode(bus.read(WHO_AM_I, 1)[0]!)) >= 0) imu.isPresent = 1;
    } catch {
      // Not yet, or not there.
    }
  }
  return imu;
}

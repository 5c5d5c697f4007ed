import protobuf from 'protobufjs';
import { patchMotionFrame, samplesOffset, templateMotionFrame } from '../protocol/generated/device-wire.ts';
import { decodeMotionFrame } from '../protocol/motion-frame.ts';
import { type BenchRow, compareNs, lessIsBetter } from './row.ts';

const SAMPLES = 19;
const FRAMES = 20_000;

const NESTED = `syntax = "proto3";
message Sample { sint32 gx = 1; sint32 gy = 2; sint32 gz = 3; sint32 ax = 4; sint32 ay = 5; sint32 az = 6; }
message Frame { repeated Sample samples = 1; fixed32 sequence = 2; fixed32 ticks = 3; uint32 configuration_id = 4; }`;

/** Counts as of a limb that moves: hundreds to thousands, both signs. */
function movingSamples(): Int16Array {
  return Int16Array.from({ length: 6 * SAMPLES }, (_, i) =>
    Math.round(2500 * Math.sin(i * 0.37) + 900 * Math.cos(i * 1.7)),
  );
}

/** One frame of 19 samples: int16 in a bytes field against the textbook's nested messages, both read by protobufjs. */
export function decodeRow(): BenchRow {
  const samplesRaw = movingSamples();
  const frame = templateMotionFrame(samplesRaw.byteLength, 1);
  frame.set(new Uint8Array(samplesRaw.buffer), samplesOffset(samplesRaw.byteLength));
  patchMotionFrame(frame, 1, 2);
  const nested = protobuf.parse(NESTED).root.lookupType('Frame');
  const samples = Array.from({ length: SAMPLES }, (_, i) => {
    const [gx, gy, gz, ax, ay, az] = samplesRaw.subarray(6 * i, 6 * i + 6);
    return { gx, gy, gz, ax, ay, az };
  });
  const nestedBytes = nested.encode(nested.create({ samples, sequence: 1, ticks: 2, configurationId: 1 })).finish();
  let sum = 0;
  const { oursNs, peerNs } = compareNs(
    FRAMES,
    () => {
      for (let i = 0; i < FRAMES; i++) {
        const read = decodeMotionFrame(frame);
        if (read.ok) sum += read.value.samplesRaw[7]!;
      }
    },
    () => {
      for (let i = 0; i < FRAMES; i++) {
        const read = nested.decode(nestedBytes) as unknown as { samples: { gy: number }[] };
        sum += read.samples[1]!.gy;
      }
    },
  );
  return lessIsBetter(
    {
      name: `decode of a ${SAMPLES}-sample frame`,
      figure: oursNs,
      unit: 'ns CPU',
      peer: 'nested protobuf messages, protobufjs',
      peerFigure: peerNs,
      note: `${frame.length} bytes against ${nestedBytes.length}${sum === 0 ? ' ' : ''}`,
    },
    { ratioAtLeast: 8 },
  );
}

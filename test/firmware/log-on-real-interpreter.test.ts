import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { crc32 } from '../../protocol/crc32.ts';
import { beginReassembly, takePacket } from '../../protocol/fragment.ts';
import { decompressSamples, LOG_HEAD_BYTES, readLogHead } from '../../protocol/log-code.ts';
import { decodeLogBlock } from '../../protocol/message.ts';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { compressed } from './compressed-samples.ts';
import { logPart } from './log-bench.ts';
import { ESPRUINO } from './on-espruino.ts';

const onRealOne = ESPRUINO ? test : test.skip;
if (!ESPRUINO) console.log('the log runs in a vm only: ESPRUINO names no interpreter');

/** @returns what was printed behind an @ */
async function runOnEspruino(script: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-log-'));
  try {
    writeFileSync(join(folder, 'script.js'), script);
    const { stdout } = await promisify(execFile)(ESPRUINO!, ['script.js'], { cwd: folder, timeout: 60_000 });
    const lines = stdout.split('\n').filter((line) => line.includes('@'));
    return lines.map((line) => line.slice(line.indexOf('@') + 1).trim());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function framesOf(samples: Int16Array): Uint8Array[] {
  return Array.from({ length: 24 }, (_, i) => {
    const packet = new Uint8Array(50);
    packet.set([10, 36]);
    packet.set(new Uint8Array(samples.buffer, 36 * i, 36), 2);
    packet.set([21, i, 1, 0, 0, 29, 10 * i, 2, 3, 200, 32, 1], 38);
    return packet;
  });
}

onRealOne.each([0, 1, 20, 300, 900, 32767])(
  'a block stored and read there is the one of the vm, byte for byte: up to %d',
  async (most) => {
    const random = seededRandom(SEED);
    const samples = Int16Array.from({ length: 24 * 18 }, (_, i) => (i % 6 < 5 ? random.uniform(-most, most) : 8192));
    const packets = framesOf(samples);
    const [printed] = await runOnEspruino(
      [
        `var process={env:{BOARD:'PUCKJS'}},exports={},sent=[];`,
        await logPart(),
        `var ring=E.toUint8Array([${packets.map((packet) => `atob('${base64(packet)}')`).join()}]);`,
        'exports.record(ring,50,0,24,258);exports.record(ring,50,0,24,258);',
        'exports.read(1,9,50,p=>{sent.push(btoa(p))});',
        `setTimeout(()=>{print('@'+exports.state().join()+' '+sent.join());quit()},1000);`,
      ].join('\n'),
    );
    const [state, sent] = printed!.split(' ');
    expect(state).toBe('0,2,0,0');
    const joining = beginReassembly();
    joining.buffer = new Uint8Array(2000);
    const message = sent!
      .split(',')
      .map((packet) => takePacket(joining, Uint8Array.from(Buffer.from(packet, 'base64')), crc32))
      .find((whole) => whole !== null);
    const decoded = decodeLogBlock(message!);
    if (!decoded.ok) throw new Error(decoded.reason);
    const { number, block } = decoded.value;
    expect(number).toBe(1);
    expect(readLogHead(block)).toEqual({
      sequence: 256,
      ticksUs: 0xc8030200,
      lastTicksUs: 0xc80302e6,
      boot: 258,
      configurationId: 1,
      samplesPerFrame: 3,
      frames: 24,
    });
    expect(base64(block.subarray(LOG_HEAD_BYTES))).toBe(base64(compressed(samples)));
    expect(decompressSamples(block.subarray(LOG_HEAD_BYTES), 72)).toEqual(samples);
  },
);

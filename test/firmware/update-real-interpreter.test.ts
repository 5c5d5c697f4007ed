import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type TaggedKind, taggedPayload } from '../../host/connect/link-tag.ts';
import { manifestOf } from '../../host/tools/firmware-image.ts';
import { PIECE_BYTES_MAX } from '../../protocol/firmware-manifest.ts';
import { decodeStatusMessage } from '../../protocol/message.ts';
import { flashedFiles, imageOf, LINK_KEY, SALT, smallFirmware } from './update-bench.ts';

/** Loader and service on an interpreter that the variable ESPRUINO names, with its own Storage, SHA-256, eval and require. */
const ESPRUINO = process.env.ESPRUINO;
const KINDS = { UPDATE_BEGIN: 32, HEALTHY: 35, WIPE: 36 } as const;
const NEW = imageOf(smallFirmware('1.0.1', { bytes: 7001 }), '1.0.1');
/** What the interpreter for Linux lacks of a board; a restart ends the process. */
const BOARD = `
var NRF={setServices:function(){},setAdvertising:function(){}};var BTN1=D0;var edge;
var setWatch=function(f){edge=f;return 1};var clearWatch=function(){};var digitalRead=function(){return 0};
var nativeCrc=E.CRC32;var E={CRC32:nativeCrc,reboot:function(){print('RESTART');quit()}};
`;

interface Start {
  readonly said: readonly string[];
  readonly runs: string;
  readonly variables: readonly number[];
}

/** One start of the band after the other, in one fake flash. */
function interpreterIn(folder: string): (script: string) => Start {
  return (script) => {
    const after = `setTimeout(function(){print('RUNS '+globalThis.runs);quit()},1500);`;
    const report = `var tellAll=function(){told.forEach(function(m){print('TOLD '+m.join())});answers.forEach(function(a){print('ANSWER '+a)})};`;
    writeFileSync(join(folder, 'start.js'), `${BOARD}${report}${script}\n${after}\n`);
    const printed = execFileSync(ESPRUINO!, ['start.js'], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    // What a timer prints comes behind the console's prompt.
    const lines = (mark: string): string[] =>
      [...printed.matchAll(new RegExp(`${mark}(.*)`, 'g'))].map(([, rest]) => rest!.trim());
    const said = lines('TOLD ').map((line) => stateIn(line));
    if (/Uncaught|ERROR/.test(printed)) throw new Error(printed);
    return {
      said: [...said, ...lines('RESTART').map(() => 'restart')],
      runs: lines('RUNS ')[0] ?? '',
      variables: lines('VARIABLES ').map(Number),
    };
  };
}

function stateIn(line: string): string {
  const content = decodeStatusMessage(Uint8Array.from(line.split(',').map(Number)));
  if (!content.ok) return 'not a message';
  if (content.value.kind === 'update') return `${content.value.update.phase} ${content.value.update.receivedBytes}`;
  return content.value.kind;
}

const LOAD = `eval(require('Storage').read('.bootcde'));`;
const takeTagged = (kind: TaggedKind, counter: number, body: Uint8Array): string =>
  `take(${KINDS[kind]},${counter},0,[${taggedPayload(kind, counter, body, LINK_KEY, SALT)}]);`;
const begin = takeTagged('UPDATE_BEGIN', 1, manifestOf(NEW));
const pieces = (from: number, to: number): string => {
  let script = '';
  for (let at = from; at < to; at += PIECE_BYTES_MAX)
    script += `take(33,2,${at},[${NEW.bytes.subarray(at, at + PIECE_BYTES_MAX)}]);`;
  return script;
};

async function flashedInterpreter(folder: string): Promise<(script: string) => Start> {
  const start = interpreterIn(folder);
  const files = await flashedFiles(smallFirmware('1.0.0'));
  const writes = Object.entries(files).map(([name, data]) => {
    const bytes = [...data].map((letter) => letter.charCodeAt(0));
    return name === 'link.key'
      ? `require('Storage').write('${name}',new Uint8Array([${bytes}]));`
      : `require('Storage').write('${name}',${JSON.stringify(data)});`;
  });
  start(writes.join('\n'));
  return start;
}

async function inFolder(work: (start: (script: string) => Start) => void): Promise<void> {
  if (!ESPRUINO) {
    console.log('skipped: ESPRUINO names no interpreter');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'limber-update-'));
  try {
    work(await flashedInterpreter(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a real interpreter receives, resumes, checks, installs and keeps a newer firmware', async () => {
  await inFolder((start) => {
    expect(start(LOAD).runs).toBe('1.0.0');
    const half = start(`${LOAD}${begin}${pieces(0, 2560)}tellAll();`);
    expect(half.said.at(-1)).toBe('RECEIVING 2560');
    const press = 'setTimeout(function(){edge({state:true});setTimeout(tellAll,100)},800);';
    const rest = start(`${LOAD}${begin}${pieces(2560, NEW.bytes.length)}take(34,3,0,[]);${press}`);
    expect(rest.said).toContain('RECEIVING 2560');
    expect(rest.said.slice(-3)).toEqual(['AWAITING_PRESS 7001', 'INSTALLING 7001', 'restart']);
    const healthy = takeTagged('HEALTHY', 1, new Uint8Array(8));
    expect(start(`${LOAD}${healthy}tellAll();`)).toMatchObject({ runs: '1.0.1', said: ['acknowledgement'] });
    expect(start(LOAD).runs).toBe('1.0.1');
  });
});

test('a real interpreter goes back to the firmware before when nobody calls the new one healthy', async () => {
  await inFolder((start) => {
    const press = 'setTimeout(function(){edge({state:true})},800);';
    start(`${LOAD}${begin}${pieces(0, NEW.bytes.length)}take(34,3,0,[]);${press}`);
    expect(start(LOAD).runs).toBe('1.0.1');
    expect(start(LOAD).runs).toBe('1.0.0');
  });
});

test('on a real interpreter functions of an image stay in flash: less variables than the same code from RAM', async () => {
  await inFolder((start) => {
    const code = `(()=>{${Array.from({ length: 60 }, (_, i) => `var f${i}=(a,b)=>{var c=a*b+${i};if(c>1000)return c-1000;for(var i=0;i<c;i++)a+=b*i;return a>b?a-b:b-a+c};`).join('')}globalThis.last=f59})();`;
    const measured = (load: string): number =>
      start(
        `require('Storage').write('code',${JSON.stringify(code)});var before=process.memory().usage;${load};print('VARIABLES '+(process.memory().usage-before));`,
      ).variables[0]!;
    const [flash, ram] = [measured("eval(require('Storage').read('code'))"), measured(code)];
    console.log(`variables of 60 small functions: ${flash} from flash, ${ram} from RAM`);
    expect(flash).toBeLessThan(0.85 * ram);
  });
});

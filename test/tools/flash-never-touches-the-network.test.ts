import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FLASH_BOARD_NAMES, flashBoard } from '../../host/tools/flash-boards.ts';

/** In a process of its own: the package leaves globals. What it would fetch is printed. */
const SCRIPT = `
import http from 'node:http';
import https from 'node:https';
import { loadEspruino } from './host/tools/espruino-package.ts';
const asked = [];
const refuse = (options) => { asked.push(options.host ?? options); throw new Error('offline'); };
http.request = refuse;
https.request = refuse;
globalThis.fetch = refuse;
const { Core } = loadEspruino(() => {});
const found = {};
for (const name of process.argv.slice(1)) {
  const url = 'http://www.espruino.com/json/' + name + '.json';
  found[name] = await new Promise((resolve) => Core.Utils.getJSONURL(url, resolve));
}
process.stdout.write(JSON.stringify({ found, asked }));
process.exit(0);
`;

test('what the espruino package fetches at each connection is answered from a table', () => {
  const environments = FLASH_BOARD_NAMES.map((name) => flashBoard(name).environment);
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', SCRIPT, ...environments, 'UNHEARDOF'], {
    cwd: join(import.meta.dirname, '../..'),
    encoding: 'utf8',
  });
  const { found, asked } = JSON.parse(output);
  expect(asked).toEqual([]);
  expect(found.PUCKJS).toMatchObject({ info: { variables: 2630 }, chip: { part: 'NRF52832', ram: 64 } });
  for (const environment of environments) expect(found[environment].features).toContain('BLE');
  expect(found.UNHEARDOF).toEqual({});
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../host/relay/downlink/canonical-json.ts';
import { DOWN_KINDS } from '../../host/relay/downlink/down-message.ts';
import { downBytes, signDown } from '../../host/relay/downlink/down-signing.ts';
import { REFUSED_FOR, TURNED_AWAY_FOR } from '../../host/relay/downlink/reason.ts';
import { ANNA } from '../relay/downlink/down-samples.ts';
import { ROOT } from '../source-files.ts';

const page = readFileSync(join(ROOT, 'docs/downlink.md'), 'utf8');
const [VECTOR, SIGNATURE] = [...page.matchAll(/```text\n(.*)\n```/g)].map(([, text]) => text!);

test('the test vector of the page is what is signed, byte by byte', () => {
  const unsigned = JSON.parse(VECTOR!);
  expect(Buffer.from(downBytes(unsigned)).toString()).toBe(`limber/down/1\n${VECTOR}`);
  expect(canonicalJson(unsigned)).toBe(VECTOR);
  expect(ANNA.public.id).toBe(unsigned.signer);
  expect(signDown(unsigned, ANNA).signature).toBe(SIGNATURE);
});

test('every kind and every reason has its row, and no row is of a reason that is gone', () => {
  const rows = [...page.matchAll(/^\| `([a-z-]+)` /gm)].map(([, name]) => name!);
  const fields = ['schema', 'site', 'person', 'counter', 'signer', 'signature', 'kind'];
  expect(new Set(rows)).toEqual(new Set([...DOWN_KINDS, ...TURNED_AWAY_FOR, ...REFUSED_FOR, ...fields]));
});
